using System.Globalization;
using System.Text.Json.Serialization;
using LiveOps.Analytics.Viewers;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>
/// A viewer over HTTP, as one audience knows them: an account's, or the whole workspace's. TikTok's ids are text,
/// because JavaScript loses their last digits.
/// </summary>
internal sealed record ViewerProfileView
{
    /// <summary>TikTok's id of the person: what their names change around.</summary>
    public required string Id { get; init; }

    /// <summary>The same as <see cref="Id"/>.</summary>
    public required string UserId { get; init; }

    /// <summary>The handle, without @; null when no event has said it.</summary>
    public string? Username { get; init; }
    public string? DisplayName { get; init; }
    public string? ProfilePictureUrl { get; init; }
    public string? Bio { get; init; }

    /// <summary>Full years, today in the audience's time zone; null without a birthday.</summary>
    public int? Age { get; init; }
    public string? Gender { get; init; }
    public string? Country { get; init; }
    public string? Language { get; init; }
    public bool? Verified { get; init; }
    public long? FollowerCount { get; init; }
    public long? FollowingCount { get; init; }
    public required DateTimeOffset FirstSeenAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public required int TotalVisits { get; init; }
    public required long TotalWatchtimeSeconds { get; init; }

    /// <summary>What the viewer has paid, in coins; not what the creator earns.</summary>
    public required long TotalCoinsSpent { get; init; }

    /// <summary>Units: a streak of ten Roses is ten.</summary>
    public required long TotalGiftsSent { get; init; }
    public required long TotalComments { get; init; }

