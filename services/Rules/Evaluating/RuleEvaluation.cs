using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Rules.Evaluating;

/// <summary>What one rule made of one event, before anything is sent.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Rule">Who decided.</param>
/// <param name="Outcome">Fired, or why not.</param>
/// <param name="Reason">In words for the operator; null when fired.</param>
/// <param name="Times">How many executions; 0 when refused.</param>
internal sealed record Verdict(LiveEvent Event, Rule Rule, RuleOutcome Outcome, string? Reason, int Times);

/// <summary>Why a rule cannot fire now.</summary>
/// <param name="Outcome">For the books.</param>
/// <param name="Reason">In words for the operator.</param>
internal sealed record Refusal(RuleOutcome Outcome, string Reason);

/// <summary>What the rules made of some events.</summary>
/// <param name="Verdicts">In order of events, then of rules; events that concern no rule do not appear.</param>
/// <param name="Changes">What the state has gained, in order.</param>
/// <param name="State">The state afterwards.</param>
internal sealed record Evaluation(
    IReadOnlyList<Verdict> Verdicts,
    IReadOnlyList<StateChange> Changes,
    AccountState State
);

/// <summary>
/// The decision: a pure function of rules, event and state. A cooldown is reserved by the decision to fire: a gift that
/// is refused because no board can be reached, or too late, starts none.
/// </summary>
internal static class RuleEvaluation
{
    /// <summary>Decides a message's events in order, without those up to <paramref name="lastSequence"/>.</summary>
    /// <param name="rules">The account's rules.</param>
    /// <param name="message">What happened.</param>
    /// <param name="lastSequence">What is decided already.</param>
    /// <param name="state">The account's state before.</param>
    /// <param name="refuse">
    /// Why a rule that would fire cannot; null where it can. Left out where the message may have been acted on before:
    /// then the action may have happened, and its cooldown is reserved whatever stands in its way now.
    /// </param>
    public static Evaluation Evaluate(
        RuleSet rules,
        LiveEvents message,
        long lastSequence,
        AccountState state,
        Func<Rule, Refusal?>? refuse = null
    )
    {
        List<Verdict>? verdicts = null;
        List<StateChange>? changes = null;
        for (var n = 0; n < message.Events.Count; n++)
        {
            var happened = message.Events[n];
            if (message.Sequence + n <= lastSequence || happened.IsHistory)
                continue;
            var candidates = rules.Candidates(happened);
            if (candidates.Count > 0)
                state = Evaluate(candidates, Happening.Of(message, happened), state, refuse, ref verdicts, ref changes);
        }
        return new Evaluation(verdicts ?? [], changes ?? [], state);
    }

    private static AccountState Evaluate(
        IReadOnlyList<Rule> candidates,
        in Happening happening,
        AccountState state,
        Func<Rule, Refusal?>? refuse,
        ref List<Verdict>? verdicts,
        ref List<StateChange>? changes
    )
    {
        foreach (var rule in candidates)
        {
            var (verdict, change) = Decide(rule, happening, state, refuse);
            if (verdict is not null)
                (verdicts ??= []).Add(verdict);
            if (change is not { } changed)
                continue;
            (changes ??= []).Add(changed);
            state = state.With(changed, happening.Now);
        }
        return state;
    }

    private static (Verdict?, StateChange?) Decide(
        Rule rule,
        in Happening happening,
        AccountState state,
        Func<Rule, Refusal?>? refuse
    )
    {
        var happened = happening.Event;
        var match = rule.Definition.Trigger.Match(happened);
        if (match.Times == 0 && match.BelowMinimum is null)
            return default;
        foreach (var condition in rule.Definition.Conditions)
            if (!condition.Holds(happening, rule, state))
                return default;
        if (match.BelowMinimum is { } tooLittle)
            return (new Verdict(happened, rule, RuleOutcome.RefusedBelowMinimum, tooLittle, 0), null);

        var policy = rule.Definition.Policy;
        var key = CooldownKey(rule, happened);
        if (policy.CooldownMs > 0 && RestMs(state.Find(key), policy, happening.Now) is var rest and > 0)
            return (new Verdict(happened, rule, RuleOutcome.RefusedByCooldown, Resting(policy, rest), 0), null);
        if (refuse?.Invoke(rule) is { } refusal)
            return (new Verdict(happened, rule, refusal.Outcome, refusal.Reason, 0), null);
        if (policy.CooldownMs == 0)
            return (new Verdict(happened, rule, RuleOutcome.Fired, null, match.Times), null);
        var until = happening.Now.AddMilliseconds(policy.CooldownMs);
        return (
            new Verdict(happened, rule, RuleOutcome.Fired, null, Times: 1),
            new StateChange(key, new StateEntry(happening.Now.ToUnixTimeMilliseconds(), until))
        );
    }

    /// <summary>
    /// What is left of the cooldown, ms. Counted from when the rule fired, by the rule as it is now. Frames of two
    /// replicas may differ a little in time; an entry from further in the future (a clock was set back) counts not.
    /// </summary>
    private static double RestMs(StateEntry? entry, RulePolicy policy, DateTimeOffset now)
    {
        if (entry is not { } fired)
            return 0;
        var rest = (DateTimeOffset.FromUnixTimeMilliseconds(fired.Value) - now).TotalMilliseconds + policy.CooldownMs;
        return rest > policy.CooldownMs + AccountState.Grace.TotalMilliseconds ? 0 : rest;
    }

    private static string Resting(RulePolicy policy, double rest) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The rule rests for {rest / 1000:0.0} s more{(policy.CooldownPer == CooldownScope.Viewer ? " for this viewer" : "")} (cooldown {policy.CooldownMs / 1000.0:0.###} s)."
        );

    /// <summary>Someone without an id shares the cooldown of all such.</summary>
    private static string CooldownKey(Rule rule, LiveEvent happened) =>
        rule.Definition.Policy.CooldownPer == CooldownScope.Viewer
            ? string.Create(CultureInfo.InvariantCulture, $"cooldown/{rule.Id:N}/{happened.Viewer?.UserId ?? 0}")
            : $"cooldown/{rule.Id:N}";
}
