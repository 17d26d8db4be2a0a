using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Evaluating;

/// <summary>What one rule made of one event, before anything is sent.</summary>
/// <param name="DecisionId">Its name on the books.</param>
/// <param name="Event">What happened.</param>
/// <param name="Rule">Who decided.</param>
/// <param name="Outcome">Fired, or why not.</param>
/// <param name="Reason">In words for the operator; null when fired.</param>
/// <param name="Times">How many executions; 0 when refused.</param>
internal sealed record Verdict(
    Guid DecisionId,
    LiveEvent Event,
    Rule Rule,
    RuleOutcome Outcome,
    string? Reason,
    int Times
);

/// <summary>Why a rule cannot fire now.</summary>
/// <param name="Outcome">For the books.</param>
/// <param name="Reason">In words for the operator.</param>
internal sealed record Refusal(RuleOutcome Outcome, string Reason);

/// <summary>What the rules made of some events.</summary>
/// <param name="Verdicts">In order of events, then of rules; events that concern no rule do not appear.</param>
/// <param name="Effects">What is to happen in the world, in order.</param>
/// <param name="Memory">The state afterwards and what has changed.</param>
internal sealed record Evaluation(IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Effect> Effects, Memory Memory)
{
    /// <summary>The state afterwards.</summary>
    public AccountState State => Memory.State;

    /// <summary>What the state has gained, in order.</summary>
    public IReadOnlyList<StateChange> Changes => Memory.Changes;

    /// <summary>True when there is nothing to send and nothing to store.</summary>
    public bool IsNothing =>
        Verdicts.Count == 0 && Effects.Count == 0 && Changes.Count == 0 && Memory.ExecutionChanges.Count == 0;
}
