using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Actions;

/// <summary>
/// Asks the gift sender for a gift. Who may send, how much and whether at all is the gift sender's to decide, by the
/// limits that the owner has set.
/// </summary>
[Form("Send a gift", "Asks the gift sender for a gift; its own limits decide.")]
internal sealed record GiftSendAction : StepAction
{
    /// <summary>TikTok's gift id.</summary>
    [Field("Gift id", Min = 1, Example = "5655")]
    public required long GiftId { get; init; }

    /// <summary>1 to 100.</summary>
    [Field("Count", Unit = "units", Min = 1, Max = 100)]
    public Number Count { get; init; } = 1;

    /// <summary>The handle of the creator who gets it, without @; null: this account.</summary>
    [Field("To", Help = "Handle of the creator without @; empty: this account.", Example = "\"some.creator\"")]
    public string? ToHandle { get; init; }

    [JsonIgnore]
    public override IEnumerable<string> Templates => Count.Texts();

    public override Effect Do(in Situation situation, StepId step) =>
        new GiftSendEffect(step.Id, step.Execution, step.Due, GiftId, (int)Count.Now(situation, 1, 100), ToHandle);

    protected override void ValidateBody(RuleFaults faults, int depth)
    {
        if (GiftId <= 0)
            faults.Add("giftId", "must be a gift's id, above 0.");
        Count.Validate(faults, "count", 1, 100);
        if (ToHandle is not null && (ToHandle.Length is 0 or > 50 || ToHandle.Contains('@', StringComparison.Ordinal)))
            faults.Add("toHandle", "must be a handle without @.");
    }
}
