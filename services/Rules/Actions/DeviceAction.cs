using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>One action on one device of the account's board.</summary>
[Form("Device", "Moves or lights one device of the board.")]
internal sealed partial record DeviceAction : StepAction
{
    public const int MaxDurationMs = 3_600_000;
    public const int MaxParam = 65_535;

    /// <summary>Device name on the board, for example SOL1.</summary>
    [Field("Device", Kind = "device", Example = "\"LED1\"")]
    public required string DeviceId { get; init; }

    /// <summary>Action word of the device protocol, for example PUSH, ON, BLINK. Named apart from the tree's word.</summary>
    [JsonPropertyName("action")]
    [Field(
        "Action",
        Help = "PUSH, PULL, PULSE, ON, BLINK, COLOR, ROTATE, SPEED, BEEP, TONE, STOP or OFF, as the device can.",
        Example = "\"ON\""
    )]
    public required string ActionWord { get; init; }

    /// <summary>On-time in ms; 0 only for STOP and OFF.</summary>
    [Field("For", Min = 1, Max = MaxDurationMs, Example = "1000", Suggested = true, Help = "STOP and OFF need none.")]
    public Number DurationMs { get; init; }

    /// <summary>At most three values of 0 to 65,535.</summary>
    [Field(
        "Values",
        Min = 0,
        Max = MaxParam,
        Example = "[255,0,0]",
        Help = "At most three: a colour, an angle, a speed."
    )]
    public IReadOnlyList<Number> Params { get; init; } = [];

    public override Wait? Lasts => new(DurationMs, LeastMs, MaxDurationMs);

    [JsonIgnore]
    public override IEnumerable<string> Templates =>
        [.. DurationMs.Texts(), .. Params.SelectMany(value => value.Texts())];

    public override Effect Do(in Situation situation, StepId step)
    {
        var values = new int[Params.Count];
        for (var n = 0; n < values.Length; n++)
            values[n] = (int)Params[n].Now(situation, 0, MaxParam);
        return new DeviceEffect(
            step.Id,
            step.Execution,
            step.Due,
            DeviceId,
            ActionWord,
            (int)DurationMs.Now(situation, LeastMs, MaxDurationMs),
            values
        );
    }

    private int LeastMs => ActionWord is "STOP" or "OFF" ? 0 : 1;

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (DeviceId is null || !DeviceName().IsMatch(DeviceId))
            faults.Add(
                "deviceId",
                "must be an upper-case letter, then up to six letters, digits or _, for example SOL1."
            );
        if (ActionWord is null || !Word().IsMatch(ActionWord))
            faults.Add("action", "must be an action word in capitals, for example ON, PUSH or BLINK.");
        // ALL with STOP or CLEAR works the emergency stop and its latch: that takes a person, never a viewer.
        if (DeviceId == "ALL" || ActionWord == "CLEAR")
            faults.Add("deviceId", "must be one device: the emergency stop and its reset are not for rules.");
        DurationMs.Validate(faults, "durationMs", LeastMs, MaxDurationMs);
        if (Params is null || Params.Count > 3)
            faults.Add("params", "must be at most three values.");
        for (var n = 0; n < Params?.Count; n++)
            Params[n].Validate(faults, $"params[{n}]", 0, MaxParam);
    }

    // Lists compare by what they hold, so that an imported rule equals the exported one.
    public bool Equals(DeviceAction? other) =>
        other is not null
        && DeviceId == other.DeviceId
        && ActionWord == other.ActionWord
        && DurationMs == other.DurationMs
        && DelayMs == other.DelayMs
        && Params.SequenceEqual(other.Params);

    public override int GetHashCode() => HashCode.Combine(DeviceId, ActionWord, DurationMs, Params.Count);

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,6}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex DeviceName();

    [GeneratedRegex("^[A-Z]{1,12}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
