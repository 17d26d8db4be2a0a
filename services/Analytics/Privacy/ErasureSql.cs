using NpgsqlTypes;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Where people are on the books. A table that is added and holds a user id or a name belongs here. <c>$1</c> is the
/// workspace and <c>$2</c> are user ids, except in <see cref="OfSessions"/>.
/// </summary>
internal static class ErasureSql
{
    public const NpgsqlDbType Numbers = NpgsqlDbType.Array | NpgsqlDbType.Bigint;

    /// <summary>Person id and user id, of all user ids that people have.</summary>
    public const string Ids = """
        select k.user_id, k.user_id from unnest($2) as k(user_id)
        union
        select into_user_id, user_id from analytics.viewer_merges where workspace_id = $1 and into_user_id = any($2)
        """;

    /// <summary>
    /// Who sends a streak of gifts. Its next message credits what the streak has risen: with its row under another
    /// number, all of it would count again.
    /// </summary>
    public const string InStreak = """
        select distinct e.user_id from analytics.events e
        join analytics.live_sessions s using (session_no)
        where e.user_id = any($2) and e.at > $4 and e.received_at > $3 and e.kind = $5 and e.group_id <> 0
            and s.workspace_id = $1
        """;

    /// <summary>Sessions in which somebody was seen, or was given something.</summary>
    public const string Traces = """
        select v.session_no, v.user_id, s.opened_on from analytics.session_viewers v
        join analytics.live_sessions s using (session_no)
        where s.workspace_id = $1 and v.user_id = any($2)
        union
        select e.session_no, e.receiver_id, e.opened_on from analytics.events e
        join analytics.live_sessions s using (session_no)
        where s.workspace_id = $1 and e.receiver_id = any($2) and e.receiver_id > 0
        """;

    private const string Those = "unnest($1, $2, $3, $4) as t(session_no, user_id, opened_on, stand_in)";

    /// <summary>By session, user id and day of the session, with the number that takes the user id's place.</summary>
    public static readonly IReadOnlyList<string> OfSessions =
    [
        $"""
            update analytics.events e set user_id = t.stand_in, text = null, detail = null from {Those}
            where e.session_no = t.session_no and e.opened_on = t.opened_on and e.user_id = t.user_id
            """,
        $"""
            update analytics.events e set receiver_id = t.stand_in from {Those}
            where e.session_no = t.session_no and e.opened_on = t.opened_on and e.receiver_id = t.user_id
                and e.receiver_id > 0
            """,
        $"""
            update analytics.gift_streaks g set user_id = t.stand_in from {Those}
            where g.session_no = t.session_no and g.user_id = t.user_id
            """,
        $"""
            update analytics.gift_streaks g set receiver_id = t.stand_in from {Those}
            where g.session_no = t.session_no and g.receiver_id = t.user_id
            """,
        $"""
            update analytics.session_viewers v set user_id = t.stand_in, visit_open = false from {Those}
            where v.session_no = t.session_no and v.user_id = t.user_id
            """,
        $"delete from analytics.visits v using {Those} where v.session_no = t.session_no and v.user_id = t.user_id",
        $"""
            delete from analytics.birthdays_live b using {Those}
            where b.session_no = t.session_no and b.user_id = t.user_id
            """,
    ];

    private const string OfWorkspace = "(select audience_no from analytics.audiences where workspace_id = $1)";

    /// <summary>By workspace and user ids.</summary>
    public static readonly IReadOnlyList<string> OfPeople =
    [
        """
            update analytics.actions set viewer_id = -1 - (random() * 4e18)::bigint, viewer_name = null
            where workspace_id = $1 and viewer_id = any($2)
            """,
        """
            update analytics.points set user_id = -1 - (random() * 4e18)::bigint, reason = null
            where workspace_id = $1 and user_id = any($2)
            """,
        $"delete from analytics.viewer_profiles where user_id = any($2) and audience_no in {OfWorkspace}",
        $"delete from analytics.viewer_hours where user_id = any($2) and audience_no in {OfWorkspace}",
        $"delete from analytics.birthdays_told where user_id = any($2) and audience_no in {OfWorkspace}",
        "delete from analytics.viewer_merges where workspace_id = $1 and (user_id = any($2) or into_user_id = any($2))",
        "delete from analytics.viewer_handles where workspace_id = $1 and user_id = any($2)",
        "delete from analytics.viewer_search where workspace_id = $1 and user_id = any($2)",
        "delete from analytics.viewer_audit_ids where workspace_id = $1 and user_id = any($2)",
        "delete from analytics.viewers where workspace_id = $1 and user_id = any($2)",
    ];
}
