using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.ManagingRules;

/// <summary>The rules that a fresh installation starts with, for the devices that a board has by default.</summary>
internal static class ExampleRules
{
    public static IReadOnlyList<RuleForm> For(Guid account) =>
        [
            new()
            {
                AccountId = account,
                Name = "Rose lights the LED",
                Trigger = new GiftTrigger
                {
                    GiftIds = [5655],
                    GiftNames = ["Rose"],
                    MinUnitCoins = 1,
                },
                Action = Device("LED1", "ON", 60),
            },
            new()
            {
                AccountId = account,
                Name = "Finger Heart switches the relay",
                Trigger = new GiftTrigger
                {
                    GiftIds = [5487],
                    GiftNames = ["Finger Heart"],
                    MinUnitCoins = 1,
                },
                Action = Device("RELAY1", "ON", 500),
            },
            new()
            {
                AccountId = account,
                Name = "100 coins or more: solenoid and LED together",
                Trigger = new GiftTrigger { MinUnitCoins = 100 },
                Policy = new() { Priority = 10 },
                Action = new ParallelAction { Actions = [Device("SOL1", "PUSH", 500), Device("LED1", "ON", 500)] },
            },
        ];

    private static DeviceAction Device(string device, string word, int durationMs) =>
        new()
        {
            DeviceId = device,
            ActionWord = word,
            DurationMs = durationMs,
        };
}
