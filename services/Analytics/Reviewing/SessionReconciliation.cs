using System.Globalization;
using System.Security.Claims;
using LiveOps.Analytics.Storing;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>Our own count beside the room's own.</summary>
internal sealed record ReconciliationView
{
    public required Guid Id { get; init; }
    public required bool IsLive { get; init; }
    public required IReadOnlyList<ReconciledView> Figures { get; init; }
    public required IReadOnlyList<SessionGap> Gaps { get; init; }

    /// <summary>Time without connection, ms.</summary>
    public required long GapMs { get; init; }

    /// <summary>What all of it means, in a sentence or two.</summary>
    public required string Meaning { get; init; }

    /// <summary>What is not compared here, and why.</summary>
    public required string LeftOut { get; init; }
}

/// <summary>One figure, counted twice.</summary>
/// <param name="What">likes, follows, shares or viewers.</param>
/// <param name="Ours">Counted from the messages that came.</param>
/// <param name="Room">As the room itself tells; null where it told nothing.</param>
/// <param name="Difference">The room's less ours; null where the room told nothing.</param>
/// <param name="Meaning">In words.</param>
internal sealed record ReconciledView(string What, long Ours, long? Room, long? Difference, string Meaning);

/// <summary>Puts our totals beside those that TikTok tells of the room.</summary>
internal static class SessionReconciliation
{
    // The totals that messages of a kind carry: the first is told after the message's own follow or share. 0 is
    // what a message says that carries none.
    private const string Sql = """
        select
            (select followers from analytics.events where session_no = $1 and opened_on = $2 and kind = 4
                and followers > 0 order by sequence limit 1),
            (select followers from analytics.events where session_no = $1 and opened_on = $2 and kind = 4
                and followers > 0 order by sequence desc limit 1),
            (select shares from analytics.events where session_no = $1 and opened_on = $2 and kind = 5
                and shares > 0 order by sequence limit 1),
            (select shares from analytics.events where session_no = $1 and opened_on = $2 and kind = 5
                and shares > 0 order by sequence desc limit 1),
            (select count(*) from analytics.session_viewers where session_no = $1)
        """;

    private const string NotCompared =
        "Coins and gifts: the room tells no total of them; each gift counts once, a streak by its highest count. Battle "
        + "scores and treasure boxes are left out on both sides: scores have multipliers and boxes are not gifts.";

    public static void MapSessionReconciliation(this RouteGroupBuilder api) =>
        api.MapGet("/live-sessions/{id:guid}/reconciliation", ReadAsync)
            .WithName("readSessionReconciliation")
            .WithSummary("Our totals beside the room's own, with differences, gaps and what they mean");

    private static async Task<Results<Ok<ReconciliationView>, NotFound>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        if (await LiveSessions.FindAsync(connection, user, id, cancellationToken) is not { } session)
            return TypedResults.NotFound();
        var gaps = await SessionGap.ReadAsync(connection, session, cancellationToken);
        var figures = await FiguresAsync(connection, session, cancellationToken);
        return TypedResults.Ok(
            new ReconciliationView
            {
                Id = session.Id,
                IsLive = session.EndedAt is null,
                Figures = figures,
                Gaps = gaps,
                GapMs = session.GapMs,
                Meaning = MeaningOf(session, gaps),
                LeftOut = NotCompared,
            }
        );
    }

    private static async Task<List<ReconciledView>> FiguresAsync(
        NpgsqlConnection connection,
        SessionRow session,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.With(session.SessionNo).With(session.OpenedOn);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long? Number(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
        var totals = session.Totals;
        return
        [
            Likes(session.LikesSeen, totals.Likes),
            Rise("follows", totals.Follows, Number(0), Number(1), "followers"),
            Rise("shares", totals.Shares, Number(2), Number(3), "shares"),
            Viewers(reader.GetInt64(4), session.TotalViewers),
        ];
    }

    private static ReconciledView Likes(long seen, long room)
    {
        if (room == 0)
            return new("likes", seen, null, null, "The room told no total of likes.");
        var missing = room - seen;
        return new(
            "likes",
            seen,
            room,
            missing,
            missing switch
            {
                0 => "Every like that the room counts was announced to us.",
                > 0 =>
                    $"{Text(missing)} likes of the room's total were not announced one by one: TikTok throttles like "
                        + "messages, and likes from before the first message are in its total too. The room's total is "
                        + "the one to go by; likes by viewer are a lower bound.",
                _ =>
                    $"Messages announced {Text(-missing)} likes more than the room's highest total: the last total was "
                        + "missed, or TikTok counts some of them later.",
            }
        );
    }

    private static ReconciledView Rise(string what, long ours, long? first, long? last, string total)
    {
        if (first is not { } from || last is not { } to)
            return new(what, ours, null, null, $"The room told no running total of {total}.");
        var rise = to - from + 1;
        var missing = rise - ours;
        var told = $"The room's total of {total} went from {Text(from - 1)} to {Text(to)}";
        return new(
            what,
            ours,
            rise,
            missing,
            missing switch
            {
                0 => $"{told}: as many as we counted.",
                > 0 => $"{told}: {Text(missing)} more than we saw messages for. They happened in a gap, or TikTok did "
                    + "not announce them.",
                _ => $"{told}: {Text(-missing)} fewer than we saw messages for. Some people took it back, or did it "
                    + "more than once.",
            }
        );
    }

    private static ReconciledView Viewers(long seen, long room)
    {
        if (room == 0)
            return new("viewers", seen, null, null, "The room did not tell how many people have been there.");
        var silent = room - seen;
        return new(
            "viewers",
            seen,
            room,
            silent,
            silent >= 0
                ? $"{Text(silent)} of the {Text(room)} viewers that TikTok counts did nothing that TikTok announces (joins are "
                    + "announced for some only): they have no profile from this LIVE."
                : $"We know {Text(-silent)} people more than TikTok counts as viewers: its total was told before the last "
                    + "of them came."
        );
    }

    private static string MeaningOf(SessionRow session, IReadOnlyList<SessionGap> gaps)
    {
        if (session.Totals.Gaps == 0)
            return "There was no time without connection: what TikTok sent is on the books, each event once.";
        var longest = gaps.Count == 0 ? 0 : gaps.Max(gap => gap.Ms);
        return $"For {Seconds(session.GapMs)} s in {Text(session.Totals.Gaps)} gap(s), the longest {Seconds(longest)} s, "
            + "there was no connection. Gifts, comments, follows, shares and joins of that time may be missing from our "
            + "counts; the room's own totals include it.";
    }

    private static string Seconds(long ms) => (ms / 1000.0).ToString("#,0.#", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
