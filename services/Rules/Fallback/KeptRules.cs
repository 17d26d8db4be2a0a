using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Fallback;

/// <summary>Which of an account's rules a gateway can follow by itself, and how. Pure.</summary>
/// <param name="Rules">What the gateway does.</param>
/// <param name="NotKept">What it leaves out, and why.</param>
internal sealed record KeptRules(IReadOnlyList<FallbackRule> Rules, IReadOnlyList<RuleNotKept> NotKept)
{
    /// <param name="rules">The account's rules.</param>
    /// <param name="boardId">The board that they move.</param>
    public static KeptRules Of(RuleSet rules, string boardId)
    {
        var kept = new List<FallbackRule>();
        var left = new List<RuleNotKept>();
        // What moves no device is nothing that a gateway could do.
        foreach (var rule in rules.All.Where(rule => rule.Devices.Count > 0))
        {
            if (Obstacle(rule.Rule.Definition) is { } obstacle)
                left.Add(NotKeptBecause(rule.Rule, obstacle));
            else
                Add(rule.Rule, boardId, kept, left);
        }
        return new KeptRules(kept, left);
    }

    private static string? Obstacle(RuleDefinition rule) =>
        rule switch
        {
            { Trigger: not GiftTrigger } => "Only gifts are followed while the centre is away.",
            { Trigger: GiftTrigger { Per: GiftCount.Units or GiftCount.End } } =>
                "It counts a whole streak, which only the centre does.",
            { Conditions.Count: > 0 } => "Its conditions ask for what only the centre knows.",
            { Policy.Schedule: not null } => "Its hours go by the account's clock, which only the centre knows.",
            { Policy.CapUses: > 0 } => "Its uses in a window are counted by the centre.",
            { Policy.CooldownPer: CooldownScope.Device, Policy.CooldownMs: > 0 } =>
                "Its pause depends on what other rules did with its device.",
            _ when rule.Action.All().Any(action => action is IfAction or RandomAction) =>
                "What it does is chosen when it runs, by what only the centre knows.",
            _ when rule.Action.All().OfType<DeviceAction>().Any(action => action.Templates.Any()) =>
                "Its numbers are filled in when it runs, by what only the centre knows.",
            _ when rule.Action.All().OfType<RepeatAction>().Any(action => action.Times.Fixed is null) =>
                "How often it repeats is known to the centre only.",
            _ => null,
        };

    private static void Add(Rule rule, string boardId, List<FallbackRule> kept, List<RuleNotKept> left)
    {
        var (effects, isOver) = FirstMoment(rule);
        var devices = effects.OfType<DeviceEffect>().ToArray();
        if (devices.Length == 0)
        {
            left.Add(NotKeptBecause(rule, "It moves its devices only some time after it has begun."));
            return;
        }
        if (!isOver || devices.Length < effects.Count)
            left.Add(
                NotKeptBecause(rule, "Kept is what its devices do at once; what comes later, and all else, is not.")
            );
        var (trigger, policy) = ((GiftTrigger)rule.Definition.Trigger, rule.Definition.Policy);
        kept.Add(
            new FallbackRule
            {
                RuleId = rule.Id,
                Name = rule.Name,
                GiftIds = trigger.GiftIds,
                GiftNames = trigger.GiftNames,
                MinUnitCoins = trigger.MinUnitCoins,
                MaxUnitCoins = trigger.MaxUnitCoins,
                MinCreditedCoins = trigger.MinCreditedCoins,
                MinCombo = trigger.MinCombo,
                Per = trigger.Per switch
                {
                    GiftCount.Unit => FallbackCount.Unit,
                    GiftCount.Streak => FallbackCount.Streak,
                    _ => FallbackCount.Message,
                },
                // Who has which role is the centre's to know: everybody waits as long as the slowest.
                CooldownMs = policy.CooldownMsByRole.Values.Append(policy.CooldownMs).Max(),
                CooldownPerViewer = policy.CooldownPer == CooldownScope.Viewer,
                Priority = policy.Priority,
                ExpiresAfterMs = policy.ExpiresAfterMs,
                Steps = [.. devices.Select(effect => Step(effect, boardId))],
            }
        );
    }

    /// <summary>Runs the rule's own script up to its first pause: its numbers of steps are the centre's.</summary>
    private static (IReadOnlyList<Effect> Effects, bool IsOver) FirstMoment(Rule rule)
    {
        var at = DateTimeOffset.UnixEpoch;
        var gift = new LiveEvent
        {
            MessageId = 0,
            Kind = LiveEventKind.Gift,
            At = at,
        };
        var execution = new Execution
        {
            Id = Guid.Empty,
            DecisionId = Guid.Empty,
            Rule = rule,
            Cause = new ExecutionCause(0, gift, at, 0),
            State = ExecutionState.Running,
            Strands = ScriptRun.Start(at),
            QueuedAt = at,
        };
        var effects = new List<Effect>();
        var memory = new Memory(AccountState.Empty) { Now = at };
        var (_, end) = ScriptRun.Advance(execution, at, memory, AccountSettings.Default, effects);
        return (effects, end is { State: ExecutionState.Done });
    }

    private static FallbackStep Step(DeviceEffect effect, string boardId)
    {
        var number = 0;
        while (DerivedId.Step(effect.Execution.Id, number) != effect.Id)
            number++;
        return new FallbackStep
        {
            Number = number,
            BoardId = boardId,
            DeviceId = effect.DeviceId,
            Action = effect.ActionWord,
            DurationMs = effect.DurationMs,
            Params = effect.Params,
        };
    }

    private static RuleNotKept NotKeptBecause(Rule rule, string reason) =>
        new()
        {
            RuleId = rule.Id,
            Name = rule.Name,
            Reason = reason,
        };
}
