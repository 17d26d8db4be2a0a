using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// The gifts of a viewer, newest first. A streak is one row, at the place of its last message, with the quantity that is
/// on the books.
/// </summary>
internal static class ViewerGifts
{
    // Kind 0 is a gift and flag 16 a number beyond belief, which counts in no total (a test pins both).
    private const string Sql = """
        select g.message_id, s.account_id, s.id, g.gift_id, n.name, coalesce(k.coins, g.coins, 0),
            coalesce(k.repeat_count, g.repeat_count, 0), g.group_id <> 0, g.at, g.message_id, g.session_no
        from unnest($3) as person(user_id)
        cross join lateral (
            select e.session_no, e.message_id, e.user_id, e.gift_id, coalesce(e.group_id, 0) as group_id,
                coalesce(e.receiver_id, 0) as receiver_id, e.coins, e.repeat_count, e.at
            from analytics.events e
            join analytics.live_sessions o on o.session_no = e.session_no
            where e.user_id = person.user_id and e.kind = 0 and e.flags & 16 = 0 and e.opened_on between $8 and $9
                and o.workspace_id = $1 and ($2::uuid is null or o.account_id = $2)
                and ($4::timestamptz is null or (e.at <= $4 and (e.at, e.message_id, e.session_no) < ($4, $5, $6)))
                and not exists (
                    select from analytics.events l
                    where l.session_no = e.session_no and l.opened_on = e.opened_on and l.user_id = e.user_id
                        and l.opened_on between $8 and $9 and l.kind = 0 and l.group_id <> 0 and l.group_id = e.group_id and l.gift_id = e.gift_id
                        and coalesce(l.receiver_id, 0) = coalesce(e.receiver_id, 0) and l.flags & 16 = 0
                        and l.at >= e.at and (l.at, l.message_id) > (e.at, e.message_id)
                )
            order by e.at desc, e.message_id desc, e.session_no desc
            limit $7
        ) g
        join analytics.live_sessions s on s.session_no = g.session_no
        left join analytics.gift_streaks k on g.group_id <> 0 and k.session_no = g.session_no and k.group_id = g.group_id
            and k.user_id = g.user_id and k.gift_id = g.gift_id and k.receiver_id = g.receiver_id
        left join analytics.gifts n on n.gift_id = g.gift_id
        order by g.at desc, g.message_id desc, g.session_no desc
        limit $7
        """;

    public static void MapViewerGifts(this RouteGroupBuilder api) =>
        api.MapGet("/{user}/gifts", ListAsync)
            .WithSummary("The gifts of a viewer, newest first; a streak is one with its quantity")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static readonly ViewerHistory<ViewerGiftView> _history = new(Sql, Read);

    public static Task<List<HistoryItem<ViewerGiftView>>> ReadAsync(
        NpgsqlConnection connection,
        HistoryPage page,
        ViewerSpan? span,
        CancellationToken cancellationToken
    ) => _history.ReadEventsAsync(connection, page, span, null, cancellationToken);

    private static Task<Results<Ok<Page<ViewerGiftView>>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? after = null,
        int limit = ViewerHistory.DefaultLimit
    ) =>
        reader.PageAsync(
            caller,
            accountId,
            who,
            after,
            limit,
            async (connection, page) =>
                await ReadAsync(
                    connection,
                    page,
                    await ViewerSpan.FindAsync(connection, page, cancellationToken),
                    cancellationToken
                ),
            cancellationToken
        );

    private static ViewerGiftView Read(NpgsqlDataReader row)
    {
        var (coins, quantity) = (row.GetInt32(5), row.GetInt32(6));
        return new()
        {
            Id = ViewerAnswer.Text(row.GetInt64(0)),
            AccountId = row.GetGuid(1),
            LiveSessionId = row.GetGuid(2),
            GiftId = ViewerAnswer.Text(row.GetInt64(3)),
            GiftName = row.IsDBNull(4) ? null : row.GetString(4),
            Coins = coins,
            Quantity = quantity,
            TotalCoins = (long)coins * quantity,
            IsStreak = row.GetBoolean(7),
            At = row.GetFieldValue<DateTimeOffset>(8),
        };
    }
}
