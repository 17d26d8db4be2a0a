using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using LiveOps.Rules.Triggers;

namespace LiveOps.Tests.Rules;

/// <summary>Rules, gifts and messages in few words.</summary>
internal static class RuleMaking
{
    public static readonly Guid Workspace = new("11111111-0000-0000-0000-000000000001");
    public static readonly Guid Account = new("22222222-0000-0000-0000-000000000001");
    public static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    public const long Room = 7_300_000_000_000_000_001;

    public static readonly DeviceAction Led = new()
    {
        DeviceId = "LED1",
        ActionWord = "ON",
        DurationMs = 200,
    };

    public static readonly DeviceAction Solenoid = new()
    {
        DeviceId = "SOL1",
        ActionWord = "PUSH",
        DurationMs = 500,
    };

    public static Rule Rule(
        int number = 1,
        Trigger? trigger = null,
        RulePolicy? policy = null,
        RuleAction? action = null,
        IReadOnlyList<RuleCondition>? conditions = null
    ) =>
        new()
        {
            Id = new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Name = $"rule {number}",
            Definition = new RuleDefinition
            {
                Trigger = trigger ?? new GiftTrigger { GiftNames = ["Rose"] },
                Conditions = conditions ?? [],
                Policy = policy ?? new RulePolicy(),
                Action = action ?? Led,
            },
        };

    public static LiveEvent Gift(
        long message,
        long id = 5655,
        string? name = "Rose",
        int coins = 1,
        int credited = 1,
        long viewer = 5
    ) =>
        new()
        {
            MessageId = message,
            Kind = LiveEventKind.Gift,
            At = Noon,
            Viewer = new LiveViewer { UserId = viewer, Nickname = $"viewer {viewer}" },
            Gift = new LiveGift
            {
                GiftId = id,
                Name = name,
                Coins = coins,
                RepeatCount = credited,
                Credited = credited,
                GroupId = 0,
            },
        };

    public static LiveEvents Message(params LiveEvent[] events) => Message(Noon, 1, events);

    public static LiveEvents Message(DateTimeOffset at, long sequence, params LiveEvent[] events) =>
        new()
        {
            WorkspaceId = Workspace,
            AccountId = Account,
            RoomId = Room,
            Sequence = sequence,
            ReceivedAt = at,
            Events = events,
        };

    public static Evaluation Evaluate(LiveEvents message, params Rule[] rules) =>
        RuleEvaluation.Evaluate(new RuleSet(rules), AccountSettings.Default, message, -1, AccountState.Empty);

    public static KnownGateway Gateway(
        string board = "AB12CD34",
        BoardState state = BoardState.Ready,
        bool stopped = false,
        DateTimeOffset? seen = null,
        string gateway = "pc1",
        string? detail = null
    ) =>
        new(
            new GatewayStatus
            {
                WorkspaceId = Workspace,
                GatewayId = gateway,
                At = Noon,
                EmergencyStopped = stopped,
                Boards =
                [
                    new BoardStatus
                    {
                        BoardId = board,
                        Port = "COM7",
                        State = state,
                        Detail = detail,
                    },
                ],
            },
            seen ?? Noon
        );

    public static BoardRoute Route(
        string? binding = "AB12CD34",
        IEnumerable<KnownGateway>? gateways = null,
        DateTimeOffset? now = null,
        bool mayBeSent = false
    ) =>
        BoardRoute.Find(
            binding is null ? null : new BoardBinding(binding),
            gateways ?? [Gateway()],
            TimeSpan.FromSeconds(10),
            now ?? Noon,
            mayBeSent
        );

    /// <summary>As the service does it: refusals before, messages after the decision.</summary>
    public static DispatchPlan Plan(
        LiveEvents message,
        Rule rule,
        BoardRoute? route = null,
        DateTimeOffset? now = null,
        bool mayBeSent = false
    )
    {
        var clock = now ?? message.ReceivedAt;
        var evaluation = RuleEvaluation.Evaluate(
            new RuleSet([rule]),
            AccountSettings.Default,
            message,
            -1,
            AccountState.Empty,
            mayBeSent ? null : indexed => DispatchPlan.Refuse(indexed, message.ReceivedAt, Way, clock)
        );
        return DispatchPlan.Make(new AccountKey(Workspace, Account), evaluation, Way, clock);

        BoardRoute Way() => route ?? Route();
    }
}
