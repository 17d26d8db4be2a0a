using System.Text.Json.Serialization;
using LiveOps.Rules.Conditions;

namespace LiveOps.Rules.Evaluating;

/// <summary>What must hold beside the trigger. A new kind is one file in <c>Conditions/</c> and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChanceCondition), "chance")]
internal abstract record RuleCondition
{
    /// <param name="happening">The event with its time and its chance.</param>
    /// <param name="rule">The rule that asks.</param>
    /// <param name="state">What the account's rules remember.</param>
    public abstract bool Holds(in Happening happening, Rule rule, AccountState state);

    public abstract void Validate(RuleFaults faults);
}
