using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.ManagingRules;

/// <summary>All of a rule that can change.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Enabled">Does it fire?</param>
/// <param name="Definition">What it does.</param>
internal sealed record RuleContent(string Name, bool Enabled, RuleDefinition Definition);
