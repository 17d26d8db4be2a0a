using System.Text.Json.Serialization;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>The viewer is one of these people.</summary>
[Form("Viewer is", "The viewer is one of these people.")]
internal sealed record ViewerCondition : RuleCondition
{
    /// <summary>Numeric TikTok user ids: a person for ever.</summary>
    [Field(
        "TikTok user ids",
        Help = "A person for ever.",
        Min = 1,
        Example = "[\"7300000000000000001\"]",
        Suggested = true
    )]
    // Written as texts: a browser's numbers lose the last digits.
    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public IReadOnlyList<long> UserIds { get; init; } = [];

    /// <summary>Handles without @, without regard to case. People change them: ids are safer.</summary>
    [Field("Handles", Help = "Without @. People change them: ids are safer.", Example = "[\"some.viewer\"]")]
    public IReadOnlyList<string> Handles { get; init; } = [];

    public override bool Holds(in Situation situation)
    {
        if (situation.Happening.Event.Viewer is not { } viewer)
            return false;
        if (UserIds.Contains(viewer.UserId))
            return true;
        foreach (var handle in Handles)
            if (string.Equals(handle, viewer.Handle, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    public override void Validate(RuleFaults faults, int depth)
    {
        if (UserIds is null || Handles is null || UserIds.Count + Handles.Count is 0 or > 1_000)
        {
            faults.Add("userIds", "and handles must name 1 to 1,000 people.");
            return;
        }
        for (var n = 0; n < UserIds.Count; n++)
            if (UserIds[n] <= 0)
                faults.Add($"userIds[{n}]", "must be a TikTok user id, above 0.");
        for (var n = 0; n < Handles.Count; n++)
            if (string.IsNullOrWhiteSpace(Handles[n]) || Handles[n].Length > 50 || Handles[n][0] == '@')
                faults.Add($"handles[{n}]", "must be a handle without @.");
    }

    public bool Equals(ViewerCondition? other) =>
        other is not null && UserIds.SequenceEqual(other.UserIds) && Handles.SequenceEqual(other.Handles);

    public override int GetHashCode() => HashCode.Combine(UserIds.Count, Handles.Count);
}
