using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>It is such a time of such a day where the account is.</summary>
[Form("Time and day", "It is such a time of such a day where the account is.")]
internal sealed record TimeCondition : RuleCondition
{
    /// <summary>The first minute that counts; null: midnight.</summary>
    [Field("From", Help = "Empty: midnight.", Example = "\"20:00:00\"")]
    public TimeOnly? From { get; init; }

    /// <summary>The first minute that does not count any more; before <see cref="From"/>: the night between. Null: midnight.</summary>
    [Field("To", Help = "Before the start: the night between. Empty: midnight.", Example = "\"23:00:00\"")]
    public TimeOnly? To { get; init; }

    /// <summary>Empty: every day. A night belongs to the day on which it begins.</summary>
    [Field(
        "Days",
        Help = "None: every day. A night belongs to the day on which it begins.",
        Example = "[\"Saturday\"]"
    )]
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    public override bool Holds(in Situation situation)
    {
        var local = TimeZoneInfo.ConvertTime(situation.Now, AccountTime.Zone(situation.Settings.TimeZone));
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var from = From ?? TimeOnly.MinValue;
        var to = To ?? TimeOnly.MinValue;
        // "To" at midnight is the end of the day, not its start.
        if (to == TimeOnly.MinValue)
            return time >= from && On(local.DayOfWeek);
        if (from < to)
            return time >= from && time < to && On(local.DayOfWeek);
        return time >= from && On(local.DayOfWeek) || time < to && On(local.AddDays(-1).DayOfWeek);
    }

    private bool On(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);

    public override void Validate(RuleFaults faults, int depth)
    {
        if (Days is null || Days.Any(day => !Enum.IsDefined(day)))
            faults.Add("days", "must be names of days, for example Monday.");
        if (From == To && From is not null && From != TimeOnly.MinValue)
            faults.Add("to", "must differ from the start: leave both out for the whole day.");
    }

    public bool Equals(TimeCondition? other) =>
        other is not null && (From, To) == (other.From, other.To) && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => HashCode.Combine(From, To, Days.Count);
}
