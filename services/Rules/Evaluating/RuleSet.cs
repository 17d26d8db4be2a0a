using System.Collections.Frozen;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// The enabled rules of one account, indexed so that an event that concerns no rule costs one look-up. Order:
/// priority, highest first, then id, so that every replica decides in the same order.
/// </summary>
internal sealed class RuleSet
{
    public static readonly RuleSet Empty = new([]);

    private readonly FrozenDictionary<LiveEventKind, RuleIndex> _kinds;
    private readonly FrozenDictionary<Guid, IndexedRule> _rules;

    public RuleSet(IEnumerable<Rule> rules)
    {
        var indexed = rules
            .Where(rule => rule.Enabled)
            .OrderByDescending(rule => rule.Definition.Policy.Priority)
            .ThenBy(rule => rule.Id)
            .Select((rule, position) => new IndexedRule(rule, position))
            .ToArray();
        _rules = indexed.ToFrozenDictionary(rule => rule.Rule.Id);
        _kinds = indexed
            .SelectMany(rule => rule.Rule.Definition.Trigger.Kinds.Select(kind => (Kind: kind, Rule: rule)))
            .GroupBy(entry => entry.Kind, entry => entry.Rule)
            .ToFrozenDictionary(kind => kind.Key, kind => new RuleIndex([.. kind]));
        Timers = [.. indexed.Where(rule => rule.Rule.Definition.Trigger is TimerTrigger)];
        Needs = indexed.Aggregate(Needs.None, (needs, rule) => needs | rule.Needs);
        UseSession = indexed.Any(rule => rule.UsesSession);
        RestingDevices = indexed
            .Where(rule => rule.Rule.Definition.Policy.CooldownPer == CooldownScope.Device)
            .SelectMany(rule => rule.Devices)
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Rules that fire by the clock.</summary>
    public IReadOnlyList<IndexedRule> Timers { get; }

    /// <summary>What must be remembered for these rules.</summary>
    public Needs Needs { get; }

    /// <summary>True when a rule asks what the present LIVE is: it must be remembered.</summary>
    public bool UseSession { get; }

    /// <summary>Devices whose last use somebody asks for.</summary>
    public FrozenSet<string> RestingDevices { get; }

    /// <summary>The rules that the event may concern, in order.</summary>
    public IReadOnlyList<IndexedRule> Candidates(LiveEvent happened) =>
        _kinds.TryGetValue(happened.Kind, out var kind) ? kind.Candidates(happened) : [];

    /// <summary>All of them, in order.</summary>
    public IEnumerable<IndexedRule> All => _rules.Values.OrderBy(rule => rule.Position);

    public IndexedRule? Find(Guid ruleId) => _rules.GetValueOrDefault(ruleId);
}

/// <summary>A rule with what follows from it.</summary>
internal sealed class IndexedRule
{
    public IndexedRule(Rule rule, int position)
    {
        Rule = rule;
        Position = position;
        // Conditions that ask the same share one count, whatever each does with it.
        Counts =
        [
            .. rule
                .Definition.AllConditions()
                .OfType<CountCondition>()
                .DistinctBy(count => (count.AtLeast, count.WithinMs, count.Per)),
        ];
        Devices =
        [
            .. rule
                .Definition.Action.All()
                .OfType<DeviceAction>()
                .Select(action => action.DeviceId)
                .Distinct(StringComparer.Ordinal),
        ];
        Needs = rule
            .Definition.AllConditions()
            .Aggregate(rule.Definition.Trigger.Needs, (needs, condition) => needs | condition.Needs);
        IsForNow =
            Devices.Count > 0
            || rule.Definition.Action.All().Any(action => action is MessageAction or SoundAction or EmitAction);
        UsesSession =
            Needs != Needs.None
            || rule.Definition.Trigger.Kinds.Any(LiveEventKinds.IsSignal)
            || rule.Definition.Action.All().OfType<SetVariableAction>().Any(set => set.Scope == VariableScope.Session);
        foreach (var text in rule.Definition.Templates())
        {
            if (text.Contains("{likes}", StringComparison.Ordinal))
                Needs |= Needs.RoomLikes;
            if (text.Contains("{viewers}", StringComparison.Ordinal))
                Needs |= Needs.RoomViewers;
        }
    }

    public Rule Rule { get; }

    /// <summary>Its place in the order of all rules.</summary>
    public int Position { get; }

    /// <summary>Its conditions that count how often it is set off.</summary>
    public IReadOnlyList<CountCondition> Counts { get; }

    /// <summary>The devices that it can move; none: it needs no board.</summary>
    public IReadOnlyList<string> Devices { get; }

    public Needs Needs { get; }

    /// <summary>True when what it does is seen, heard or moved, and so is wrong when it comes late.</summary>
    public bool IsForNow { get; }

    /// <summary>True when it asks what the present LIVE is.</summary>
    public bool UsesSession { get; }
}
