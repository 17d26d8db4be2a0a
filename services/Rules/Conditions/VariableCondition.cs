using System.Globalization;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>A variable compares so with a value. One that was never set is 0 as a number and empty as a text.</summary>
[Form("Variable", "A variable compares so with a value; one that was never set is 0, and empty.")]
internal sealed record VariableCondition : RuleCondition
{
    [Field("Variable", Example = "\"boss\"")]
    public required string Name { get; init; }

    [Field("Reaches")]
    public VariableScope Scope { get; init; }

    [Field("Is", Example = "\"AtLeast\"")]
    public required Comparison Is { get; init; }

    /// <summary>A number or a text, with placeholders.</summary>
    [Field("Value", Help = "A number or a text, with placeholders.", Example = "\"10\"", Template = true)]
    public required string Value { get; init; }

    public override bool Holds(in Situation situation)
    {
        var known = situation.Memory.Find(situation.VariableKey(Scope, Name))?.AsText() ?? "";
        var value = TextTemplate.Fill(Value, situation);
        if (Is == Comparison.Contains)
            return known.Contains(value, StringComparison.OrdinalIgnoreCase);
        var order =
            Number(known) is { } left && Number(value) is { } right
                ? left.CompareTo(right)
                : string.Compare(known, value, StringComparison.OrdinalIgnoreCase);
        return Is switch
        {
            Comparison.Equals => order == 0,
            Comparison.NotEquals => order != 0,
            Comparison.Greater => order > 0,
            Comparison.AtLeast => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
    }

    private static decimal? Number(string text) =>
        text.Length == 0 ? 0
        : decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number
        : null;

    public override void Validate(RuleFaults faults, int depth)
    {
        if (Name is null || !SetVariableAction.VariableName().IsMatch(Name))
            faults.Add("name", "must be a letter, then up to 39 letters, digits or _.");
        if (!Enum.IsDefined(Scope))
            faults.Add("scope", "must be Account, Session or Viewer.");
        if (!Enum.IsDefined(Is))
            faults.Add("is", $"must be one of {string.Join(", ", Enum.GetNames<Comparison>())}.");
        TextTemplate.Validate(Value, faults, "value", longest: 500);
    }
}

/// <summary>How two values compare: as numbers where both are, else as texts without regard to case. Travels by name.</summary>
internal enum Comparison
{
    Equals,
    NotEquals,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Contains,
}
