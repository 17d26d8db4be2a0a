using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Evaluating;

/// <summary>What makes a rule look up. A new kind is one file in <c>Triggers/</c> and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GiftTrigger), "gift")]
internal abstract record Trigger
{
    /// <summary>The kind of event it listens to.</summary>
    public abstract LiveEventKind EventKind { get; }

    /// <summary>True when it can fire several times for one event.</summary>
    public virtual bool CountsUnits => false;

    /// <summary>The only keys it can match, for the index of <see cref="RuleSet"/>; null: any event of its kind.</summary>
    public virtual IReadOnlyList<TriggerKey>? Keys() => null;

    /// <summary>Does the event set it off? The event is of <see cref="EventKind"/>.</summary>
    public abstract TriggerMatch Match(LiveEvent happened);

    public abstract void Validate(RuleFaults faults);
}

/// <summary>What an index can look up: an id, or a name without regard to case.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TriggerKey(long Id, string? Name)
{
    public static TriggerKey Of(long id) => new(id, null);

    public static TriggerKey Of(string name) => new(0, name.Trim().ToUpperInvariant());
}

/// <summary>Whether a trigger was set off, and how often.</summary>
/// <param name="Times">How many executions the event asks for; 0: none.</param>
/// <param name="BelowMinimum">Set off in kind but not in value: why, in words for the operator.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TriggerMatch(int Times, string? BelowMinimum)
{
    public static readonly TriggerMatch None;

    public static TriggerMatch Fires(int times) => new(times, null);

    public static TriggerMatch TooLittle(string reason) => new(0, reason);
}
