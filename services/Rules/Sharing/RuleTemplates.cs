using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Sharing;

/// <summary>The templates, for the devices that boards have by their usual names.</summary>
internal static class RuleTemplates
{
    private static readonly int[] _pink = [255, 105, 180];
    private static readonly int[] _red = [255, 0, 0];
    private static readonly int[] _gold = [255, 215, 0];
    private static readonly Guid _bossBeaten = new("00000000-0000-0000-0000-000000000001");

    public static readonly IReadOnlyList<RuleTemplate> All =
    [
        new(
            "gift-tiers",
            "Gifts by price",
            "A small gift blinks the light, one of 100 coins switches the relay too, one of 1,000 moves all there is.",
            [
                Rule(
                    "Small gift: light",
                    new GiftTrigger { MinUnitCoins = 1, MaxUnitCoins = 99 },
                    Device("LED1", "BLINK", 1_000, _pink)
                ),
                Rule(
                    "Gift of 100 coins: light and relay",
                    new GiftTrigger { MinUnitCoins = 100, MaxUnitCoins = 999 },
                    Together(Device("LED1", "BLINK", 3_000, _gold), Device("RELAY1", "ON", 3_000)),
                    new RulePolicy { Priority = 5 }
                ),
                Rule(
                    "Gift of 1,000 coins: everything",
                    new GiftTrigger { MinUnitCoins = 1_000 },
                    Together(
                        Device("SOL1", "PUSH", 1_000),
                        Device("LED1", "BLINK", 5_000, _red),
                        Device("RELAY1", "ON", 5_000),
                        Message("{user} sent {gift}!")
                    ),
                    new RulePolicy { Priority = 10 }
                ),
            ]
        ),
        new(
            "rose-chain",
            "Five Roses in 30 seconds",
            "Every Rose blinks the light pink; five within 30 seconds push the solenoid and say so.",
            [
                Rule(
                    "Rose chain",
                    new GiftTrigger { GiftIds = [5655], GiftNames = ["Rose"] },
                    Together(
                        Device("LED1", "BLINK", 1_000, _pink),
                        new IfAction
                        {
                            Condition = new CountCondition { AtLeast = 5, WithinMs = 30_000 },
                            Then = Together(
                                Device("SOL1", "PUSH", 2_000),
                                Message("5 roses in 30 seconds! Trigger activated!") with
                                {
                                    DelayMs = 100,
                                }
                            ),
                        }
                    )
                ),
            ]
        ),
        new(
            "comment-666",
            "The number 666",
            "The comment 666 pushes the solenoid, flashes red and plays a sound, at most once a minute.",
            [
                Rule(
                    "Comment 666",
                    new CommentTrigger { Keywords = ["666"], How = KeywordMatch.Exact },
                    Together(
                        Device("SOL1", "PUSH", 3_000),
                        Device("LED1", "BLINK", 3_000, _red) with
                        {
                            DelayMs = 500,
                        },
                        new SoundAction { File = "devil_sound.mp3", DelayMs = 1_000 }
                    ),
                    new RulePolicy { CooldownMs = 60_000, Priority = 3 }
                ),
            ]
        ),
        new(
            "like-milestone",
            "Every 100 likes",
            "Every 100 likes blink the light; beyond 500 the solenoid moves as well.",
            [
                Rule(
                    "Every 100 likes",
                    new LikesTrigger { Threshold = 100, When = LikeThreshold.MultipleOf },
                    new IfAction
                    {
                        Condition = new LikesCondition { GreaterThan = 500 },
                        Then = Together(Device("LED1", "BLINK", 2_000, _gold), Device("SOL1", "PUSH", 1_000)),
                        Else = Device("LED1", "BLINK", 2_000, _gold),
                    }
                ),
            ]
        ),
        new(
            "like-steps",
            "Likes with a growing goal",
            "The first goal is 1,000 likes, the next one is always 500 further; each is celebrated and announced.",
            [
                Rule(
                    "Next like goal",
                    new LikesTrigger
                    {
                        Threshold = 1_000,
                        When = LikeThreshold.Progressive,
                        Step = 500,
                    },
                    Together(Device("LED1", "BLINK", 3_000, _gold), Message("{likes} likes! On to the next goal."))
                ),
            ]
        ),
        new(
            "follow-thanks",
            "Thanks for a follow",
            "Whoever follows is thanked on the overlay, once per LIVE, and the light blinks.",
            [
                Rule(
                    "Thanks for the follow",
                    new FollowTrigger { OncePerViewer = true },
                    Together(Device("LED1", "BLINK", 1_000), Message("Thanks for following, {user}!"))
                ),
            ]
        ),
        new(
            "share-thanks",
            "Thanks for a share",
            "Whoever shares is thanked on the overlay and gets ten points, once per LIVE.",
            [
                Rule(
                    "Thanks for the share",
                    new ShareTrigger { OncePerViewer = true },
                    Together(Message("{user} shared the LIVE!"), new PointsAction { Points = 10, Reason = "share" })
                ),
            ]
        ),
        new(
            "spin-wheel",
            "!spin, the wheel",
            "The command !spin picks a prize by lot; each viewer may spin once in two minutes.",
            [
                Rule(
                    "The wheel",
                    new CommandTrigger { Command = "!spin", Aliases = ["!putar"] },
                    new RandomAction
                    {
                        Choices =
                        [
                            new() { Weight = 6, Action = Message("{user}: nothing this time.") },
                            new()
                            {
                                Weight = 3,
                                Action = Together(
                                    Message("{user} wins the light!"),
                                    Device("LED1", "BLINK", 3_000, _gold)
                                ),
                            },
                            new()
                            {
                                Weight = 1,
                                Action = Together(
                                    Message("{user} wins the main prize!"),
                                    Device("SOL1", "PUSH", 1_000)
                                ),
                            },
                        ],
                    },
                    new RulePolicy { CooldownMs = 120_000, CooldownPer = CooldownScope.Viewer }
                ),
            ]
        ),
        new(
            "first-gift",
            "Welcome to the givers",
            "Whoever sends the first gift of a LIVE is welcomed on the overlay.",
            [
                Rule(
                    "First gift",
                    new FirstGiftTrigger(),
                    Together(Message("First gift of {user}: {gift}. Welcome!"), Device("LED1", "BLINK", 2_000, _pink))
                ),
            ]
        ),
        new(
            "vip-arrival",
            "A VIP arrives",
            "When a viewer with a VIP tier comes into the room, the light turns gold and the overlay says who it is.",
            [
                Rule(
                    "A VIP arrives",
                    new JoinTrigger(),
                    Together(Device("LED1", "ON", 5_000, _gold), Message("{user} is here!")),
                    new RulePolicy { Priority = 5 },
                    [new RoleCondition { AnyOf = [ViewerRole.Vip] }]
                ),
            ]
        ),
        new(
            "battle-multiplier",
            "Lights for a multiplier",
            "When a battle announces a score multiplier, the light blinks red and the overlay calls for gifts.",
            [
                Rule(
                    "Battle multiplier",
                    new BattleTrigger(),
                    Together(Device("LED1", "BLINK", 10_000, _red), Message("Multiplier! Now counts more.")),
                    new RulePolicy { Priority = 10, CooldownMs = 10_000 }
                ),
            ]
        ),
        new(
            "solenoid-per-unit",
            "One push per unit",
            "Every single unit of a gift pushes the solenoid shortly, at most 20 a minute and 10 waiting per viewer.",
            [
                Rule(
                    "One push per unit",
                    new GiftTrigger { MinUnitCoins = 1, Per = GiftCount.Unit },
                    Device("SOL1", "PUSH", 300),
                    new RulePolicy
                    {
                        CapUses = 20,
                        CapWindowMs = 60_000,
                        MaxQueuedPerViewer = 10,
                    }
                ),
            ]
        ),
        new(
            "timer-reminder",
            "A reminder every ten minutes",
            "While the account is live, the overlay reminds every ten minutes of what viewers can do.",
            [
                Rule(
                    "Reminder",
                    new TimerTrigger { EverySeconds = 600 },
                    Message("Write !spin for the wheel. Five Roses push the solenoid!") with
                    {
                        ShownMs = 10_000,
                    }
                ),
            ]
        ),
        new(
            "boss-fight",
            "Boss fight",
            "Every gift hits the boss by its coins; at 1,000 coins of a LIVE the boss is beaten, everything fires and the next one comes.",
            [
                Rule(
                    "Hit the boss",
                    new GiftTrigger { MinUnitCoins = 1 },
                    new SequenceAction
                    {
                        Actions =
                        [
                            new SetVariableAction
                            {
                                Name = "bossHits",
                                Scope = VariableScope.Session,
                                Add = Number.Of("{coins}"),
                            },
                            new IfAction
                            {
                                Condition = new VariableCondition
                                {
                                    Name = "bossHits",
                                    Scope = VariableScope.Session,
                                    Is = Comparison.AtLeast,
                                    Value = "1000",
                                },
                                Then = new SequenceAction
                                {
                                    Actions =
                                    [
                                        new SetVariableAction
                                        {
                                            Name = "bossHits",
                                            Scope = VariableScope.Session,
                                            Value = "0",
                                        },
                                        new ChainAction { RuleId = _bossBeaten },
                                    ],
                                },
                                Else = Message("{user} hits the boss: {var:session:bossHits} of 1000"),
                            },
                        ],
                    }
                ),
                Rule(
                    "The boss is beaten",
                    new ButtonTrigger(),
                    Together(
                        Message("{user} has beaten the boss!"),
                        Device("SOL1", "PUSH", 1_000),
                        Device("LED1", "BLINK", 5_000, _red),
                        new EmitAction
                        {
                            Name = "bossDefeated",
                            Data = new Dictionary<string, string> { ["by"] = "{user}" },
                        }
                    ),
                    new RulePolicy { Priority = 20 }
                ) with
                {
                    LocalId = _bossBeaten,
                },
            ]
        ),
        new(
            "join-greeting",
            "Greeting",
            "Whoever comes into the room is greeted on the overlay, once per LIVE and at most ten people a minute.",
            [
                Rule(
                    "Greeting",
                    new JoinTrigger(),
                    Message("Welcome, {user}!") with
                    {
                        ShownMs = 3_000,
                    },
                    new RulePolicy { CapUses = 10, CapWindowMs = 60_000 }
                ),
            ]
        ),
    ];

    public static RuleTemplate? Find(string name) => All.FirstOrDefault(template => template.Name == name);

    private static RuleDraft Rule(
        string name,
        Trigger trigger,
        RuleAction action,
        RulePolicy? policy = null,
        IReadOnlyList<RuleCondition>? conditions = null
    ) =>
        new()
        {
            Path = name,
            Name = name,
            Definition = new RuleDefinition
            {
                Trigger = trigger,
                Action = action,
                Policy = policy ?? new RulePolicy(),
                Conditions = conditions ?? [],
            },
        };

    private static ParallelAction Together(params RuleAction[] actions) => new() { Actions = actions };

    private static MessageAction Message(string text) => new() { Text = text };

    private static DeviceAction Device(string device, string word, int durationMs, params int[] values) =>
        new()
        {
            DeviceId = device,
            ActionWord = word,
            DurationMs = durationMs,
            Params = [.. values.Select(value => (Number)value)],
        };
}
