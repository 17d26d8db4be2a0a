using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Reviewing;

/// <summary>A live session over HTTP. TikTok's ids are text, because JavaScript loses their last digits.</summary>
internal sealed record LiveSessionView
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string RoomId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }
    public required LiveSessionTotals Totals { get; init; }

    /// <summary>Sum of the likes that messages announced: a lower bound of <c>totals.likes</c>.</summary>
    public required long LikesSeen { get; init; }

    /// <summary>Viewers since the start, as TikTok counts them; 0 where it does not say.</summary>
    public required long TotalViewers { get; init; }

    /// <summary>Time without connection, ms.</summary>
    public required long GapMs { get; init; }

    /// <summary>The first 20 gifters; only with a single session.</summary>
    public IReadOnlyList<LeaderboardView>? Leaderboard { get; init; }

    public static LiveSessionView Of(SessionRow row, IReadOnlyList<LeaderboardEntry>? leaderboard = null) =>
        new()
        {
            Id = row.Id,
            AccountId = row.AccountId,
            RoomId = row.RoomId.ToString(CultureInfo.InvariantCulture),
            StartedAt = row.StartedAt,
            EndedAt = row.EndedAt,
            Totals = row.Totals,
            LikesSeen = row.LikesSeen,
            TotalViewers = row.TotalViewers,
            GapMs = row.GapMs,
            Leaderboard = leaderboard?.Select(LeaderboardView.Of).ToList(),
        };
}

/// <summary>One gifter.</summary>
internal sealed record LeaderboardView(
    int Rank,
    string UserId,
    string? Handle,
    string? Nickname,
    long Coins,
    long Gifts
)
{
    public static LeaderboardView Of(LeaderboardEntry entry) =>
        new(
            entry.Rank,
            entry.UserId.ToString(CultureInfo.InvariantCulture),
            entry.Handle,
            entry.Nickname,
            entry.Coins,
            entry.Gifts
        );
}

/// <summary>A page of something, newest or first things first.</summary>
/// <param name="Items">The page.</param>
/// <param name="Next">Hand it back as <c>after</c> for the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Lists and reads live sessions of the caller's workspace.</summary>
internal static class LiveSessions
{
    private const int MostPlaces = 100;

    private const string ListSql = $"""
        select {SessionRow.Columns} from analytics.live_sessions s
        where s.workspace_id = $1
            and ($2::uuid is null or s.account_id = $2)
            and ($3::boolean is null or (s.ended_at is null) = $3)
            and ($4::timestamptz is null or (s.started_at, s.session_no) < ($4, $5))
        order by s.started_at desc, s.session_no desc
        limit $6
        """;

    public static void MapLiveSessions(this RouteGroupBuilder api)
    {
        api.MapGet("/live-sessions", ListAsync)
            .WithName("listLiveSessions")
            .WithSummary("Live sessions, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/live-sessions/{id:guid}", ReadAsync)
            .WithName("readLiveSession")
            .WithSummary("One live session with its totals and its first 20 gifters");
        api.MapGet("/live-sessions/{id:guid}/leaderboard", ReadLeaderboardAsync)
            .WithName("readLeaderboard")
            .WithSummary("The gifters of a live session, most coins first, at most 100");
    }

    /// <summary>The session, if it is the caller's; null otherwise: another workspace's id is as unknown as a wrong one.</summary>
    public static async Task<SessionRow?> FindAsync(
        NpgsqlConnection connection,
        ClaimsPrincipal user,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"select {SessionRow.Columns} from analytics.live_sessions s where s.id = $1 and s.workspace_id = $2",
            connection
        );
        command.Parameters.With(id).With(user.WorkspaceId());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? SessionRow.Read(reader) : null;
    }

    private static async Task<Results<Ok<Page<LiveSessionView>>, ProblemHttpResult>> ListAsync(
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken,
        Guid? accountId = null,
        bool? active = null,
        string? after = null,
        int limit = 50
    )
    {
        if (!Cursor.TryParse(after, 2, out var cursor))
            return Cursor.Refuse();
        limit = Math.Clamp(limit, 1, 200);
        await using var command = database.CreateCommand(ListSql);
        command
            .Parameters.With(user.WorkspaceId())
            .With(accountId, NpgsqlDbType.Uuid)
            .With(active, NpgsqlDbType.Boolean)
            .With(cursor is null ? (DateTimeOffset?)null : Cursor.TimeOf(cursor[0]))
            .With(cursor?[1], NpgsqlDbType.Bigint)
            .With(limit + 1);
        var rows = new List<SessionRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(SessionRow.Read(reader));
        var page = rows.Take(limit).ToList();
        return TypedResults.Ok(
            new Page<LiveSessionView>(
                page.ConvertAll(row => LiveSessionView.Of(row)),
                rows.Count > limit ? Cursor.Of(Cursor.MicrosecondsOf(page[^1].StartedAt), page[^1].SessionNo) : null
            )
        );
    }

    private static async Task<Results<Ok<LiveSessionView>, NotFound>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, user, id, cancellationToken) is { } session
            ? TypedResults.Ok(
                LiveSessionView.Of(
                    session,
                    await Leaderboard.ReadAsync(connection, session, Leaderboard.Places, cancellationToken)
                )
            )
            : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<List<LeaderboardView>>, NotFound>> ReadLeaderboardAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken,
        int places = Leaderboard.Places
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await FindAsync(connection, user, id, cancellationToken) is not { } session)
            return TypedResults.NotFound();
        var entries = await Leaderboard.ReadAsync(
            connection,
            session,
            Math.Clamp(places, 1, MostPlaces),
            cancellationToken
        );
        return TypedResults.Ok(entries.Select(LeaderboardView.Of).ToList());
    }
}
