using System.Text.Json.Serialization;
using LiveOps.Rehearsal.Control;
using LiveOps.Rehearsal.Faults;

namespace LiveOps.Rehearsal.Playing;

/// <summary>A show on paper: what happens when.</summary>
internal sealed record Scenario
{
    /// <summary>How much faster than written: 2 halves every time. Above 0, at most 1000.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How often it plays, 1 to 10,000. The next round begins with the last step of the one before.</summary>
    public int Repeat { get; init; } = 1;

    public IReadOnlyList<ScenarioStep> Steps { get; init; } = [];
}

/// <summary>What a step does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepType>))]
internal enum StepType
{
    Gift,
    Comment,
    Like,
    Follow,
    Share,
    Join,
    Subscribe,
    Question,
    Viewers,
    Glove,
    Envelope,
    Pause,
    Resume,
    Faults,
    ClearFaults,
    Stop,
}

/// <summary>One step. Fields that its type has no use for are left out.</summary>
internal sealed record ScenarioStep
{
    /// <summary>Milliseconds after the beginning.</summary>
    public long AtMs { get; init; }
    public required StepType Type { get; init; }

    /// <summary>Gift name or id, Rose when left out.</summary>
    [JsonConverter(typeof(NameOrIdConverter))]
    public string? Gift { get; init; }
    public int Count { get; init; } = 1;
    public bool Streak { get; init; }
    public string? Text { get; init; }
    public ViewerRequest? User { get; init; }

    /// <summary>For type viewers.</summary>
    public long? Viewers { get; init; }

    /// <summary>For type faults.</summary>
    public RoomFaults? Faults { get; init; }
}

/// <summary>A step with the time at which it is due.</summary>
internal sealed record DueStep(TimeSpan At, ScenarioStep Step);

/// <summary>Checks a scenario and lays its steps out in time.</summary>
internal static class ScenarioPlan
{
    private const int MostSteps = 10_000;

    public static IEnumerable<string> Problems(Scenario scenario)
    {
        if (scenario.Speed is not (> 0 and <= 1000))
        {
            yield return "speed must be above 0 and at most 1000";
        }
        if (scenario.Repeat is < 1 or > 10_000)
        {
            yield return "repeat must be between 1 and 10000";
        }
        if (scenario.Steps.Count is 0 or > MostSteps)
        {
            yield return $"steps must have 1 to {MostSteps} entries";
        }
        for (var at = 0; at < Math.Min(scenario.Steps.Count, MostSteps); at++)
        {
            foreach (var problem in Problems(scenario.Steps[at]))
            {
                yield return $"steps[{at}]: {problem}";
            }
        }
    }

    /// <summary>All steps of all rounds in order of time; steps of the same time stay in the order written.</summary>
    public static IEnumerable<DueStep> Lay(Scenario scenario)
    {
        var round = scenario.Steps.OrderBy(step => step.AtMs).ToList();
        var length = round[^1].AtMs;
        for (var turn = 0; turn < scenario.Repeat; turn++)
        {
            foreach (var step in round)
            {
                yield return new DueStep(TimeSpan.FromMilliseconds((turn * length + step.AtMs) / scenario.Speed), step);
            }
        }
    }

    private static IEnumerable<string> Problems(ScenarioStep step)
    {
        if (step.AtMs is < 0 or > 86_400_000)
        {
            yield return "atMs must be between 0 and 86400000 (a day)";
        }
        if (step.Count is < 1 or > 100_000)
        {
            yield return "count must be between 1 and 100000";
        }
        if (step.Type == StepType.Gift && Rooms.GiftCatalogue.Find(step.Gift ?? "Rose") is null)
        {
            yield return $"there is no gift '{step.Gift}'; GET /api/gifts lists them";
        }
        if (step.Type is StepType.Comment or StepType.Question && string.IsNullOrEmpty(step.Text))
        {
            yield return "text is missing";
        }
        if (step.Type == StepType.Viewers && step.Viewers is not >= 0)
        {
            yield return "viewers must be a number from 0";
        }
        if (step.User is { Handle: not { Length: > 0 } })
        {
            yield return "user needs a handle";
        }
        foreach (var problem in step.Faults?.Problems() ?? [])
        {
            yield return problem;
        }
    }
}
