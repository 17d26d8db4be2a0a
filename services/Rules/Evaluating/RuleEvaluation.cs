using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>Decides whole messages.</summary>
internal static class RuleEvaluation
{
    /// <summary>Decides a message's events in order, without those up to <paramref name="lastSequence"/>.</summary>
    /// <param name="rules">The account's rules.</param>
    /// <param name="settings">The account's settings.</param>
    /// <param name="message">What happened.</param>
    /// <param name="lastSequence">What is decided already.</param>
    /// <param name="state">The account's state before.</param>
    /// <param name="refuse">See <see cref="RuleEngine"/>.</param>
    public static Evaluation Evaluate(
        RuleSet rules,
        AccountSettings settings,
        LiveEvents message,
        long lastSequence,
        AccountState state,
        Func<IndexedRule, Refusal?>? refuse = null
    )
    {
        var engine = new RuleEngine(rules, settings, state, refuse);
        for (var n = 0; n < message.Events.Count; n++)
        {
            var happened = message.Events[n];
            if (message.Sequence + n > lastSequence && !happened.IsHistory)
                engine.Take(Happening.Of(message, happened));
        }
        return engine.Result;
    }
}
