using System.Text.Json.Serialization;
using LiveOps.Rules.Actions;

namespace LiveOps.Rules.Evaluating;

/// <summary>What a rule does: a tree. A new kind is one file in <c>Actions/</c> and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DeviceAction), "device")]
[JsonDerivedType(typeof(ParallelAction), "parallel")]
internal abstract record RuleAction
{
    /// <summary>Device actions of one execution.</summary>
    public const int MaxSteps = 32;

    /// <summary>Levels of the tree.</summary>
    public const int MaxDepth = 8;

    /// <summary>The device actions in order, depth first: their position names them for ever.</summary>
    public abstract IEnumerable<DeviceAction> Steps();

    /// <summary>True when the steps start together.</summary>
    public virtual bool StartsTogether => false;

    public abstract void Validate(RuleFaults faults, int depth);
}
