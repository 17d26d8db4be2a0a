using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Simulating;

/// <summary>An event that a person makes up. What is left out has the value of an ordinary one.</summary>
internal sealed record SimulatedEvent
{
    /// <summary>From the start, ms; 0 to 86,400,000.</summary>
    public long AtMs { get; init; }

    public LiveEventKind Kind { get; init; }

    /// <summary>TikTok's user id of who does it.</summary>
    public long UserId { get; init; } = 1_001;
    public string Nickname { get; init; } = "Ann";
    public string? Handle { get; init; }

    /// <summary>What the viewer is in the room.</summary>
    public IReadOnlyList<ViewerRoles> Roles { get; init; } = [];

    /// <summary>For gifts.</summary>
    public long GiftId { get; init; } = 5_655;
    public string? GiftName { get; init; }

    /// <summary>Price of one unit.</summary>
    public int Coins { get; init; } = 1;

    /// <summary>New units; the streak's total is <see cref="RepeatCount"/>, or the same.</summary>
    public int Count { get; init; } = 1;
    public int? RepeatCount { get; init; }

    /// <summary>The streak; 0: none.</summary>
    public long GroupId { get; init; }

    /// <summary>For comments.</summary>
    public string? Text { get; init; }

    /// <summary>For likes: the room's total.</summary>
    public long RoomLikes { get; init; }

    /// <summary>For viewers' numbers.</summary>
    public long Viewers { get; init; }
    public int? Months { get; init; }
    public int Multiplier { get; init; }

    /// <summary>For Button and Webhook: the rule that is meant.</summary>
    public Guid? RuleId { get; init; }

    public void Validate(RuleFaults faults)
    {
        faults.Range("atMs", AtMs, 0, 86_400_000);
        if (!Enum.IsDefined(Kind))
            faults.Add("kind", "must be a kind of event, for example Gift, Chat or Like.");
        faults.Range("coins", Coins, 0, 1_000_000);
        faults.Range("count", Count, 0, 10_000);
        faults.Range("repeatCount", RepeatCount ?? Count, 0, 1_000_000);
        if (Text?.Length > 1_000)
            faults.Add("text", "must be at most 1,000 characters.");
        if (Roles is null || Roles.Any(role => !Enum.IsDefined(role)))
            faults.Add("roles", "must be names of roles, for example Follower or Moderator.");
    }

    /// <summary>As it would come from a room.</summary>
    /// <param name="number">Its place among all, from 1: its message id.</param>
    /// <param name="start">When the room's time begins.</param>
    public Happening ToHappening(int number, DateTimeOffset start)
    {
        var now = start.AddMilliseconds(AtMs);
        var signal = LiveEventKinds.IsSignal(Kind);
        var happened = new LiveEvent
        {
            MessageId = number,
            Kind = Kind,
            At = now,
            Viewer = new LiveViewer
            {
                UserId = UserId,
                Nickname = Nickname,
                Handle = Handle,
                Roles = Roles.Aggregate(ViewerRoles.None, (all, one) => all | one),
            },
            Gift = Kind is LiveEventKind.Gift or LiveEventKind.GiftFinal
                ? new LiveGift
                {
                    GiftId = GiftId,
                    Name = GiftName,
                    Coins = Coins,
                    RepeatCount = RepeatCount ?? Count,
                    Credited = Kind == LiveEventKind.Gift ? Count : 0,
                    GroupId = GroupId,
                }
                : null,
            Text = Text,
            Like = Kind == LiveEventKind.Like ? new LiveLike { Count = Count, RoomTotal = RoomLikes } : null,
            RoomStats = Kind == LiveEventKind.RoomStats ? new LiveRoomStats { Viewers = Viewers } : null,
            SubscribedMonths = Months,
            Battle = Multiplier > 0 ? new LiveBattle { BattleId = 1, Multiplier = Multiplier } : null,
        };
        var room = signal ? 0 : Room;
        return new Happening(room, happened, now, new Chance(room, number, Kind), RuleId);
    }

    /// <summary>The room of all simulations.</summary>
    [JsonIgnore]
    public static long Room => 1;
}
