using System.Collections.Frozen;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// The enabled rules of one account, indexed so that an event that concerns no rule costs one look-up. Order:
/// priority, highest first, then id, so that every replica decides in the same order.
/// </summary>
internal sealed class RuleSet
{
    public static readonly RuleSet Empty = new([]);

    private readonly FrozenDictionary<LiveEventKind, OfKind> _kinds;

    public RuleSet(IEnumerable<Rule> rules) =>
        _kinds = rules
            .Where(rule => rule.Enabled)
            .OrderByDescending(rule => rule.Definition.Policy.Priority)
            .ThenBy(rule => rule.Id)
            .GroupBy(rule => rule.Definition.Trigger.EventKind)
            .ToFrozenDictionary(kind => kind.Key, kind => new OfKind([.. kind]));

    /// <summary>The rules that the event may concern.</summary>
    public IReadOnlyList<Rule> Candidates(LiveEvent happened) =>
        _kinds.TryGetValue(happened.Kind, out var kind) ? kind.Candidates(happened) : [];

    private sealed class OfKind
    {
        private readonly Rule[] _all;
        private readonly Rule[] _keyless;
        private readonly FrozenDictionary<TriggerKey, Rule[]> _keyed;

        public OfKind(Rule[] all)
        {
            _all = all;
            _keyless = [.. all.Where(rule => rule.Definition.Trigger.Keys() is null)];
            _keyed = all.SelectMany(rule =>
                    (rule.Definition.Trigger.Keys() ?? []).Distinct().Select(key => (Key: key, Rule: rule))
                )
                .GroupBy(entry => entry.Key, entry => entry.Rule)
                .ToFrozenDictionary(group => group.Key, group => group.ToArray());
        }

        public IReadOnlyList<Rule> Candidates(LiveEvent happened)
        {
            if (_keyed.Count == 0 || happened.Gift is not { } gift)
                return _keyless;
            var byId = _keyed.GetValueOrDefault(TriggerKey.Of(gift.GiftId)) ?? [];
            var byName = gift.Name is null ? [] : _keyed.GetValueOrDefault(TriggerKey.Of(gift.Name)) ?? [];
            if (byName.Length == 0 && _keyless.Length == 0)
                return byId;
            if (byId.Length == 0 && byName.Length == 0)
                return _keyless;
            // Rare: several lists meet; the order of all rules is kept.
            return [.. _all.Where(rule => byId.Contains(rule) || byName.Contains(rule) || _keyless.Contains(rule))];
        }
    }
}
