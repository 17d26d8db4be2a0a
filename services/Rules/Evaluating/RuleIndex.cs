using System.Collections.Frozen;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>The rules that listen to one kind of event, by what they can match at all.</summary>
internal sealed class RuleIndex
{
    private readonly IndexedRule[] _keyless;
    private readonly FrozenDictionary<long, IndexedRule[]> _giftIds;
    private readonly FrozenDictionary<string, IndexedRule[]> _giftNames;
    private readonly KeywordIndex? _keywords;

    public RuleIndex(IReadOnlyList<IndexedRule> all)
    {
        var keyed = all.SelectMany(rule =>
                (rule.Rule.Definition.Trigger.Keys() ?? []).Distinct().Select(key => (Key: key, Rule: rule))
            )
            .ToArray();
        _keyless = [.. all.Where(rule => rule.Rule.Definition.Trigger.Keys() is null)];
        var gifts = keyed
            .Where(entry => entry.Key.Kind == TriggerKeyKind.Gift)
            .ToLookup(entry => entry.Key.Text is null);
        _giftIds = gifts[true]
            .GroupBy(entry => entry.Key.Id, entry => entry.Rule)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _giftNames = gifts[false]
            .GroupBy(entry => entry.Key.Text!, entry => entry.Rule, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);
        var texts = keyed.Where(entry => entry.Key.Kind != TriggerKeyKind.Gift).ToArray();
        _keywords = texts.Length > 0 ? new KeywordIndex(texts) : null;
    }

    /// <summary>The rules that the event may concern, in the order of all rules.</summary>
    public IReadOnlyList<IndexedRule> Candidates(LiveEvent happened)
    {
        if (_keywords is not null)
            return Merge(_keywords.Candidates(happened.Text), _keyless);
        if (happened.Gift is not { } gift)
            return _keyless;
        var byId = _giftIds.GetValueOrDefault(gift.GiftId) ?? [];
        // Looked up where it lies: no text is made for a gift that nobody asks for.
        var names = _giftNames.GetAlternateLookup<ReadOnlySpan<char>>();
        var byName = names.TryGetValue(gift.Name.AsSpan().Trim(), out var named) ? named : [];
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
