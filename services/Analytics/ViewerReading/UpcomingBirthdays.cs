using System.Security.Claims;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A birthday to come.</summary>
/// <param name="On">The day, in the account's time zone.</param>
/// <param name="DaysUntil">0 is today.</param>
/// <param name="AgeReached">Full years on that day.</param>
/// <param name="Viewer">Whose it is.</param>
internal sealed record UpcomingBirthday(DateOnly On, int DaysUntil, int AgeReached, ViewerProfileView Viewer);

/// <summary>Whose birthday is today or within the next days, soonest first.</summary>
internal static class UpcomingBirthdays
{
    private const int MostDays = 366;
    private const int MostShown = 1_000;

    private const string Sql = $"""
        select {ViewerProfileView.Columns}, c.coming
        from (
            select c.coming, p.user_id
            from unnest($3, $4, $5) as c(month, day, coming)
            join analytics.viewers b on b.workspace_id = $1 and b.birthday is not null
                and extract(month from b.birthday) = c.month and extract(day from b.birthday) = c.day
            join analytics.viewer_profiles p on p.audience_no = $2 and p.user_id = b.user_id
            order by c.coming, p.user_id limit $6
        ) c
        join analytics.viewer_profiles p on p.audience_no = $2 and p.user_id = c.user_id
        {ViewerProfileView.Joins}
        order by c.coming, p.user_id
        """;

    public static void MapUpcomingBirthdays(this RouteGroupBuilder api) =>
        api.MapGet("/birthdays/upcoming", ReadAsync)
            .WithSummary("Birthdays of today and the next days, soonest first; at most 1,000")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<List<UpcomingBirthday>>, ProblemHttpResult>> ReadAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        int days = 7
    )
    {
        if (days is < 1 or > MostDays)
            return ViewerAnswer.BadRequest($"'days' can be 1 to {MostDays}.");
        return await reader.AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
            {
                var today = audience.Today;
                var coming = Birthdays.Within(today, days);
                await using var read = new NpgsqlCommand(Sql, connection);
                read.Parameters.With(audience.WorkspaceId)
                    .With(audience.AudienceNo)
                    .With(coming.Select(day => (decimal)day.Month).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Numeric)
                    .With(coming.Select(day => (decimal)day.Day).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Numeric)
                    .With(coming.Select(day => day.On).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date)
                    .With(MostShown);
                var birthdays = await read.ReadAsync(
                    row =>
                        (
                            Viewer: ViewerProfileView.Read(row, today),
                            On: row.GetFieldValue<DateOnly>(row.FieldCount - 1)
                        ),
                    cancellationToken
                );
                return birthdays
                    .Select(one => new UpcomingBirthday(
                        one.On,
                        one.On.DayNumber - today.DayNumber,
                        Birthdays.AgeOn(one.On, one.Viewer.Birthday!.Value),
                        one.Viewer
                    ))
                    .ToList();
            },
            cancellationToken
        );
    }
}
