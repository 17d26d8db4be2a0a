namespace LiveOps.Contracts.Ingestion;

/// <summary>
/// What happened in one TikTok LIVE room, in the order in which TikTok sent it. One push frame becomes one message.
/// Published by Ingestion with the account's bucket (00 to 63) as routing key, so that a consumer can partition by account.
/// </summary>
public sealed record LiveEvents
{
    /// <summary>The customer that owns the account.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>The TikTok account (creator) whose room this is.</summary>
    public required Guid AccountId { get; init; }

    /// <summary>TikTok's room id: one LIVE of one creator.</summary>
    public required long RoomId { get; init; }

    /// <summary>
    /// Sequence of the first event; the n-th event (from 0) has <c>Sequence + n</c>. Rises per account for ever,
    /// also over restarts and fail-overs of Ingestion, and may jump.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>When the frame was read from the socket, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>One or more events.</summary>
    public required IReadOnlyList<LiveEvent> Events { get; init; }
}

/// <summary>The kinds of <see cref="LiveEvent"/>. Travels by name.</summary>
public enum LiveEventKind
{
    /// <summary>A gift message: progress of a streak or a single gift. <see cref="LiveGift.Credited"/> says how many units are new.</summary>
    Gift,

    /// <summary>A streak is over (its end message, or 60 s of silence). <see cref="LiveGift.RepeatCount"/> is its total; credits nothing.</summary>
    GiftFinal,
    Chat,
    Like,
    Follow,
    Share,
    Join,
    Subscribe,

    /// <summary>A social message that is neither follow nor share.</summary>
    Social,
    RoomStats,

    /// <summary>The room went live, as seen by Ingestion. Message id 0.</summary>
    LiveStarted,
    LivePaused,
    LiveResumed,

    /// <summary>The LIVE is over: control message 3 or 4, or found ended by a probe (then message id 0).</summary>
    LiveEnded,
    Battle,
    BattleArmies,
    BattleTask,
    BattleItemCard,
    Envelope,
    Question,
    Goal,
    Emote,

    /// <summary>A pinned or unpinned message. What it repeats inside is not counted again.</summary>
    Pin,

    /// <summary>Comments or users removed by a moderator.</summary>
    Delete,
    Barrage,
    Intro,
    Caption,

    /// <summary>Ingestion was not connected for a while: what happened meanwhile may be missing.</summary>
    Gap,

    /// <summary>Made by Rules, never published by Ingestion: a rule's timer has struck.</summary>
    Timer,

    /// <summary>Made by Rules: somebody has pressed a rule's button.</summary>
    Button,

    /// <summary>Made by Rules: another program has called a rule's address.</summary>
    Webhook,

    /// <summary>Made by Rules from the word of Analytics: a viewer has reached a VIP tier.</summary>
    VipPromoted,
}

/// <summary>
/// One thing that happened. Its identity is (room id, <see cref="MessageId"/>, <see cref="Kind"/>): consumers that
/// keep a lasting effect apply it once by that key. Parts that a kind does not have are null.
/// </summary>
public sealed record LiveEvent
{
    /// <summary>TikTok's message id; for events that Ingestion makes itself, an id unique within the room and kind.</summary>
    public required long MessageId { get; init; }

    /// <inheritdoc cref="LiveEventKind"/>
    public required LiveEventKind Kind { get; init; }

    /// <summary>TikTok's time of the event, UTC; the time of receipt where TikTok gives none.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>True for what TikTok replays on connect: kept on the books, never allowed to trigger a rule.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Who did it; null where nobody did (room statistics, end of the LIVE).</summary>
    public LiveViewer? Viewer { get; init; }

    /// <summary>For Gift and GiftFinal.</summary>
    public LiveGift? Gift { get; init; }

    /// <summary>Text of a chat, question, caption, barrage, intro or goal.</summary>
    public string? Text { get; init; }

    /// <summary>For Like.</summary>
    public LiveLike? Like { get; init; }

    /// <summary>For RoomStats, and for Join the count it carries.</summary>
    public LiveRoomStats? RoomStats { get; init; }

    /// <summary>For Follow and Share: the room's running totals.</summary>
    public LiveSocial? Social { get; init; }

    /// <summary>For Subscribe: months subscribed, 0 where unknown.</summary>
    public int? SubscribedMonths { get; init; }

    /// <summary>For Battle, BattleArmies, BattleTask and BattleItemCard.</summary>
    public LiveBattle? Battle { get; init; }

