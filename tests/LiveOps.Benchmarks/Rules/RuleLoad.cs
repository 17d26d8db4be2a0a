using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Benchmarks.Rules;

/// <summary>1,000 rules of one account, and what its room sends. The same every time.</summary>
internal static class RuleLoad
{
    public const long Room = 7_300_000_000_000_000_001;
    public const int Gifts = 450;
    public const int Keywords = 450;

    private static readonly string[] _words =
    [
        "hello",
        "from",
        "the",
        "other",
        "side",
        "Love",
        "this",
        "LIVE",
        "so",
        "much",
        "who",
        "is",
        "that",
        "lol",
        "greetings",
        "🎉",
    ];

    /// <summary>Gift and keyword rules, and, unless only these are wanted, likes, follows and commands: 1,000 in all.</summary>
    public static IReadOnlyList<Rule> Rules(bool all) =>
        [
            .. Enumerable.Range(0, Gifts).Select(n => Rule(n, new GiftTrigger { GiftNames = [GiftName(n)] })),
            .. Enumerable
                .Range(0, Keywords)
                .Select(n => Rule(Gifts + n, new CommentTrigger { Keywords = [Keyword(n)] })),
            .. !all
                ? []
                : Enumerable
                    .Range(0, 100)
                    .Select(n =>
                        Rule(
                            Gifts + Keywords + n,
                            (n % 10) switch
                            {
                                0 => new LikesTrigger { Threshold = 1_000_000 * (n + 1) },
                                1 => new FollowTrigger(),
                                2 => new ShareTrigger(),
                                3 => new SubscribeTrigger(),
                                _ => new CommandTrigger { Command = $"!do{n}" },
                            }
                        )
                    ),
        ];

    /// <summary>Likes 45 %, comments 30 %, joins 17 %, gifts 8 %.</summary>
    /// <param name="count">Events.</param>
    /// <param name="matchPercent">How many of a hundred gifts and comments a rule asks for.</param>
    /// <param name="all">Also what no gift or keyword rule can ask for.</param>
    public static IReadOnlyList<LiveEvent> Events(int count, int matchPercent, bool all)
    {
        var dice = new Random(1);
        var events = new List<LiveEvent>(count);
        for (var n = 0; n < count; n++)
        {
            var kind = dice.Next(100) switch
            {
                < 45 when all => LiveEventKind.Like,
                < 62 when all => LiveEventKind.Join,
                var lot when lot < 92 && (all || lot < 79) => LiveEventKind.Chat,
                _ => LiveEventKind.Gift,
            };
            var hits = dice.Next(100) < matchPercent;
            events.Add(
                new LiveEvent
                {
                    MessageId = n + 1,
                    Kind = kind,
                    At = DateTimeOffset.UnixEpoch,
                    Viewer = new LiveViewer { UserId = dice.Next(2_000), Nickname = "viewer" },
                    Like = kind == LiveEventKind.Like ? new LiveLike { Count = 5, RoomTotal = 5L * n } : null,
                    Text = kind == LiveEventKind.Chat ? Comment(dice, hits) : null,
                    Gift = kind == LiveEventKind.Gift ? Gift(dice, hits) : null,
                }
            );
        }
        return events;
    }

    private static string Comment(Random dice, bool hits)
    {
        var words = Enumerable.Range(0, dice.Next(2, 9)).Select(_ => _words[dice.Next(_words.Length)]);
        return string.Join(' ', hits ? words.Append(Keyword(dice.Next(Keywords))) : words);
    }

    private static LiveGift Gift(Random dice, bool hits) =>
        new()
        {
            GiftId = dice.Next(1_000_000),
            Name = hits ? GiftName(dice.Next(Gifts)) : $"Other {dice.Next(500)}",
            Coins = 1,
            RepeatCount = 1,
            Credited = 1,
            GroupId = 0,
        };

    private static string GiftName(int n) => $"Gift {n:000}";

    private static string Keyword(int n) => $"word{n:000}";

    private static Rule Rule(int number, Trigger trigger) =>
        new()
        {
            Id = new Guid(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
            Name = $"rule {number}",
            Definition = new RuleDefinition
            {
                Trigger = trigger,
                Action = new DeviceAction
                {
                    DeviceId = "LED1",
                    ActionWord = "ON",
                    DurationMs = 100,
                },
            },
        };
}
