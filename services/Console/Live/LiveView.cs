using LiveOps.Console.Devices;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Console.Live;

/// <summary>What happened since the last update. Ids of TikTok are strings: JavaScript's numbers lose digits of them.</summary>
internal sealed record LiveUpdate
{
    public IReadOnlyList<FeedItem> Events { get; init; } = [];
    public IReadOnlyList<DecisionView> Decisions { get; init; } = [];
    public IReadOnlyList<CommandView> Acknowledged { get; init; } = [];
    public IReadOnlyList<CommandView> Completed { get; init; } = [];

    /// <summary>The last state of each account that changed.</summary>
    public IReadOnlyList<AccountView> Accounts { get; init; } = [];
    public IReadOnlyList<SessionView> Sessions { get; init; } = [];
    public IReadOnlyList<GatewayView> Gateways { get; init; } = [];

    /// <summary>User ids of people who were erased: what a screen holds of them goes.</summary>
    public IReadOnlyList<string> Erased { get; init; } = [];

    /// <summary>Events that were too many to show, by kind. They are on the books all the same.</summary>
    public IReadOnlyDictionary<string, int> LeftOut { get; init; } = _nothing;

    private static readonly IReadOnlyDictionary<string, int> _nothing = new Dictionary<string, int>(
        StringComparer.Ordinal
    );
}

/// <summary>One event, as light as the feed needs it.</summary>
internal sealed record FeedItem
{
    /// <summary>Unique: room, message and kind.</summary>
    public required string Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string RoomId { get; init; }
    public required string MessageId { get; init; }
    public required LiveEventKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public bool History { get; init; }
    public ViewerView? Viewer { get; init; }
    public GiftView? Gift { get; init; }

    /// <summary>Shortened to 500 characters.</summary>
    public string? Text { get; init; }
    public int? Likes { get; init; }
}

internal sealed record ViewerView(string UserId, string? Handle, string? Nickname, IReadOnlyList<string> Roles);

/// <param name="GiftId">TikTok's gift id.</param>
/// <param name="Name">As TikTok sent it.</param>
/// <param name="Coins">Of one unit.</param>
/// <param name="RepeatCount">The streak so far.</param>
/// <param name="Credited">New units.</param>
internal sealed record GiftView(string GiftId, string? Name, int Coins, int RepeatCount, int Credited);

/// <summary>A rule met an event.</summary>
internal sealed record DecisionView(
    Guid DecisionId,
    Guid AccountId,
    string RoomId,
    string MessageId,
    LiveEventKind EventKind,
    Guid RuleId,
    string RuleName,
    string? ViewerId,
    string? ViewerName,
    RuleOutcome Outcome,
    string? Reason,
    IReadOnlyList<Guid> CommandIds,
    DateTimeOffset DecidedAt
)
{
    public DecisionView Without(IReadOnlySet<string> userIds) =>
        ViewerId is { } viewer && userIds.Contains(viewer) ? this with { ViewerId = null, ViewerName = null } : this;
}

/// <summary>What a board answered to a command, or how the command ended.</summary>
internal sealed record CommandView
{
    public required Guid CommandId { get; init; }
    public Guid? AccountId { get; init; }
    public required string GatewayId { get; init; }
    public required string BoardId { get; init; }
    public required string DeviceId { get; init; }
    public required string Action { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null while it runs.</summary>
    public DeviceCommandOutcome? Outcome { get; init; }
    public string? Detail { get; init; }
    public int? DurationMs { get; init; }
    public int? RanMs { get; init; }
    public double? BoardMs { get; init; }
    public double? PathMs { get; init; }
    public string? RoomId { get; init; }
    public string? MessageId { get; init; }
    public LiveEventKind? EventKind { get; init; }
    public Guid? RuleId { get; init; }
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>The connection to one account's room.</summary>
internal sealed record AccountView(
    Guid AccountId,
    string Handle,
    AccountConnectionState State,
    string? Detail,
    string? RoomId,
    DateTimeOffset Since,
    long UnknownMessages,
    long UndecodableMessages,
    long SpooledFrames
);

/// <summary>A live session so far.</summary>
/// <param name="Leaderboard">Null where only totals are told: to screens that do not show this account's room.</param>
internal sealed record SessionView(
    Guid AccountId,
    Guid LiveSessionId,
    string RoomId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    LiveSessionTotals Totals,
    IReadOnlyList<LeaderView>? Leaderboard
)
{
    public SessionView WithoutLeaders() => this with { Leaderboard = null };

    public SessionView Without(IReadOnlySet<string> userIds) =>
        this with
        {
            Leaderboard = Leaderboard?.Where(leader => !userIds.Contains(leader.UserId)).ToList(),
        };
}

internal sealed record LeaderView(int Rank, string UserId, string? Handle, string? Nickname, long Coins, long Gifts);
