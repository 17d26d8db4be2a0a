using System.Globalization;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Statistics;

/// <summary>One gift over a range.</summary>
/// <param name="GiftId">TikTok's id.</param>
/// <param name="Name">As TikTok sent it last; null where it sent none.</param>
/// <param name="Price">Coins of one, as seen last; null where unknown.</param>
/// <param name="Gifts">How many were given.</param>
/// <param name="Coins">What was paid for them.</param>
/// <param name="Sessions">Live sessions in which it was given.</param>
internal sealed record GiftView(string GiftId, string? Name, int? Price, long Gifts, long Coins, int Sessions);

/// <summary>What was given in the live sessions that began in a range, most coins first.</summary>
internal sealed record GiftsView(string TimeZone, DateOnly From, DateOnly To, IReadOnlyList<GiftView> Gifts);

/// <summary>Gifts by kind.</summary>
internal static class GiftStatistics
{
    /// <summary>
    /// The gifts of sessions as they are worked out: a streak counts by its highest total and price, a gift without
    /// streak by its quantity; numbers beyond belief count nothing. $1: numbers of sessions, $2: their days.
    /// </summary>
    public const string WorkOutSql = """
        select session_no, gift_id, sum(repeat_count)::bigint as gifts, sum(repeat_count::bigint * coins)::bigint as coins
        from analytics.gift_streaks where session_no = any($1)
        group by session_no, gift_id
        union all
        select e.session_no, e.gift_id, sum(e.repeat_count)::bigint, sum(e.repeat_count::bigint * e.coins)::bigint
        from unnest($1, $2) as k(session_no, opened_on)
        join analytics.events e using (session_no, opened_on)
        where e.kind = 0 and e.group_id = 0 and e.flags & 16 = 0
        group by e.session_no, e.gift_id
        """;

    private const string Sql = $"""
        select g.gift_id, n.name, n.coins, sum(g.gifts)::bigint, sum(g.coins)::bigint, count(distinct g.session_no)::int
        from (
            {WorkOutSql}
            union all
            select session_no, gift_id, gifts, coins from analytics.session_gifts where session_no = any($3)
        ) g
        left join analytics.gifts n using (gift_id)
        group by g.gift_id, n.name, n.coins
        order by 5 desc, 4 desc, 1
        """;

    public static void MapGiftStatistics(this RouteGroupBuilder api) =>
        api.MapGet("/statistics/gifts", ReadAsync)
            .WithName("readGiftStatistics")
            .WithSummary("By gift: how many and for how many coins, most coins first")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static Task<Results<Ok<GiftsView>, NotFound, ProblemHttpResult>> ReadAsync(
        [AsParameters] StatisticsRequest request
    ) =>
        request.AnswerAsync(
            async (connection, range, sessions) =>
                new GiftsView(
                    range.Zone.Id,
                    range.From,
                    range.To,
                    await GiftsAsync(connection, range.BegunIn(sessions), request.Cancellation)
                )
        );

    private static async Task<List<GiftView>> GiftsAsync(
        NpgsqlConnection connection,
        List<DigestedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var open = sessions.FindAll(session => !session.HasDigest);
        var known = sessions.FindAll(session => session.HasDigest);
        await using var command = new NpgsqlCommand(Sql, connection);
        command
            .Parameters.With(
                open.ConvertAll(session => session.Row.SessionNo),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            )
            .With(open.ConvertAll(session => session.Row.OpenedOn), NpgsqlDbType.Array | NpgsqlDbType.Date)
            .With(known.ConvertAll(session => session.Row.SessionNo), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var gifts = new List<GiftView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            gifts.Add(Read(reader));
        return gifts;
    }

    private static GiftView Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0).ToString(CultureInfo.InvariantCulture),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? null : row.GetInt32(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt32(5)
        );
}
