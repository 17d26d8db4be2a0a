using FsCheck;
using FsCheck.Fluent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Cases by lot: what rooms send, what they should never send, and what people do meanwhile.</summary>
internal static class CaseGenerator
{
    public static readonly string[] Comments =
    [
        "rose",
        "a Rose!",
        "ROSÉ rose",
        "!spin 3",
        "!spin ３",
        "!SPIN",
        "!spin\u200D 99999999999999999999",
        "aab",
        "Ａab",
        "🎉 go",
        "İß x",
        "primrose",
        "{user} {var:x}",
        "",
    ];

    private static readonly Gen<int> _after = Gen.Frequency(
        (6, Gen.Choose(0, 400)),
        (4, Gen.Elements(1_000, 2_000, 5_000, 2_500)),
        (2, Gen.Choose(1, 70_000)),
        (1, Gen.Elements(3_600_000, 90_000_000, 3 * 86_400_000))
    );

    private static readonly Gen<Mishap> _mishap = Gen.Frequency(
        (3, Gen.Constant(Mishap.None)),
        (2, Gen.Constant(Mishap.Restart)),
        (1, Gen.Constant(Mishap.Twice))
    );

    private static readonly Gen<LiveViewer?> _viewer = Gen.Frequency(
        (
            9,
            from id in Gen.Choose(0, 4)
            from roles in Gen.Choose(0, 15)
            select (LiveViewer?)
                new LiveViewer
                {
                    UserId = id,
                    Nickname = $"viewer {id}",
                    Handle = $"v{id}",
                    Roles = (ViewerRoles)roles,
                }
        ),
        (1, Gen.Constant<LiveViewer?>(null))
    );

    private static readonly Gen<LiveGift> _gift =
        from id in Gen.Choose(1, 3)
        from name in Gen.Elements("Rose", " rose ", "Lion", null)
        from coins in Gen.Elements(0, 1, 5, 100)
        from repeat in Gen.Elements(0, 1, 3, 5, 10, 11, 25)
        from credited in Gen.Elements(0, 1, 1, 2, 3, 10, 12)
        from streak in Gen.Choose(0, 2)
        select new LiveGift
        {
            GiftId = id,
            Name = name,
            Coins = coins,
            RepeatCount = repeat,
            Credited = credited,
            GroupId = streak,
        };

    private static readonly Gen<LiveEvent> _event =
        from kind in Gen.Frequency(
            (5, Gen.Constant(LiveEventKind.Gift)),
            (1, Gen.Constant(LiveEventKind.GiftFinal)),
            (4, Gen.Constant(LiveEventKind.Chat)),
            (4, Gen.Constant(LiveEventKind.Like)),
            (
                5,
                Gen.Elements(
                    LiveEventKind.Follow,
                    LiveEventKind.Share,
                    LiveEventKind.Join,
                    LiveEventKind.Subscribe,
                    LiveEventKind.RoomStats,
                    LiveEventKind.LiveStarted,
                    LiveEventKind.LiveEnded,
                    LiveEventKind.Battle,
                    LiveEventKind.BattleTask
                )
            )
        )
        from viewer in _viewer
        from gift in _gift
        from text in Gen.Elements(Comments)
        from total in Gen.Elements(0, 3, 10, 19, 20, 21, 50, 100, 104, 1_000)
        from count in Gen.Elements(1, 5, 15)
        from months in Gen.Choose(0, 3)
        from history in Gen.Frequency((15, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new LiveEvent
        {
            MessageId = 0,
            Kind = kind,
            At = Noon,
            IsHistory = history,
            Viewer = kind is LiveEventKind.RoomStats or LiveEventKind.LiveStarted ? null : viewer,
            Gift = kind is LiveEventKind.Gift or LiveEventKind.GiftFinal ? gift : null,
            Text = kind == LiveEventKind.Chat ? text : null,
            Like = kind == LiveEventKind.Like ? new LiveLike { Count = count, RoomTotal = total } : null,
            RoomStats = kind == LiveEventKind.RoomStats ? new LiveRoomStats { Viewers = total } : null,
            SubscribedMonths = kind == LiveEventKind.Subscribe && months > 0 ? months : null,
            Battle = kind is LiveEventKind.Battle or LiveEventKind.BattleTask
                ? new LiveBattle { BattleId = 1, Multiplier = months }
                : null,
        };

    private static readonly Gen<Input> _input = Gen.Frequency(
        (
            8,
            from after in _after
            from mishap in _mishap
            from room in Gen.Frequency((8, Gen.Constant(7)), (1, Gen.Constant(8)))
            from length in Gen.Choose(1, 4)
            from events in _event.ListOf(length)
            select (Input)new Frame(after, mishap, room, [.. events])
        ),
        (
            3,
            from after in _after
            from mishap in _mishap
            from kind in Gen.Elements(
                AccountSignalKind.Button,
                AccountSignalKind.Webhook,
                AccountSignalKind.ViewerStanding,
                AccountSignalKind.Stop,
                AccountSignalKind.Pause,
                AccountSignalKind.Resume,
                AccountSignalKind.SetVariable
            )
            from rule in Gen.Choose(0, 5)
            from text in Gen.Elements("7", "word", null)
            from viewer in Gen.Choose(0, 4)
            from tier in Gen.Choose(0, 4)
            from again in Gen.Frequency((6, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (Input)new Word(after, mishap, kind, rule, text, viewer, tier, again)
        ),
        (
            5,
            from after in Gen.Elements(0, 0, 0, 300, 1_500, 31_000)
            from mishap in _mishap
            select (Input)new Strike(after, mishap)
        )
    );

    public static readonly Gen<Case> Cases =
        from rules in RuleGenerator.Rules
        from perSecond in Gen.Elements(1, 3, 7, 50)
        from waiting in Gen.Elements(1, 5, 10_000)
        from inputs in _input.ListOf()
        select new Case(
            rules,
            new AccountSettings { ExecutionsPerSecond = perSecond, MaxWaiting = waiting },
            [.. inputs]
        );
}
