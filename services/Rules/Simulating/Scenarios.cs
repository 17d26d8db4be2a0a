using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Simulating;

/// <summary>Made-up stretches of a LIVE to try rules on. The same every time.</summary>
internal static class Scenarios
{
    public static readonly IReadOnlyDictionary<string, Scenario> All = new[]
    {
        new Scenario("one-of-each", "One event of every kind, a second apart.", OneOfEach),
        new Scenario("rose-streak", "A streak of ten Roses within five seconds, and its end.", RoseStreak),
        new Scenario("like-storm", "Likes from nothing to 1,200 within a minute.", LikeStorm),
        new Scenario("gift-rain", "Two hundred small gifts of twenty viewers within ten seconds.", GiftRain),
        new Scenario(
            "busy-quarter",
            "A quarter of an hour: comments, likes, joins and gifts as a good LIVE has them.",
            BusyQuarter
        ),
    }.ToDictionary(scenario => scenario.Name, StringComparer.Ordinal);

    private static IEnumerable<SimulatedEvent> OneOfEach() =>
        Enum.GetValues<LiveEventKind>()
            .Where(kind => kind is < LiveEventKind.Timer and not LiveEventKind.LiveEnded)
            .Select(
                (kind, n) =>
                    new SimulatedEvent
                    {
                        AtMs = n * 1_000L,
                        Kind = kind,
                        GiftName = "Rose",
                        Text = "hello",
                        RoomLikes = 100,
                        Count = kind == LiveEventKind.Like ? 15 : 1,
                        Viewers = 50,
                        Multiplier = kind == LiveEventKind.BattleTask ? 2 : 0,
                    }
            );

    private static IEnumerable<SimulatedEvent> RoseStreak() =>
        Enumerable
            .Range(1, 10)
            .Select(n => new SimulatedEvent
            {
                AtMs = n * 500L,
                Kind = LiveEventKind.Gift,
                GiftName = "Rose",
                RepeatCount = n,
                GroupId = 77,
            })
            .Append(
                new SimulatedEvent
                {
                    AtMs = 8_000,
                    Kind = LiveEventKind.GiftFinal,
                    GiftName = "Rose",
                    Count = 0,
                    RepeatCount = 10,
                    GroupId = 77,
                }
            );

    private static IEnumerable<SimulatedEvent> LikeStorm() =>
        Enumerable
            .Range(1, 80)
            .Select(n => new SimulatedEvent
            {
                AtMs = n * 750L,
                Kind = LiveEventKind.Like,
                Count = 15,
                RoomLikes = n * 15L,
                UserId = 1_000 + n % 9,
            });

    private static IEnumerable<SimulatedEvent> GiftRain() =>
        Enumerable
            .Range(0, 200)
            .Select(n => new SimulatedEvent
            {
                AtMs = n * 50L,
                Kind = LiveEventKind.Gift,
                GiftName = "Rose",
                UserId = 1_000 + n % 20,
                Nickname = $"Viewer {n % 20}",
            });

    private static IEnumerable<SimulatedEvent> BusyQuarter()
    {
        var random = new Random(20_26);
        string[] words = ["hello", "666", "tembak!", "wow", "!spin 3", "putar dong", "love it", "777"];
        (long Id, string Name, int Coins)[] gifts =
        [
            (5_655, "Rose", 1),
            (5_487, "Finger Heart", 5),
            (5_269, "TikTok", 1),
            (6_064, "GG", 1),
            (5_658, "Perfume", 20),
            (6_369, "Lion", 29_999),
        ];
        var likes = 0L;
        for (var at = 0L; at < 900_000; at += random.Next(100, 900))
        {
            var lot = random.Next(100);
            var one = new SimulatedEvent
            {
                AtMs = at,
                UserId = 1_000 + random.Next(120),
                Nickname = $"Viewer {random.Next(120)}",
            };
            if (lot < 45)
                yield return one with
                {
                    Kind = LiveEventKind.Like,
                    Count = 15,
                    RoomLikes = likes += 15,
                };
            else if (lot < 75)
                yield return one with
                {
                    Kind = LiveEventKind.Chat,
                    Text = words[random.Next(words.Length)],
                };
            else if (lot < 92)
                yield return one with
                {
                    Kind = LiveEventKind.Join,
                };
            else
            {
                // The dear one is rare.
                var gift = gifts[random.Next(random.Next(20) == 0 ? gifts.Length : gifts.Length - 1)];
                yield return one with
                {
                    Kind = LiveEventKind.Gift,
                    GiftId = gift.Id,
                    GiftName = gift.Name,
                    Coins = gift.Coins,
                };
            }
        }
    }
}

/// <summary>A made-up stretch of a LIVE.</summary>
internal sealed record Scenario(string Name, string Description, Func<IEnumerable<SimulatedEvent>> Events);
