using System.Globalization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>
/// The rule's trigger has been set off at least so often within so long: five Roses in 30 s. Gifts count by their
/// units, likes by their number, everything else by one; also while the rule rests.
/// </summary>
[Form("So often within", "The trigger has been set off at least so often within so long: five Roses in 30 s.")]
internal sealed record CountCondition : RuleCondition
{
    public const int MaxCount = 1_000;
    public const int MaxWithinMs = 86_400_000;

    /// <summary>1 to 1,000.</summary>
    [Field(
        "At least",
        Unit = "times",
        Min = 1,
        Max = MaxCount,
        Example = "5",
        Help = "Gifts count by their units, likes by their number."
    )]
    public required int AtLeast { get; init; }

    /// <summary>The sliding window, ms; 1,000 to 86,400,000.</summary>
    [Field("Within", Min = 1_000, Max = MaxWithinMs, Example = "30000")]
    public required int WithinMs { get; init; }

    [Field("Counted of")]
    public CountScope Per { get; init; }

    /// <summary>Counts on after it has held. Else it starts anew: the next so many are needed for the next time.</summary>
    [Field("Counts on after it has held", Help = "Otherwise the next so many are needed for the next time.")]
    public bool KeepCounting { get; init; }

    public override bool Holds(in Situation situation) =>
        situation.Memory.Find(Key(situation)) is { List.IsDefault: false } seen
        && Within(seen.List.AsSpan(), situation.Now) >= AtLeast;

    public override void Used(in Situation situation)
    {
        if (!KeepCounting)
            situation.Memory.Remove(Key(situation), situation.Now);
    }

    /// <summary>The trigger was set off: remembers when, and with how many units.</summary>
    /// <param name="situation">The event.</param>
    /// <param name="units">1 or more.</param>
    public void Count(in Situation situation, int units)
    {
        var key = Key(situation);
        var now = situation.Now.ToUnixTimeMilliseconds();
        var seen = situation.Memory.Find(key) is { List.IsDefault: false } known ? known.List : [];
        // What is older than the window can go, and so can what lies behind enough younger units.
        var from = seen.Length;
        for (var enough = (long)units; from > 0 && enough < AtLeast && seen[from - 2] > now - WithinMs; from -= 2)
            enough += seen[from - 1];
        situation.Memory.Set(
            key,
            new StateEntry(units, situation.Now.AddMilliseconds(WithinMs), List: [.. seen[from..], now, units]),
            situation.Now
        );
    }

    /// <summary>Where the trigger's count is remembered: one for all conditions of the rule that ask the same.</summary>
    public string Key(in Situation situation)
    {
        var asked = string.Create(
            CultureInfo.InvariantCulture,
            $"{MemoryKeys.Count}/{situation.Rule.Id:N}/{AtLeast}/{WithinMs}"
        );
        return Per == CountScope.Viewer ? situation.OfViewer(asked + "/viewer") : asked;
    }

    /// <summary>Units whose time lies within the window that ends now. The list holds time (ms) and units by turns.</summary>
    private long Within(ReadOnlySpan<long> seen, DateTimeOffset now)
    {
        var since = now.ToUnixTimeMilliseconds() - WithinMs;
        var units = 0L;
        for (var n = 0; n + 1 < seen.Length; n += 2)
            if (seen[n] > since)
                units += seen[n + 1];
        return units;
    }

    public override void Validate(RuleFaults faults, int depth)
    {
        faults.Range("atLeast", AtLeast, 1, MaxCount);
        faults.Range("withinMs", WithinMs, 1_000, MaxWithinMs);
        if (!Enum.IsDefined(Per))
            faults.Add("per", "must be Room or Viewer.");
    }
}

/// <summary>Whose events are counted. Travels by name.</summary>
internal enum CountScope
{
    Room,
    Viewer,
}
