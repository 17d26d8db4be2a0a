using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Smaller cases: a counter-example is read by people.</summary>
internal static class CaseShrinker
{
    public static IEnumerable<Case> Shrink(Case large) =>
        [
            .. Shorter(large.Inputs).Select(inputs => large with { Inputs = inputs }),
            .. Shorter(large.Rules).Where(rules => rules.Count > 0).Select(rules => large with { Rules = rules }),
            .. Each(large.Rules, Simpler).Select(rules => large with { Rules = rules }),
            .. Each(large.Inputs, Simpler).Select(inputs => large with { Inputs = inputs }),
        ];

    /// <summary>Without a half, without one.</summary>
    private static IEnumerable<IReadOnlyList<T>> Shorter<T>(IReadOnlyList<T> list)
    {
        if (list.Count > 3)
        {
            yield return [.. list.Take(list.Count / 2)];
            yield return [.. list.Skip(list.Count / 2)];
        }
        for (var n = 0; n < list.Count; n++)
            yield return [.. list.Take(n), .. list.Skip(n + 1)];
    }

    private static IEnumerable<IReadOnlyList<T>> Each<T>(IReadOnlyList<T> list, Func<T, IEnumerable<T>> simpler)
    {
        for (var n = 0; n < list.Count; n++)
            foreach (var one in simpler(list[n]))
                yield return [.. list.Take(n), one, .. list.Skip(n + 1)];
    }

    private static IEnumerable<Rule> Simpler(Rule rule)
    {
        var definition = rule.Definition;
        foreach (var conditions in Shorter(definition.Conditions))
            yield return rule with
            {
                Definition = definition with { Conditions = conditions },
            };
        if (!definition.Policy.Equals(new RulePolicy()))
            yield return rule with
            {
                Definition = definition with { Policy = new RulePolicy() },
            };
        foreach (var action in Simpler(definition.Action))
            yield return rule with
            {
                Definition = definition with { Action = action },
            };
    }

    private static IEnumerable<RuleAction> Simpler(RuleAction action)
    {
        foreach (var child in action.Children)
            yield return child;
        if (action.DelayMs > 0)
            yield return action with
            {
                DelayMs = 0,
            };
        switch (action)
        {
            case SequenceAction sequence:
                foreach (var actions in Shorter(sequence.Actions).Concat(Each(sequence.Actions, Simpler)))
                    if (actions.Count > 0)
                        yield return sequence with
                        {
                            Actions = actions,
                        };
                break;
            case ParallelAction parallel:
                foreach (var actions in Shorter(parallel.Actions).Concat(Each(parallel.Actions, Simpler)))
                    if (actions.Count > 0)
                        yield return parallel with
                        {
                            Actions = actions,
                        };
                break;
            case RepeatAction repeat:
                foreach (var child in Simpler(repeat.Action))
                    yield return repeat with
                    {
                        Action = child,
                    };
                break;
            case IfAction choice:
                foreach (var child in Simpler(choice.Then))
                    yield return choice with
                    {
                        Then = child,
                    };
                if (choice.Else is not null)
                    yield return choice with
                    {
                        Else = null,
                    };
                break;
        }
    }

    private static IEnumerable<Input> Simpler(Input input)
    {
        if (input.Mishap != Mishap.None)
            yield return input with
            {
                Mishap = Mishap.None,
            };
        if (input.AfterMs > 0)
        {
            yield return input with
            {
                AfterMs = 0,
            };
            yield return input with
            {
                AfterMs = input.AfterMs / 2,
            };
        }
        if (input is Frame frame)
            foreach (var events in Shorter<LiveEvent>(frame.Events))
                if (events.Count > 0)
                    yield return frame with
                    {
                        Events = events,
                    };
    }
}
