using LiveOps.Rehearsal.Control;

namespace LiveOps.Rehearsal.Playing;

/// <summary>Shows that are ready to play by name.</summary>
internal static class BuiltInScenarios
{
    public static IReadOnlyDictionary<string, Scenario> All { get; } =
        new Dictionary<string, Scenario>(StringComparer.OrdinalIgnoreCase)
        {
            ["warm-up"] = WarmUp(),
            ["gift-rain"] = GiftRain(),
            ["bad-network"] = BadNetwork(),
        };

    /// <summary>A quiet beginning: people come in, chat, like, and the first roses arrive. 30 s.</summary>
    private static Scenario WarmUp() =>
        new()
        {
            Steps =
            [
                new()
                {
                    AtMs = 0,
                    Type = StepType.Viewers,
                    Viewers = 12,
                },
                new()
                {
                    AtMs = 500,
                    Type = StepType.Join,
                    Count = 3,
                },
                new()
                {
                    AtMs = 2000,
                    Type = StepType.Comment,
                    Text = "hello everyone",
                    User = Who("anna"),
                },
                new()
                {
                    AtMs = 4000,
                    Type = StepType.Like,
                    Count = 30,
                },
                new()
                {
                    AtMs = 6000,
                    Type = StepType.Follow,
                    User = Who("anna"),
                },
                new()
                {
                    AtMs = 8000,
                    Type = StepType.Gift,
                    Gift = "Rose",
                    User = Who("anna"),
                },
                new()
                {
                    AtMs = 11000,
                    Type = StepType.Comment,
                    Text = "do the arm!",
                    User = Who("ben"),
                },
                new()
                {
                    AtMs = 13000,
                    Type = StepType.Gift,
                    Gift = "Rose",
                    Count = 5,
                    Streak = true,
                    User = Who("ben"),
                },
                new()
                {
                    AtMs = 17000,
                    Type = StepType.Share,
                    User = Who("ben"),
                },
                new()
                {
                    AtMs = 20000,
                    Type = StepType.Gift,
                    Gift = "Finger Heart",
                    User = Who("cleo"),
                },
                new()
                {
                    AtMs = 24000,
                    Type = StepType.Like,
                    Count = 60,
                },
                new()
                {
                    AtMs = 27000,
                    Type = StepType.Gift,
                    Gift = "Corgi",
                    User = Who("cleo"),
                },
                new()
                {
                    AtMs = 30000,
                    Type = StepType.Viewers,
                    Viewers = 40,
                },
            ],
        };

    /// <summary>Ten seconds of gifts from many people: streaks side by side, small and dear ones.</summary>
    private static Scenario GiftRain() =>
        new()
        {
            Steps =
            [
                .. Enumerable
                    .Range(0, 50)
                    .Select(n => new ScenarioStep
                    {
                        AtMs = n * 200,
                        Type = StepType.Gift,
                        Gift = (n % 5) switch
                        {
                            0 => "Perfume",
                            1 => "Finger Heart",
                            4 => "Confetti",
                            _ => "Rose",
                        },
                        Count = n % 3 == 0 ? 5 : 1,
                        Streak = n % 3 == 0 && n % 5 != 4,
                    }),
            ],
        };

    /// <summary>Gifts over a line that repeats, mixes up and breaks. 15 s; all is well again at the end.</summary>
    private static Scenario BadNetwork() =>
        new()
        {
            Steps =
            [
                new()
                {
                    AtMs = 0,
                    Type = StepType.Faults,
                    Faults = new() { Duplicate = 0.2, Reorder = 0.2 },
                },
                .. Enumerable.Range(1, 28).Select(n => new ScenarioStep { AtMs = n * 500, Type = StepType.Gift }),
                new()
                {
                    AtMs = 7250,
                    Type = StepType.Faults,
                    Faults = new()
                    {
                        DropSocket = new() { Now = true },
                        HistoryReplay = new() { Kinds = Faults.HistoryKinds.All, Count = 20 },
                    },
                },
                new() { AtMs = 15000, Type = StepType.ClearFaults },
            ],
        };

    private static ViewerRequest Who(string handle) => new() { Handle = handle };
}
