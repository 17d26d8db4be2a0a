using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using static LiveOps.Analytics.Privacy.Field;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Where people are on the books, as <see cref="ErasureSql"/> has it. A table that is added and holds a user id or a name
/// belongs here.
/// </summary>
internal static class SubjectAccessFiles
{
    private const string Events = """
        from analytics.events e
        join analytics.live_sessions s on s.session_no = e.session_no and s.opened_on = e.opened_on
        left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
        left join analytics.gifts g on g.gift_id = e.gift_id
        """;

    private static readonly Field[] _event = [Id("userId"), Time("at"), Text("account"), Guid("liveSessionId")];

    private static readonly Field[] _totals =
    [
        Number("watchMs"),
        Number("coins"),
        Number("gifts"),
        Number("comments"),
        Number("likes"),
        Number("follows"),
        Number("shares"),
        Number("joins"),
        Count("visits"),
    ];

    public static readonly IReadOnlyList<SubjectAccessFile> All =
    [
        new(
            "person",
            "What is known of you: names, picture, what you or the streamer's team have noted. One entry for each of your TikTok ids.",
            """
            select user_id, handle, nickname, avatar_url, bio, gender, country, language, verified, follower_count,
                following_count, tts_voice, discord, birthday::text, notes, array_to_string(tags, ', '), named_at,
                created_at, updated_at
            from analytics.viewers where workspace_id = $1 and user_id = any($2) order by user_id
            """,
            [
                Id("userId"),
                Text("username"),
                Text("displayName"),
                Text("profilePictureUrl"),
                Text("bio"),
                Text("gender"),
                Text("country"),
                Text("language"),
                Truth("verified"),
                Number("followerCount"),
                Number("followingCount"),
                Text("ttsVoice"),
                Text("discordUsername"),
                Word("birthday"),
                Text("notes"),
                Text("tags"),
                Time("namesFrom"),
                Time("createdAt"),
                Time("updatedAt"),
            ]
        ),
        new(
            "handles",
            "Every TikTok username you were seen with.",
            """
            select user_id, handle, first_at, last_at from analytics.viewer_handles
            where workspace_id = $1 and user_id = any($2) order by first_at, handle
            """,
            [Id("userId"), Text("username"), Time("firstAt"), Time("lastAt")]
        ),
        new(
            "profiles",
            "Your totals with each account, and (without account) with all accounts together. vipTier is 0 (none) to 4; vipByHand says that a person gave or took it; blocked, favourite and moderator are marks of the streamer's team.",
            """
            select p.user_id, p.first_seen_at, a.handle, a.account_id, p.watch_ms, p.coins, p.gifts, p.comments, p.likes,
                p.follows, p.shares, p.joins, p.visits, p.last_seen_at, p.points, p.vip_tier::int, p.vip_by_hand,
                p.vip_since, p.is_blocked, p.is_favorite, p.is_moderator
            from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
            where a.workspace_id = $1 and p.user_id = any($2) order by a.account_id nulls first, p.user_id
            """,
            [
                Id("userId"),
                Time("firstSeenAt"),
                Text("account"),
                Guid("accountId"),
                .. _totals,
                Time("lastSeenAt"),
                Number("loyaltyPoints"),
                Count("vipTier"),
                Truth("vipByHand"),
                Time("vipSince"),
                Truth("isBlocked"),
                Truth("isFavorite"),
                Truth("isModerator"),
            ]
        ),
        new(
            "liveSessions",
            "Your totals in each LIVE you were seen in.",
            """
            select v.user_id, v.first_at, a.handle, s.id, v.watch_ms, v.coins, v.gifts, v.comments, v.likes, v.follows,
                v.shares, v.joins, v.visits, s.started_at, s.ended_at
            from analytics.session_viewers v
            join analytics.live_sessions s using (session_no)
            left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
            where s.workspace_id = $1 and v.user_id = any($2) order by s.started_at, v.user_id
            """,
            [
                Id("userId"),
                Time("firstAt"),
                Text("account"),
                Guid("liveSessionId"),
                .. _totals,
                Time("liveStartedAt"),
                Time("liveEndedAt"),
            ]
        ),
        new(
            "visits",
            "From when to when you were there.",
            """
            select v.user_id, v.joined_at, a.handle, s.id, v.left_at
            from (
                select session_no, user_id, joined_at, left_at from analytics.visits where user_id = any($2)
                union all
                select session_no, user_id, visit_from, visit_to from analytics.session_viewers
                where user_id = any($2) and visit_from is not null
            ) v
            join analytics.live_sessions s using (session_no)
            left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
            where s.workspace_id = $1 order by v.joined_at, v.user_id
            """,
            [Id("userId"), Time("joinedAt"), Text("account"), Guid("liveSessionId"), Time("leftAt")]
        ),
        new(
            "gifts",
            "Gifts you sent. quantity is what the message added, coins the price of one.",
            $"""
            select e.user_id, e.at, a.handle, s.id, e.gift_id, g.name, e.coins, e.credited, e.message_id {Events}
            where s.workspace_id = $1 and e.user_id = any($2) and e.kind = {(int)LiveEventKind.Gift} order by e.at
            """,
            [.. _event, Id("giftId"), Text("giftName"), Count("coins"), Count("quantity"), Id("messageId")]
        ),
        new(
            "giftsReceived",
            "Gifts that others sent to you in somebody's LIVE, without who sent them.",
            $"""
            select e.receiver_id, e.at, a.handle, s.id, e.gift_id, g.name, e.coins, e.credited {Events}
            where s.workspace_id = $1 and e.receiver_id = any($2) and e.receiver_id <> 0
                and e.kind = {(int)LiveEventKind.Gift}
            order by e.at
            """,
            [.. _event, Id("giftId"), Text("giftName"), Count("coins"), Count("quantity")]
        ),
        new(
            "comments",
            "What you wrote.",
            $"""
            select e.user_id, e.at, a.handle, s.id, e.text, e.message_id {Events}
            where s.workspace_id = $1 and e.user_id = any($2) and e.kind = {(int)LiveEventKind.Chat} order by e.at
            """,
            [.. _event, Text("comment"), Id("messageId")]
        ),
        new(
            "interactions",
            "All else you did: likes, follows, shares, joins and the rest, with what the message says.",
            $"""
            select e.user_id, e.at, a.handle, s.id, e.kind, e.likes, e.text, e.detail::text, e.message_id, e.roles::int
            {Events}
            where s.workspace_id = $1 and e.user_id = any($2)
                and e.kind not in ({(int)LiveEventKind.Gift}, {(int)LiveEventKind.Chat})
            order by e.at
            """,
            [
                .. _event,
                Name<LiveEventKind>("kind"),
                Count("likes"),
                Text("text"),
                Word("detail"),
                Id("messageId"),
                Count("roles"),
            ]
        ),
        new(
            "points",
            "Loyalty points you were given or that were corrected.",
            """
            select p.user_id, p.granted_at, a.handle, p.account_id, p.points, p.reason, p.rule_id
            from analytics.points p
            left join analytics.audiences a on a.workspace_id = p.workspace_id and a.account_id = p.account_id
            where p.workspace_id = $1 and p.user_id = any($2) order by p.granted_at
            """,
            [
                Id("userId"),
                Time("at"),
                Text("account"),
                Guid("accountId"),
                Count("points"),
                Text("reason"),
                Guid("ruleId"),
            ]
        ),
        new(
            "actions",
            "What devices and rules did because of you.",
            """
            select c.viewer_id, coalesce(c.decided_at, c.sent_at), a.handle, s.id, c.viewer_name, c.event_kind,
                c.rule_name, c.decision, c.reason, c.device_id, c.action, c.duration_ms, c.outcome, c.detail
            from analytics.actions c
            left join analytics.live_sessions s on s.session_no = c.session_no
            left join analytics.audiences a on a.workspace_id = c.workspace_id and a.account_id = c.account_id
            where c.workspace_id = $1 and c.viewer_id = any($2) order by c.action_no
            """,
            [
                .. _event,
                Text("viewerName"),
                Name<LiveEventKind>("eventKind"),
                Text("rule"),
                Name<RuleOutcome>("decision"),
                Text("reason"),
                Text("device"),
                Text("action"),
                Count("durationMs"),
                Name<DeviceCommandOutcome>("outcome"),
                Text("detail"),
            ]
        ),
        new(
            "hours",
            "At which hours of the week you were active. hourOfWeek 0 is Monday from midnight to one, in the account's time zone.",
            """
            select h.user_id, h.hour_of_week::int, a.handle, a.account_id, h.events, h.coins
            from analytics.viewer_hours h join analytics.audiences a using (audience_no)
            where a.workspace_id = $1 and h.user_id = any($2) order by a.account_id, h.user_id, h.hour_of_week
            """,
            [Id("userId"), Count("hourOfWeek"), Text("account"), Guid("accountId"), Number("events"), Number("coins")]
        ),
        new(
            "birthdaysTold",
            "Days on which your birthday was announced to the streamer's team.",
            """
            select b.user_id, b.day::text, a.handle from analytics.birthdays_told b
            join analytics.audiences a using (audience_no)
            where a.workspace_id = $1 and b.user_id = any($2)
            union all
            select b.user_id, b.told_at::text, a.handle from analytics.birthdays_live b
            join analytics.live_sessions s using (session_no)
            left join analytics.audiences a on a.workspace_id = s.workspace_id and a.account_id = s.account_id
            where s.workspace_id = $1 and b.user_id = any($2)
            order by 2
            """,
            [Id("userId"), Word("day"), Text("account")]
        ),
        new(
            "merges",
            "Which TikTok ids were put together as yours, and when.",
            """
            select user_id, into_user_id, merged_at, merged_by from analytics.viewer_merges
            where workspace_id = $1 and (user_id = any($2) or into_user_id = any($2)) order by merged_at
            """,
            [Id("userId"), Id("intoUserId"), Time("mergedAt"), Text("mergedBy")]
        ),
        new(
            "auditIds",
            "What the audit log of the streamer's team calls you: it tells who changed what is kept of you, and when.",
            """
            select user_id, audit_id from analytics.viewer_audit_ids
            where workspace_id = $1 and user_id = any($2) order by user_id
            """,
            [Id("userId"), Guid("auditId")]
        ),
    ];
}
