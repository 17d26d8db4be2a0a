using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>Sets a variable, or adds to it.</summary>
[Form("Set a variable", "Sets a variable, or adds to it.")]
internal sealed partial record SetVariableAction : StepAction
{
    /// <summary>A letter, then up to 39 letters, digits or _.</summary>
    [Field("Variable", Example = "\"boss\"")]
    public required string Name { get; init; }

    [Field("Reaches")]
    public VariableScope Scope { get; init; }

    /// <summary>The new value, with placeholders; null where something is added.</summary>
    [Field("New value", Template = true, Help = "Either this or what is added.", Example = "\"0\"")]
    public string? Value { get; init; }

    /// <summary>What is added to its number; null where a value is set. May be below 0.</summary>
    [Field(
        "Add",
        Min = -1_000_000_000,
        Max = 1_000_000_000,
        Help = "Either this or a new value; may be below 0.",
        Example = "1",
        Suggested = true
    )]
    public Number? Add { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Value is null ? Add?.Texts() ?? [] : [Value];

    public override Effect? Do(in Situation situation, StepId step)
    {
        var key = situation.VariableKey(Scope, Name);
        var expiry = Scope == VariableScope.Session ? situation.Now.AddDays(2) : StateEntry.Forever;
        if (Add is { } add)
        {
            var known = AsNumber(situation.Memory.Find(key));
            var sum = Math.Clamp(known + add.Now(situation, -Largest, Largest), -Largest, Largest);
            situation.Memory.Set(key, new StateEntry(sum, expiry), situation.Now);
            return null;
        }
        var text = TextTemplate.Fill(Value ?? "", situation);
        situation.Memory.Set(
            key,
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text
                ? new StateEntry(number, expiry)
                : new StateEntry(0, expiry, text.Replace("\0", "", StringComparison.Ordinal)),
            situation.Now
        );
        return null;
    }

    /// <summary>Numbers stay so far from the ends of 64 bits that sums never wrap.</summary>
    private const long Largest = 1_000_000_000_000_000;

    private static long AsNumber(StateEntry? entry) =>
        entry is { Text: null } number ? Math.Clamp(number.Value, -Largest, Largest) : 0;

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (Name is null || !VariableName().IsMatch(Name))
            faults.Add("name", "must be a letter, then up to 39 letters, digits or _.");
        if (!Enum.IsDefined(Scope))
            faults.Add("scope", "must be Account, Session or Viewer.");
        if (Value is null == Add is null)
            faults.Add("value", "or add must be given, one of the two.");
        if (Value is not null)
            TextTemplate.Validate(Value, faults, "value", longest: 500);
        Add?.Validate(faults, "add", -1_000_000_000, 1_000_000_000);
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,39}\z", RegexOptions.NonBacktracking)]
    public static partial Regex VariableName();
}
