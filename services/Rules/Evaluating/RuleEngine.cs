using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// Decides what comes to one account, one thing after the other: events, ticks of the clock, words of people. A pure
/// function of rules, settings, state and what comes, written as steps: the same again gives the same again, ids
/// included. A cooldown is reserved by the decision to fire: a gift that is refused because no board can be reached,
/// or too late, starts none.
/// </summary>
/// <param name="rules">The account's rules.</param>
/// <param name="settings">The account's settings.</param>
/// <param name="state">The account's state before.</param>
/// <param name="refuse">
/// Why a rule that would fire cannot; null where it can. Left out where the message may have been acted on before:
/// then the action may have happened, and its cooldown is reserved whatever stands in its way now.
/// </param>
internal sealed class RuleEngine(
    RuleSet rules,
    AccountSettings settings,
    AccountState state,
    Func<IndexedRule, Refusal?>? refuse = null
)
{
    /// <summary>A script whose step is due for so long is given up: what it would do now nobody expects any more.</summary>
    public static readonly TimeSpan AbandonAfter = TimeSpan.FromSeconds(30);

    private readonly Memory _memory = new(state);
    private readonly List<Verdict> _verdicts = [];
    private readonly List<Effect> _effects = [];
    private readonly WaitingLine _line = new(settings);

    public Evaluation Result => new(_verdicts, _effects, _memory);

    /// <summary>Something happened.</summary>
    public void Take(in Happening happening)
    {
        _memory.Now = happening.Now;
        var followed = rules.Needs;
        if (rules.Timers.Count > 0 || rules.UseSession)
            RoomFacts.FollowRoom(happening, _memory);
        if (followed != Needs.None)
            RoomFacts.Follow(new Situation(happening, null, _memory, settings), followed);
        var candidates = rules.Candidates(happening.Event);
        for (var n = 0; n < candidates.Count; n++)
            if (happening.OnlyFor is not { } only || only == candidates[n].Rule.Id)
                Decide(candidates[n], happening);
        if (rules.Timers.Count > 0)
            SetTimers(happening.Now);
        if (_line.Fresh.Count > 0)
            Begin(happening.Now);
    }

    /// <summary>
    /// A person lets a rule fire: its trigger, conditions and pauses are not asked, and none of them is used up. What
    /// keeps people and devices safe is: emergency stop, board, limits of the queue.
    /// </summary>
    public void TryOut(Guid ruleId, in Happening happening)
    {
        _memory.Now = happening.Now;
        if (rules.Find(ruleId) is not { } rule)
            return;
        var situation = new Situation(happening, rule.Rule, _memory, settings);
        var id = DerivedId.Decision(happening.RoomId, happening.Event, ruleId);
        if ((RefuseByQueue(rule, situation, times: 1) ?? refuse?.Invoke(rule)) is { } refusal)
            _verdicts.Add(new Verdict(id, happening.Event, rule.Rule, refusal.Outcome, refusal.Reason, 0));
        else
            Fire(rule, situation, id, times: 1, depth: 0);
        if (_line.Fresh.Count > 0)
            Begin(happening.Now);
    }

    /// <summary>It is so late: timers, scripts and what waits go on.</summary>
    public void Tick(DateTimeOffset now)
    {
        _memory.Now = now;
        SetTimers(now);
        FireTimers(now);
        foreach (var due in Due(now))
            // One that went on before it may have stopped it.
            if (_memory.State.Executions.GetValueOrDefault(due.Id) is { } execution)
                GoOn(execution, now);
        Begin(now);
    }

    /// <summary>Somebody, or the emergency stop, stops, pauses or resumes executions.</summary>
    public void Control(ExecutionVerb verb, Func<Execution, bool> which, string reason, DateTimeOffset now)
    {
        _memory.Now = now;
        // What has joined in this very message is in the line too.
        _line.Leave(_memory);
        foreach (var execution in InOrder().Where(which).ToArray())
        {
            if (verb == ExecutionVerb.Stop)
                Stop(execution, reason, now);
            else if (verb == ExecutionVerb.Pause && execution.State == ExecutionState.Running)
                _memory.Set(execution with { State = ExecutionState.Paused, PausedAt = now });
            else if (verb == ExecutionVerb.Resume && execution.State == ExecutionState.Paused)
                _memory.Set(execution.Resume(now));
        }
        Begin(now);
    }

    /// <summary>When the account wants to be woken; null: never.</summary>
    public DateTimeOffset? NextDue() => NextDue(rules, settings, _memory.State);

    /// <inheritdoc cref="NextDue()"/>
    public static DateTimeOffset? NextDue(RuleSet rules, AccountSettings settings, AccountState state)
    {
        DateTimeOffset? next = null;
        foreach (var (_, execution) in state.Executions)
            Earlier(execution.Due() ?? WaitingLine.Due(execution, settings, state));
        foreach (var timer in rules.Timers)
            if (state.Find(TimerKey(timer)) is { } due)
                Earlier(DateTimeOffset.FromUnixTimeMilliseconds(due.Value));
        return next;

        void Earlier(DateTimeOffset? due)
        {
            if (due is not null && (next is null || due < next))
                next = due;
        }
    }

    private void Decide(IndexedRule rule, in Happening happening)
    {
        var situation = new Situation(happening, rule.Rule, _memory, settings);
        var match = rule.Rule.Definition.Trigger.Match(situation);
        if (match.Times == 0 && match.BelowMinimum is null)
            return;
        if (match.Times > 0)
            foreach (var count in rule.Counts)
                count.Count(situation, Units(happening.Event));
        var id = DerivedId.Decision(happening.RoomId, happening.Event, rule.Rule.Id);
        Decide(rule, situation, match, id, depth: 0);
    }

    /// <summary>The trigger is set off: do conditions and policy let the rule fire?</summary>
    private void Decide(IndexedRule rule, in Situation situation, TriggerMatch match, Guid decisionId, int depth)
    {
        var definition = rule.Rule.Definition;
        if (definition.Policy.Schedule?.Holds(situation) == false)
            return;
        foreach (var condition in definition.Conditions)
            if (!condition.Holds(situation))
                return;
        var refusal =
            match.BelowMinimum is { } tooLittle ? new Refusal(RuleOutcome.RefusedBelowMinimum, tooLittle)
            : Cooldown.Refuse(rule, situation) is { } resting ? resting
            : RefuseByQueue(rule, situation, match.Times) is { } crowded ? crowded
            : refuse?.Invoke(rule);
        var happened = situation.Happening.Event;
        if (refusal is not null)
        {
            _verdicts.Add(new Verdict(decisionId, happened, rule.Rule, refusal.Outcome, refusal.Reason, 0));
            return;
        }
        foreach (var condition in definition.Conditions)
            condition.Used(situation);
        Cooldown.Reserve(rule, situation, rules);
        Fire(rule, situation, decisionId, match.Times, depth);
    }

    private void Fire(IndexedRule rule, in Situation situation, Guid decisionId, int times, int depth)
    {
        var happened = situation.Happening.Event;
        _verdicts.Add(new Verdict(decisionId, happened, rule.Rule, RuleOutcome.Fired, null, times));
        _line.Join(
            new Execution
            {
                Id = decisionId,
                DecisionId = decisionId,
                Rule = rule.Rule,
                Cause = new ExecutionCause(situation.Happening.RoomId, happened, situation.Now, depth),
                State = ExecutionState.Waiting,
                Units = times,
                QueuedAt = situation.Now,
            },
            _memory
        );
    }

    /// <summary>Begins what waits, the most urgent first, as fast as the account allows.</summary>
    private void Begin(DateTimeOffset now)
    {
        while (_line.Next(_memory, now) is { } unit)
            GoOn(unit, now);
        _line.Leave(_memory);
    }

    private void GoOn(Execution execution, DateTimeOffset now)
    {
        if (execution.Due() is { } due && now - due > AbandonAfter)
        {
            var late = string.Create(
                CultureInfo.InvariantCulture,
                $"Its next step was due {(now - due).TotalSeconds:0} s ago, while the service was away: the rest was not run."
            );
            _memory.End(execution, new ExecutionEnd(ExecutionState.Abandoned, late, now));
            return;
        }
        var first = _effects.Count;
        var (after, end) = ScriptRun.Advance(execution, now, _memory, settings, _effects);
        // One that ends in the moment it begins was never stored: its decision is all there is to keep.
        if (end is null)
            _memory.Set(after);
        else if (_memory.State.Executions.ContainsKey(after.Id) || end.State != ExecutionState.Done)
            _memory.End(after, end);
        Follow(first, now);
    }

    /// <summary>What the steps ask of the engine itself: other rules that fire, scripts that stop.</summary>
    private void Follow(int first, DateTimeOffset now)
    {
        for (var n = first; n < _effects.Count; )
        {
            var effect = _effects[n];
            if (effect is not (ChainEffect or StopEffect))
            {
                n++;
                continue;
            }
            _effects.RemoveAt(n);
            if (effect is ChainEffect chain)
                Chain(chain);
            else if (effect is StopEffect stop)
                Control(
                    ExecutionVerb.Stop,
                    other => other.Rule.Id == stop.RuleId && other.Id != stop.Execution.Id,
                    $"Stopped by the rule \"{stop.Execution.Rule.Name}\".",
                    now
                );
        }
    }

    private void Chain(ChainEffect chain)
    {
        if (rules.Find(chain.RuleId) is not { } rule)
            return;
        var cause = chain.Execution.Cause;
        var situation = new Situation(
            new Happening(cause.RoomId, cause.Event, chain.At, new Chance(chain.Id, 0)),
            rule.Rule,
            _memory,
            settings
        );
        var id = DerivedId.Child(chain.Id, "decision", 0);
        if (cause.Depth < ChainAction.MaxChain)
            Decide(rule, situation, TriggerMatch.Fires(1), id, cause.Depth + 1);
        else
            _verdicts.Add(
                new Verdict(
                    id,
                    cause.Event,
                    rule.Rule,
                    RuleOutcome.RefusedChainTooLong,
                    $"The chain of rules is longer than {ChainAction.MaxChain}: does it come back to itself?",
                    0
                )
            );
    }

    /// <summary>Ends an execution and switches off what it has on.</summary>
    private void Stop(Execution execution, string reason, DateTimeOffset now)
    {
        for (var n = 0; n < execution.On.Length; n++)
            if (execution.On[n].Until > now)
                _effects.Add(
                    new DeviceEffect(
                        DerivedId.Child(execution.Id, "stop", n),
                        execution,
                        now,
                        execution.On[n].DeviceId,
                        "STOP",
                        DurationMs: 0,
                        []
                    )
                );
        _memory.End(execution, new ExecutionEnd(ExecutionState.Stopped, reason, now));
        if (execution.State == ExecutionState.Waiting)
            _line.Left(execution);
    }

    private Refusal? RefuseByQueue(IndexedRule rule, in Situation situation, int times)
    {
        var most = rule.Rule.Definition.Policy.MaxQueuedPerViewer;
        if (most > 0 && situation.Happening.Event.Viewer is { } viewer)
        {
            var queued = 0;
            foreach (var execution in _memory.State.Executions.Values.Concat(_line.Fresh))
                if (execution.Rule.Id == rule.Rule.Id && execution.Cause.Event.Viewer?.UserId == viewer.UserId)
                    queued += execution.State == ExecutionState.Waiting ? execution.Units : 1;
            if (queued + times > most)
                return new Refusal(
                    RuleOutcome.RefusedViewerQueue,
                    $"This viewer has {queued} of at most {most} executions of the rule waiting or running."
                );
        }
        return _line.Waiting(_memory) + times > settings.MaxWaiting
            ? new Refusal(
                RuleOutcome.RefusedQueueFull,
                $"The account's queue is full: at most {settings.MaxWaiting} executions wait."
            )
            : null;
    }

    private void SetTimers(DateTimeOffset now)
    {
        foreach (var rule in rules.Timers)
        {
            var trigger = (TimerTrigger)rule.Rule.Definition.Trigger;
            if (trigger.OnlyWhileLive && _memory.RoomId == 0)
                _memory.Remove(TimerKey(rule), now);
            // Further away than one interval: the interval was shortened, or a clock set back.
            else if (
                _memory.Find(TimerKey(rule)) is not { } due
                || due.Value > now.AddSeconds(trigger.EverySeconds).ToUnixTimeMilliseconds()
            )
                SetTimer(rule, now.AddSeconds(trigger.EverySeconds), now);
        }
    }

    private void FireTimers(DateTimeOffset now)
    {
        foreach (var rule in rules.Timers)
        {
            if (_memory.Find(TimerKey(rule)) is not { } entry || entry.Value > now.ToUnixTimeMilliseconds())
                continue;
            var due = DateTimeOffset.FromUnixTimeMilliseconds(entry.Value);
            var every = TimeSpan.FromSeconds(((TimerTrigger)rule.Rule.Definition.Trigger).EverySeconds);
            // What was missed while the service was away is not made up for: one firing, then the old beat.
            var missed = (now - due).Ticks / every.Ticks;
            SetTimer(rule, due + (missed + 1) * every, now);
            var struck = new LiveEvent
            {
                MessageId = entry.Value,
                Kind = LiveEventKind.Timer,
                At = due,
            };
            Decide(rule, new Happening(_memory.RoomId, struck, now, new Chance(0, entry.Value, LiveEventKind.Timer)));
        }
    }

    private void SetTimer(IndexedRule rule, DateTimeOffset due, DateTimeOffset now) =>
        _memory.Set(TimerKey(rule), new StateEntry(due.ToUnixTimeMilliseconds(), due.AddDays(1)), now);

    private static string TimerKey(IndexedRule rule) => $"{MemoryKeys.Timer}/{rule.Rule.Id:N}";

    private Execution[] Due(DateTimeOffset now) =>
        [.. InOrder().Where(execution => execution.Due() <= now).OrderBy(execution => execution.Due())];

    private IEnumerable<Execution> InOrder() =>
        _memory.State.Executions.Values.OrderBy(execution => execution.Order).ThenBy(execution => execution.Id);

    private static int Units(LiveEvent happened) =>
        happened switch
        {
            { Kind: LiveEventKind.Gift, Gift: { } gift } => Math.Max(1, gift.Credited),
            { Kind: LiveEventKind.GiftFinal, Gift: { } gift } => Math.Max(1, gift.RepeatCount),
            { Like: { } like } => Math.Max(1, like.Count),
            _ => 1,
        };
}

/// <summary>What people can do with an execution. Travels by name.</summary>
internal enum ExecutionVerb
{
    Stop,
    Pause,
    Resume,
}