    /// <summary>Likes that TikTok's messages told of: a lower bound of those that were given.</summary>
    public required long TotalLikes { get; init; }
    public required long TotalShares { get; init; }
    public required long TotalFollows { get; init; }
    public required long TotalJoins { get; init; }
    public string? TtsVoice { get; init; }
    public string? DiscordUsername { get; init; }
    public DateOnly? Birthday { get; init; }
    public string? Notes { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public required bool IsVip { get; init; }
    public DateTimeOffset? VipSince { get; init; }

    /// <summary>0 for none, 1 (lowest) to 4.</summary>
    public required int VipTier { get; init; }

    /// <summary>What the workspace calls the tier; null without one.</summary>
    public string? VipTierName { get; init; }

    /// <summary>True when a person gave or took the tier: it is never changed by the totals then, only lifted.</summary>
    public required bool VipByHand { get; init; }
    public required long LoyaltyPoints { get; init; }
    public required bool IsBlocked { get; init; }
    public required bool IsFavorite { get; init; }
    public required bool IsModerator { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Every handle the person was seen with, newest first; only with a single profile, like all that follows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViewerHandleView>? Handles { get; init; }

    /// <summary>Totals by account of the workspace, most coins first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViewerAccountView>? Accounts { get; init; }

    /// <summary>Other user ids that are merged into this person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MergedIds { get; init; }

    /// <summary>The newest ones; more with <c>/gifts</c>, <c>/visits</c> and <c>/interactions</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViewerGiftView>? RecentGifts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViewerVisitView>? RecentVisits { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ViewerInteractionView>? RecentInteractions { get; init; }

    /// <summary>What <see cref="Read"/> reads of <see cref="From"/>.</summary>
    public const string Columns = """
        p.user_id, v.handle, v.nickname, v.avatar_url, v.bio, v.gender, v.country, v.language, v.verified,
        v.follower_count, v.following_count, p.first_seen_at, p.last_seen_at, p.visits, p.watch_ms, p.coins, p.gifts,
        p.comments, p.likes, p.shares, p.follows, p.joins, v.tts_voice, v.discord, v.birthday, v.notes,
        coalesce(v.tags, '{}'), p.vip_since, p.vip_tier, t.name, p.vip_by_hand, p.points, p.is_blocked, p.is_favorite,
        p.is_moderator, coalesce(v.created_at, p.first_seen_at), coalesce(v.updated_at, p.first_seen_at)
        """;

    /// <summary>Joins the person and the tier to a profile <c>p</c>; <c>$1</c> is the workspace.</summary>
    public const string Joins = """
        left join analytics.viewers v on v.workspace_id = $1 and v.user_id = p.user_id
        left join analytics.vip_tiers t on t.workspace_id = $1 and t.tier = p.vip_tier
        """;

    /// <param name="row">With <see cref="Columns"/> as its first columns.</param>
    /// <param name="today">In the audience's time zone.</param>
    public static ViewerProfileView Read(NpgsqlDataReader row, DateOnly today)
    {
        var id = row.GetInt64(0).ToString(CultureInfo.InvariantCulture);
        var birthday = Value<DateOnly>(row, 24);
        return new()
        {
            Id = id,
            UserId = id,
            Username = Text(row, 1),
            DisplayName = Text(row, 2),
            ProfilePictureUrl = Text(row, 3),
            Bio = Text(row, 4),
            Age = birthday is { } born ? Birthdays.AgeOn(today, born) : null,
            Gender = Text(row, 5),
            Country = Text(row, 6),
            Language = Text(row, 7),
            Verified = Value<bool>(row, 8),
            FollowerCount = Value<long>(row, 9),
            FollowingCount = Value<long>(row, 10),
            FirstSeenAt = row.GetFieldValue<DateTimeOffset>(11),
            LastSeenAt = row.GetFieldValue<DateTimeOffset>(12),
            TotalVisits = row.GetInt32(13),
            TotalWatchtimeSeconds = row.GetInt64(14) / 1_000,
            TotalCoinsSpent = row.GetInt64(15),
            TotalGiftsSent = row.GetInt64(16),
            TotalComments = row.GetInt64(17),
            TotalLikes = row.GetInt64(18),
            TotalShares = row.GetInt64(19),
            TotalFollows = row.GetInt64(20),
            TotalJoins = row.GetInt64(21),
            TtsVoice = Text(row, 22),
            DiscordUsername = Text(row, 23),
            Birthday = birthday,
            Notes = Text(row, 25),
            Tags = row.GetFieldValue<string[]>(26),
            VipSince = Value<DateTimeOffset>(row, 27),
            IsVip = row.GetInt16(28) > 0,
            VipTier = row.GetInt16(28),
            VipTierName = Text(row, 29),
            VipByHand = row.GetBoolean(30),
            LoyaltyPoints = row.GetInt64(31),
            IsBlocked = row.GetBoolean(32),
            IsFavorite = row.GetBoolean(33),
            IsModerator = row.GetBoolean(34),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(35),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(36),
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}

/// <summary>A handle that the person was seen with.</summary>
/// <param name="Handle">Without @.</param>
/// <param name="FirstAt">When it was first seen.</param>
/// <param name="LastAt">When it was last noted; a handle that is in use is noted when it changes, not with every event.</param>
internal sealed record ViewerHandleView(string Handle, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>What the person is to one account of the workspace.</summary>
internal sealed record ViewerAccountView
{
    public required Guid AccountId { get; init; }

    /// <summary>The account's own handle; null until Ingestion has told it.</summary>
    public string? Handle { get; init; }
    public required DateTimeOffset FirstSeenAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public required int TotalVisits { get; init; }
    public required long TotalWatchtimeSeconds { get; init; }
    public required long TotalCoinsSpent { get; init; }
    public required long TotalGiftsSent { get; init; }
    public required long TotalComments { get; init; }
    public required long TotalLikes { get; init; }
    public required long TotalShares { get; init; }
    public required long TotalFollows { get; init; }
    public required int VipTier { get; init; }
    public required long LoyaltyPoints { get; init; }
    public required bool IsBlocked { get; init; }
    public required bool IsFavorite { get; init; }
    public required bool IsModerator { get; init; }
}

/// <summary>A gift, or a streak of the same gift.</summary>
internal sealed record ViewerGiftView
{
    /// <summary>Of the message that brought it, the last one of a streak.</summary>
    public required string Id { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid LiveSessionId { get; init; }
    public required string GiftId { get; init; }
    public string? GiftName { get; init; }

    /// <summary>Price of one unit, coins: what TikTok calls diamonds in its messages.</summary>
    public required int Coins { get; init; }

    /// <summary>Units, over the whole streak.</summary>
    public required long Quantity { get; init; }

    /// <summary>Quantity times price.</summary>
    public required long TotalCoins { get; init; }

    /// <summary>True when it came as a streak.</summary>
    public required bool IsStreak { get; init; }

    /// <summary>When the last unit came.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>From coming to going; a visit ends when nothing was seen of the viewer for the account's time-out.</summary>
internal sealed record ViewerVisitView
{
    public required Guid AccountId { get; init; }
    public required Guid LiveSessionId { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Null while the viewer is there.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>From the first to the last sign so far.</summary>
    public required long DurationSeconds { get; init; }
}

/// <summary>Something the viewer did.</summary>
internal sealed record ViewerInteractionView
{
    public required string Id { get; init; }
    public required Guid AccountId { get; init; }
    public required Guid LiveSessionId { get; init; }

    /// <summary>comment, gift, like, follow, share, join ...; the words of the filter <c>kind</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What a comment, a question or an emote says.</summary>
    public string? Content { get; init; }
    public string? GiftName { get; init; }

    /// <summary>Units of a gift that this message added, likes of a like message.</summary>
    public int? Quantity { get; init; }
    public required DateTimeOffset At { get; init; }
}
