using System.Globalization;
using System.Text;
using LiveOps.Analytics.Exporting;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using Npgsql;

namespace LiveOps.Analytics.Privacy;

/// <summary>A file of the answer. In its SQL <c>$1</c> is the workspace and <c>$2</c> are all user ids of the person.</summary>
/// <param name="Name">Without extension.</param>
/// <param name="Meaning">What it holds, in words for the person.</param>
internal sealed record SubjectAccessFile(
    string Name,
    string Meaning,
    string Sql,
    IReadOnlyList<ExportColumn<NpgsqlDataReader>> Columns
);

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

    private static readonly ExportColumn<NpgsqlDataReader>[] _event =
    [
        RowColumns.Id("userId", 0),
        RowColumns.Time("at", 1),
        RowColumns.Text("account", 2),
        RowColumns.Guid("liveSessionId", 3),
    ];

    private static readonly ExportColumn<NpgsqlDataReader>[] _totals =
    [
        RowColumns.Number("watchMs", 4),
        RowColumns.Number("coins", 5),
        RowColumns.Number("gifts", 6),
        RowColumns.Number("comments", 7),
        RowColumns.Number("likes", 8),
        RowColumns.Number("follows", 9),
        RowColumns.Number("shares", 10),
        RowColumns.Number("joins", 11),
        RowColumns.Count("visits", 12),
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
                RowColumns.Id("userId", 0),
                RowColumns.Text("username", 1),
                RowColumns.Text("displayName", 2),
                RowColumns.Text("profilePictureUrl", 3),
                RowColumns.Text("bio", 4),
                RowColumns.Text("gender", 5),
                RowColumns.Text("country", 6),
                RowColumns.Text("language", 7),
                RowColumns.Truth("verified", 8),
                RowColumns.Number("followerCount", 9),
                RowColumns.Number("followingCount", 10),
                RowColumns.Text("ttsVoice", 11),
                RowColumns.Text("discordUsername", 12),
                RowColumns.Word("birthday", 13),
                RowColumns.Text("notes", 14),
                RowColumns.Text("tags", 15),
                RowColumns.Time("namesFrom", 16),
                RowColumns.Time("createdAt", 17),
                RowColumns.Time("updatedAt", 18),
            ]
        ),
        new(
            "handles",
            "Every TikTok username you were seen with.",
            """
            select user_id, handle, first_at, last_at from analytics.viewer_handles
            where workspace_id = $1 and user_id = any($2) order by first_at, handle
            """,
            [
                RowColumns.Id("userId", 0),
                RowColumns.Text("username", 1),
                RowColumns.Time("firstAt", 2),
                RowColumns.Time("lastAt", 3),
            ]
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
                RowColumns.Id("userId", 0),
                RowColumns.Time("firstSeenAt", 1),
                RowColumns.Text("account", 2),
                RowColumns.Guid("accountId", 3),
                .. _totals,
                RowColumns.Time("lastSeenAt", 13),
                RowColumns.Number("loyaltyPoints", 14),
                RowColumns.Count("vipTier", 15),
                RowColumns.Truth("vipByHand", 16),
                RowColumns.Time("vipSince", 17),
                RowColumns.Truth("isBlocked", 18),
                RowColumns.Truth("isFavorite", 19),
                RowColumns.Truth("isModerator", 20),
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
                RowColumns.Id("userId", 0),
                RowColumns.Time("firstAt", 1),
                RowColumns.Text("account", 2),
                RowColumns.Guid("liveSessionId", 3),
                .. _totals,
                RowColumns.Time("liveStartedAt", 13),
                RowColumns.Time("liveEndedAt", 14),
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
            [
                RowColumns.Id("userId", 0),
                RowColumns.Time("joinedAt", 1),
                RowColumns.Text("account", 2),
                RowColumns.Guid("liveSessionId", 3),
                RowColumns.Time("leftAt", 4),
            ]
        ),
        new(
            "gifts",
            "Gifts you sent. quantity is what the message added, coins the price of one.",
            $"""
            select e.user_id, e.at, a.handle, s.id, e.gift_id, g.name, e.coins, e.credited, e.message_id {Events}
            where s.workspace_id = $1 and e.user_id = any($2) and e.kind = {(int)LiveEventKind.Gift} order by e.at
            """,
            [
                .. _event,
                RowColumns.Id("giftId", 4),
                RowColumns.Text("giftName", 5),
                RowColumns.Count("coins", 6),
                RowColumns.Count("quantity", 7),
                RowColumns.Id("messageId", 8),
            ]
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
            [
                .. _event,
                RowColumns.Id("giftId", 4),
                RowColumns.Text("giftName", 5),
                RowColumns.Count("coins", 6),
                RowColumns.Count("quantity", 7),
            ]
        ),
        new(
            "comments",
            "What you wrote.",
            $"""
            select e.user_id, e.at, a.handle, s.id, e.text, e.message_id {Events}
            where s.workspace_id = $1 and e.user_id = any($2) and e.kind = {(int)LiveEventKind.Chat} order by e.at
            """,
            [.. _event, RowColumns.Text("comment", 4), RowColumns.Id("messageId", 5)]
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
                RowColumns.Name<LiveEventKind>("kind", 4),
                RowColumns.Count("likes", 5),
                RowColumns.Text("text", 6),
                RowColumns.Word("detail", 7),
                RowColumns.Id("messageId", 8),
                RowColumns.Count("roles", 9),
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
                RowColumns.Id("userId", 0),
                RowColumns.Time("at", 1),
                RowColumns.Text("account", 2),
                RowColumns.Guid("accountId", 3),
                RowColumns.Count("points", 4),
                RowColumns.Text("reason", 5),
                RowColumns.Guid("ruleId", 6),
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
                RowColumns.Text("viewerName", 4),
                RowColumns.Name<LiveEventKind>("eventKind", 5),
                RowColumns.Text("rule", 6),
                RowColumns.Name<RuleOutcome>("decision", 7),
                RowColumns.Text("reason", 8),
                RowColumns.Text("device", 9),
                RowColumns.Text("action", 10),
                RowColumns.Count("durationMs", 11),
                RowColumns.Name<DeviceCommandOutcome>("outcome", 12),
                RowColumns.Text("detail", 13),
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
            [
                RowColumns.Id("userId", 0),
                RowColumns.Count("hourOfWeek", 1),
                RowColumns.Text("account", 2),
                RowColumns.Guid("accountId", 3),
                RowColumns.Number("events", 4),
                RowColumns.Number("coins", 5),
            ]
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
            [RowColumns.Id("userId", 0), RowColumns.Word("day", 1), RowColumns.Text("account", 2)]
        ),
        new(
            "merges",
            "Which TikTok ids were put together as yours, and when.",
            """
            select user_id, into_user_id, merged_at, merged_by from analytics.viewer_merges
            where workspace_id = $1 and (user_id = any($2) or into_user_id = any($2)) order by merged_at
            """,
            [
                RowColumns.Id("userId", 0),
                RowColumns.Id("intoUserId", 1),
                RowColumns.Time("mergedAt", 2),
                RowColumns.Text("mergedBy", 3),
            ]
        ),
    ];

    public static string Readme(IReadOnlyList<long> ids, DateTimeOffset now)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append("\r\n");
        Line("What is kept of one person");
        Line("==========================");
        Line("");
        Line(now.UtcDateTime.ToString("'Made on' yyyy-MM-dd HH:mm:ss 'UTC.'", CultureInfo.InvariantCulture));
        Line(
            $"TikTok user ids of the person: {string.Join(", ", ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))}."
        );
        Line("Negative ids stand for people of whom only a name was imported from an older program.");
        Line("");
        Line(
            "Where it comes from: TikTok LIVE shows these events to everybody in the room; names, notes, tags, birthday"
        );
        Line("and marks may also have been entered by the streamer's team.");
        Line(
            "Times are UTC. Coins are what was paid on TikTok; they are not money of the streamer. Likes are those that"
        );
        Line(
            "TikTok told of: fewer than were given. Empty fields are null. Ids are text, because many programs lose their"
        );
        Line("last digits.");
        Line("");
        foreach (var file in All)
        {
            Line($"{file.Name}.json");
            Line($"    {file.Meaning}");
            Line($"    Fields: {string.Join(", ", file.Columns.Select(column => column.Name))}.");
        }
        Line("");
        Line(
            "Kept elsewhere, and not in here: settings of rules that name the person, which the streamer's team can look up."
        );
        return text.ToString();
    }
}
