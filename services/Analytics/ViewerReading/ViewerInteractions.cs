using System.Security.Claims;
using LiveOps.Analytics.Reviewing;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>What a viewer did, message by message, newest first, with what they wrote.</summary>
internal static class ViewerInteractions
{
    private static readonly (string Word, LiveEventKind Kind)[] _kinds =
    [
        ("comment", LiveEventKind.Chat),
        ("gift", LiveEventKind.Gift),
        ("like", LiveEventKind.Like),
        ("follow", LiveEventKind.Follow),
        ("share", LiveEventKind.Share),
        ("join", LiveEventKind.Join),
        ("subscribe", LiveEventKind.Subscribe),
        ("social", LiveEventKind.Social),
        ("question", LiveEventKind.Question),
        ("emote", LiveEventKind.Emote),
        ("envelope", LiveEventKind.Envelope),
    ];

    /// <summary>All that are told of.</summary>
    public static IEnumerable<LiveEventKind> Kinds => _kinds.Select(kind => kind.Kind);

    private static readonly short[] _all = [.. _kinds.Select(kind => (short)kind.Kind)];

    // The last message of a streak of gifts repeats what the one before it has given.
    private const string Sql = """
        select i.message_id, s.account_id, s.id, i.kind, i.text, n.name, coalesce(i.credited, i.likes), i.at, i.message_id, i.session_no
        from unnest($3) as person(user_id)
        cross join lateral (
            select e.session_no, e.message_id, e.kind, e.text, e.gift_id, e.credited, e.likes, e.at
            from analytics.events e
            join analytics.live_sessions o on o.session_no = e.session_no
            where e.user_id = person.user_id and e.kind = any($10) and e.opened_on between $8 and $9
                and (e.kind <> 0 or e.group_id = 0 or e.credited > 0)
                and o.workspace_id = $1 and ($2::uuid is null or o.account_id = $2)
                and ($4::timestamptz is null or (e.at <= $4 and (e.at, e.message_id, e.session_no) < ($4, $5, $6)))
            order by e.at desc, e.message_id desc, e.session_no desc
            limit $7
        ) i
        join analytics.live_sessions s on s.session_no = i.session_no
        left join analytics.gifts n on n.gift_id = i.gift_id
        order by i.at desc, i.message_id desc, i.session_no desc
        limit $7
        """;

    public static void MapViewerInteractions(this RouteGroupBuilder api) =>
        api.MapGet("/{user}/interactions", ListAsync)
            .WithSummary("What a viewer did, newest first, of one kind or of all")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static readonly ViewerHistory<ViewerInteractionView> _history = new(Sql, Read);

    /// <param name="kinds">Null for all.</param>
    public static Task<List<HistoryItem<ViewerInteractionView>>> ReadAsync(
        NpgsqlConnection connection,
        HistoryPage page,
        ViewerSpan? span,
        short[]? kinds,
        CancellationToken cancellationToken
    ) =>
        _history.ReadEventsAsync(
            connection,
            page,
            span,
            parameters => parameters.With(kinds ?? _all, NpgsqlDbType.Array | NpgsqlDbType.Smallint),
            cancellationToken
        );

    private static async Task<Results<Ok<Page<ViewerInteractionView>>, ProblemHttpResult>> ListAsync(
        [FromRoute(Name = "user")] string who,
        ClaimsPrincipal caller,
        [FromServices] ViewerReader reader,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        string? kind = null,
        string? after = null,
        int limit = ViewerHistory.DefaultLimit
    )
    {
        var kinds = string.IsNullOrEmpty(kind)
            ? null
            : Array.ConvertAll(
                Array.FindAll(_kinds, one => one.Word.Equals(kind, StringComparison.OrdinalIgnoreCase)),
                one => (short)one.Kind
            );
        if (kinds is [])
            return ViewerAnswer.BadRequest($"'kind' can be {string.Join(", ", _kinds.Select(one => one.Word))}.");
        return await reader.PageAsync(
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
                    kinds,
                    cancellationToken
                ),
            cancellationToken
        );
    }

    private static ViewerInteractionView Read(NpgsqlDataReader row) =>
        new()
        {
            Id = ViewerAnswer.Text(row.GetInt64(0)),
            AccountId = row.GetGuid(1),
            LiveSessionId = row.GetGuid(2),
            Kind = Array.Find(_kinds, one => one.Kind == (LiveEventKind)row.GetInt16(3)).Word,
            Content = row.IsDBNull(4) ? null : row.GetString(4),
            GiftName = row.IsDBNull(5) ? null : row.GetString(5),
            Quantity = row.IsDBNull(6) ? null : row.GetInt32(6),
            At = row.GetFieldValue<DateTimeOffset>(7),
        };
}
