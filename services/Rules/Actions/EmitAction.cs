using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>An event of the rule's own for the programs on the local event feed.</summary>
[Form("Event for games and overlays", "An event of your own on the local event feed.")]
internal sealed partial record EmitAction : StepAction
{
    /// <summary>1 to 40 letters.</summary>
    [Field("Name", Help = "1 to 40 letters.", Example = "\"bossDefeated\"")]
    public required string Name { get; init; }

    /// <summary>Fields of its data: names and texts with placeholders.</summary>
    [Field("Fields", Template = true, Help = "Names and texts with placeholders.", Example = "{\"by\":\"{user}\"}")]
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    [JsonIgnore]
    public override IEnumerable<string> Templates => Data.Values;

    public override Effect Do(in Situation situation, StepId step)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in Data)
            data[name] = TextTemplate.Fill(text, situation);
        return new FeedEffect(step.Id, step.Execution, step.Due, Name, JsonSerializer.Serialize(data));
    }

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (Name is null || !EventName().IsMatch(Name))
            faults.Add("name", "must be 1 to 40 letters.");
        if (Data is null || Data.Count > 20)
            faults.Add("data", "must hold at most 20 fields.");
        else
            foreach (var (name, text) in Data)
                if (name.Length is 0 or > 40)
                    faults.Add("data", "has a field whose name is not 1 to 40 characters long.");
                else
                    TextTemplate.Validate(text, faults, $"data.{name}", longest: 500);
    }

    // Compares by what it holds, so that an imported rule equals the exported one.
    public bool Equals(EmitAction? other) =>
        other is not null
        && DelayMs == other.DelayMs
        && Name == other.Name
        && Data.Count == other.Data.Count
        && Data.All(field => other.Data.TryGetValue(field.Key, out var text) && text == field.Value);

    public override int GetHashCode() => HashCode.Combine(DelayMs, Name, Data.Count);

    [GeneratedRegex(@"^[A-Za-z]{1,40}\z", RegexOptions.NonBacktracking)]
    private static partial Regex EventName();
}