    /// <summary>For Envelope.</summary>
    public LiveEnvelope? Envelope { get; init; }

    /// <summary>For Goal.</summary>
    public LiveGoal? Goal { get; init; }

    /// <summary>For Pin and Delete: the messages meant.</summary>
    public IReadOnlyList<long>? TargetMessageIds { get; init; }

    /// <summary>For Gap: when the connection was lost and why.</summary>
    public LiveGap? Gap { get; init; }
}

/// <summary>A person in the room. Identity is <see cref="UserId"/>, never the handle or the nickname.</summary>
public sealed record LiveViewer
{
    /// <summary>TikTok's numeric user id.</summary>
    public required long UserId { get; init; }

    /// <summary>The @handle without @; null where TikTok leaves it out. Can change.</summary>
    public string? Handle { get; init; }

    /// <summary>The name shown.</summary>
    public string? Nickname { get; init; }

    /// <summary>Address of the small picture. Signed by TikTok and short-lived.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>What the viewer is in this room.</summary>
    public ViewerRoles Roles { get; init; }
}

/// <summary>Roles of a viewer in one room, combined as flags.</summary>
[Flags]
public enum ViewerRoles
{
    None = 0,
    Follower = 1,
    Subscriber = 2,
    Moderator = 4,
    Friend = 8,
    GiftGiver = 16,
    Anchor = 32,
}

/// <summary>A gift. Coins are what viewers pay; the creator's earnings are a different unit.</summary>
public sealed record LiveGift
{
    /// <summary>TikTok's gift id: the key. Names repeat and are localised.</summary>
    public required long GiftId { get; init; }

    /// <summary>Name as TikTok sent it; null where it sent none.</summary>
    public string? Name { get; init; }

    /// <summary>Price of one unit in coins (TikTok's diamondCount).</summary>
    public required int Coins { get; init; }

    /// <summary>TikTok's running total of the streak, or the quantity of a gift without streak.</summary>
    public required int RepeatCount { get; init; }

    /// <summary>Units that are new with this message: the rise of <see cref="RepeatCount"/>; 0 for repeats, ends and GiftFinal.</summary>
    public required int Credited { get; init; }

    /// <summary>The streak; 0 for a gift without streak. Unique only together with room, viewer, gift and receiver.</summary>
    public required long GroupId { get; init; }

    /// <summary>True when TikTok says that the streak is over.</summary>
    public bool RepeatEnd { get; init; }

    /// <summary>User id of who gets it; 0 where TikTok does not say.</summary>
    public long ReceiverId { get; init; }
}

/// <summary>Likes. TikTok throttles these: per viewer they are a lower bound, only the room's total is right.</summary>
public sealed record LiveLike
{
    /// <summary>Likes in this message, 1 to 15 as seen.</summary>
    public required int Count { get; init; }

    /// <summary>The room's total, made monotonic: the highest seen so far.</summary>
    public required long RoomTotal { get; init; }
}

/// <summary>Audience of the room.</summary>
public sealed record LiveRoomStats
{
    /// <summary>Viewers now.</summary>
    public required long Viewers { get; init; }

    /// <summary>Viewers since the start; 0 where TikTok does not say.</summary>
    public long TotalViewers { get; init; }
}

/// <summary>Running totals of the room that follow and share messages carry.</summary>
public sealed record LiveSocial
{
    public long Followers { get; init; }
    public long Shares { get; init; }
}

/// <summary>A battle message, reduced to what rules and statistics use.</summary>
public sealed record LiveBattle
{
    public required long BattleId { get; init; }

    /// <summary>TikTok's action, message type or trigger number, by kind.</summary>
    public int Action { get; init; }

    /// <summary>Score multiplier that the message announces; 0 = none.</summary>
    public int Multiplier { get; init; }
}

/// <summary>A treasure box. Only <see cref="Shown"/> ones count; the others announce that it is gone.</summary>
public sealed record LiveEnvelope
{
    public required string EnvelopeId { get; init; }
    public required bool Shown { get; init; }
    public int Coins { get; init; }
    public int People { get; init; }
    public int BusinessType { get; init; }
}

/// <summary>Progress of a goal that the creator set.</summary>
public sealed record LiveGoal
{
    public required long GoalId { get; init; }
    public int Type { get; init; }
    public long Progress { get; init; }
    public long Target { get; init; }
}

/// <summary>A time without connection.</summary>
public sealed record LiveGap
{
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>Why, in words for the operator.</summary>
    public required string Reason { get; init; }
}
