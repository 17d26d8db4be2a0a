using System.Collections.Frozen;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>The rules that listen to one kind of event, by what they can match at all.</summary>
internal sealed class RuleIndex
{
    private readonly IndexedRule[] _keyless;
    private readonly FrozenDictionary<TriggerKey, IndexedRule[]> _gifts;
    private readonly KeywordIndex? _keywords;

    public RuleIndex(IReadOnlyList<IndexedRule> all)
    {
        var keyed = all.SelectMany(rule =>
                (rule.Rule.Definition.Trigger.Keys() ?? []).Distinct().Select(key => (Key: key, Rule: rule))
            )
            .ToArray();
        _keyless = [.. all.Where(rule => rule.Rule.Definition.Trigger.Keys() is null)];
        _gifts = keyed
            .Where(entry => entry.Key.Kind == TriggerKeyKind.Gift)
            .GroupBy(entry => entry.Key, entry => entry.Rule)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        var texts = keyed.Where(entry => entry.Key.Kind != TriggerKeyKind.Gift).ToArray();
        _keywords = texts.Length > 0 ? new KeywordIndex(texts) : null;
    }

    /// <summary>The rules that the event may concern, in the order of all rules.</summary>
    public IReadOnlyList<IndexedRule> Candidates(LiveEvent happened)
    {
        if (_keywords is not null)
            return Merge(_keywords.Candidates(happened.Text), _keyless);
        if (_gifts.Count == 0 || happened.Gift is not { } gift)
            return _keyless;
        var byId = _gifts.GetValueOrDefault(TriggerKey.Gift(gift.GiftId)) ?? [];
        var byName = gift.Name is null ? [] : _gifts.GetValueOrDefault(TriggerKey.Gift(gift.Name)) ?? [];
        return Merge(Merge(byId, byName), _keyless);
    }

    private static IReadOnlyList<IndexedRule> Merge(
        IReadOnlyList<IndexedRule> some,
        IReadOnlyList<IndexedRule> others
    ) =>
        some.Count == 0 ? others
        : others.Count == 0 ? some
        : [.. some.Concat(others).Distinct().OrderBy(rule => rule.Position)];
}
