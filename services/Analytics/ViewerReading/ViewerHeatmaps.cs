using System.Security.Claims;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>An hour of the week.</summary>
/// <param name="Day">Monday to Sunday.</param>
/// <param name="Hour">0 to 23.</param>
internal sealed record HeatmapPeak(DayOfWeek Day, int Hour, long Events, long Coins);

/// <summary>A week of 7 x 24 hours: rows from Monday, columns from midnight.</summary>
internal sealed record HeatmapView
{
    /// <summary>IANA name; null where accounts of the workspace have different ones: each account's hours are its own.</summary>
    public string? TimeZone { get; init; }
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [.. Enumerable.Range(1, 7).Select(n => (DayOfWeek)(n % 7))];
    public required long[][] Events { get; init; }
    public required long[][] Coins { get; init; }
    public required long TotalEvents { get; init; }
    public required long TotalCoins { get; init; }

    /// <summary>The hour with most events; null while there are none.</summary>
    public HeatmapPeak? Peak { get; init; }
}

/// <summary>When viewers do something, by hour of the week.</summary>
internal static class ViewerHeatmaps
{
    private const int HoursPerDay = 24;
    private const int HoursPerWeek = 7 * HoursPerDay;

    private const string Accounts = """
        select audience_no from analytics.audiences
        where workspace_id = $1 and account_id is not null and ($2::uuid is null or account_id = $2)
        """;

    private const string GlobalSql = $"""
        select hour_of_week, sum(events)::bigint, sum(coins)::bigint from analytics.audience_hours
        where audience_no in ({Accounts}) group by hour_of_week
        """;

    private const string ViewerSql = $"""
        select hour_of_week, sum(events)::bigint, sum(coins)::bigint from analytics.viewer_hours
        where audience_no in ({Accounts}) and user_id = any($3) group by hour_of_week
        """;

    public static void MapViewerHeatmaps(this RouteGroupBuilder api)
    {
        api.MapGet("/heatmap/global", ReadGlobalAsync)
            .WithSummary("When all viewers do something: events and coins by hour of the week");
        api.MapGet("/{user}/heatmap", ReadViewerAsync)
            .WithSummary("When one viewer does something: events and coins by hour of the week");
    }

    private static Task<Results<Ok<HeatmapView>, ProblemHttpResult>> ReadGlobalAsync(
        ClaimsPrincipal user,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null
    ) =>
        reader.AnswerAsync(
            user,
            accountId,
            async (connection, audience) =>
            {
                await using var read = new NpgsqlCommand(GlobalSql, connection);
                read.Parameters.With(audience.WorkspaceId).With(audience.AccountId, NpgsqlDbType.Uuid);
                return await ReadAsync(read, audience, cancellationToken);
            },
            cancellationToken
        );

    private static Task<Results<Ok<HeatmapView>, ProblemHttpResult>> ReadViewerAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null
    ) =>
        reader.AnswerAsync(
            caller,
            accountId,
            who,
            async (connection, audience, person) =>
            {
                await using var read = new NpgsqlCommand(ViewerSql, connection);
                read.Parameters.With(audience.WorkspaceId)
                    .With(audience.AccountId, NpgsqlDbType.Uuid)
                    .With(person.Ids, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
                return await ReadAsync(read, audience, cancellationToken);
            },
            cancellationToken
        );

    private static async Task<HeatmapView?> ReadAsync(
        NpgsqlCommand read,
        ViewerAudience audience,
        CancellationToken cancellationToken
    )
    {
        var (events, coins) = (new long[HoursPerWeek], new long[HoursPerWeek]);
        var hours = await read.ReadAsync(
            row => (Hour: row.GetInt16(0), Events: row.GetInt64(1), Coins: row.GetInt64(2)),
            cancellationToken
        );
        foreach (var hour in hours)
            (events[hour.Hour], coins[hour.Hour]) = (hour.Events, hour.Coins);
        var peak = Array.IndexOf(events, events.Max());
        return new HeatmapView
        {
            TimeZone = audience.CommonZone,
            Events = [.. events.Chunk(HoursPerDay)],
            Coins = [.. coins.Chunk(HoursPerDay)],
            TotalEvents = events.Sum(),
            TotalCoins = coins.Sum(),
            Peak =
                events[peak] == 0
                    ? null
                    : new HeatmapPeak(
                        (DayOfWeek)(((peak / HoursPerDay) + 1) % 7),
                        peak % HoursPerDay,
                        events[peak],
                        coins[peak]
                    ),
        };
    }
}
