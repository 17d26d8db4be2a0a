using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>
/// The rules once more, as simply as they can be said: every rule is asked about every event, notes are kept in one
/// dictionary, the queue is a list. What it says must be what the engine says.
/// </summary>
internal sealed class ReferenceEngine
{
    private readonly Dictionary<string, (object Value, DateTimeOffset Until)> _notes = new(StringComparer.Ordinal);
    private readonly List<ReferenceExecution> _executions = [];
    private readonly List<Rule> _rules;
    private readonly AccountSettings _settings;
    private DateTimeOffset _now;
    private long _order;
    private long _gifts;
    private double _paceMicros;

    public ReferenceEngine(IEnumerable<Rule> rules, AccountSettings settings)
    {
        _rules = [.. rules.OrderBy(rule => -rule.Definition.Policy.Priority).ThenBy(rule => rule.Id)];
        _settings = settings;
    }

    public List<string> Said { get; } = [];
    public List<string> Verdicts { get; } = [];

    public IEnumerable<string> Variables() =>
        _notes
            .Where(note => note.Key.StartsWith("var/", StringComparison.Ordinal) && note.Value.Until > _now)
            .Select(note => $"{note.Key}={note.Value.Value}");

    public IEnumerable<string> Queue() =>
        _executions.Select(one =>
            one.Script is null
                ? $"{one.Id} waits {one.Waiting} begun {one.Begun}"
                : $"{one.Id} runs {one.Steps} due {one.Due:O} on {string.Join(',', one.On.Select(on => $"{on.Device} {on.Until:O}"))}"
        );

    public object? Note(string key) => _notes.TryGetValue(key, out var note) && note.Until > _now ? note.Value : null;

    public void Write(string key, object value, DateTimeOffset until) => _notes[key] = (value, until);

    public void Forget(string key) => _notes.Remove(key);

    public void Say(Guid id, DateTimeOffset at, string what) => Said.Add($"{id} {at:O} {what}");

    public long Room(Look look) => look.RoomId != 0 ? look.RoomId : Note("room") as long? ?? 0;

    public long Likes(Look look) => look.Event.Like?.RoomTotal ?? Note($"likes/{Room(look)}") as long? ?? 0;

    public long Viewers(Look look) => look.Event.RoomStats?.Viewers ?? Note($"viewers/{Room(look)}") as long? ?? 0;

    public sealed record Gifter(long Viewer, long Coins, long Since);

    public List<Gifter> Gifters(Look look) => Note($"gifters/{Room(look)}") as List<Gifter> ?? [];

    public string VariableKey(VariableScope scope, string name, Look look) =>
        scope switch
        {
            VariableScope.Account => $"var/account/{name}",
            VariableScope.Session => $"var/session/{name}/{Room(look)}",
            _ => $"var/viewer/{name}/{look.Viewer}",
        };

    public void Take(LiveEvents message)
    {
        _now = message.ReceivedAt;
        foreach (var happened in message.Events.Where(happened => !happened.IsHistory))
            Take(happened, message.RoomId, message.ReceivedAt, null);
    }

    public void Take(AccountSignal signal)
    {
        _now = signal.At;
        if (signal.Kind == AccountSignalKind.Tick)
        {
            Tick();
            return;
        }
        if (Note($"signal/{signal.SignalId}") is not null)
            return;
        Write($"signal/{signal.SignalId}", 1L, _now.AddHours(1));
        var happened = new LiveEvent
        {
            MessageId = DerivedId.MessageId(signal.SignalId),
            At = _now,
            Text = signal.Text,
            Viewer = signal.Viewer,
            Kind = signal.Kind switch
            {
                AccountSignalKind.Button => LiveEventKind.Button,
                AccountSignalKind.Webhook => LiveEventKind.Webhook,
                _ => LiveEventKind.VipPromoted,
            },
        };
        switch (signal.Kind)
        {
            case AccountSignalKind.Button or AccountSignalKind.Webhook:
                Take(happened, 0, _now, signal.RuleId);
                break;
            case AccountSignalKind.ViewerStanding:
                var who = signal.Viewer!.UserId;
                var before = Note($"vip-tier/{who}") as long? ?? 0;
                Forget($"blocked/{who}");
                Forget($"vip-tier/{who}");
                if (signal.Blocked)
                    Write($"blocked/{who}", 1L, DateTimeOffset.MaxValue);
                if (signal.VipTier > 0)
                    Write($"vip-tier/{who}", (long)signal.VipTier, DateTimeOffset.MaxValue);
                if (signal.VipTier > before)
                    Take(happened, 0, _now, null);
                break;
            case AccountSignalKind.SetVariable:
                if (signal.Number is null && signal.Text is null)
                    Forget(signal.Key!);
                else
                    Write(signal.Key!, signal.Number as object ?? signal.Text!, DateTimeOffset.MaxValue);
                break;
            default:
                Control(signal.Kind, one => signal.RuleId is null || one.Rule.Id == signal.RuleId);
                break;
        }
    }

    private void Take(LiveEvent happened, long room, DateTimeOffset now, Guid? only)
    {
        _now = now;
        var before = _order;
        Follow(happened, room);
        foreach (var rule in _rules.Where(rule => only is null || rule.Id == only))
        {
            var look = new Look(
                rule,
                happened,
                room,
                now,
                () => new Chance(room, happened.MessageId, happened.Kind).Draw(rule.Id)
            );
            Meet(look);
        }
        SetTimers();
        // Whoever waits for longer is woken by the clock.
        if (_order > before)
            Begin();
    }

    private void Meet(Look look)
    {
        var times = ReferenceTriggers.Times(this, look);
        if (times == 0)
            return;
        if (times > 0)
            ReferenceConditions.Count(this, look);
        Decide(look, times, DerivedId.Decision(look.RoomId, look.Event, look.Rule.Id), 0);
    }

    private void Follow(LiveEvent happened, long room)
    {
        if (room != 0 && happened.Kind != LiveEventKind.LiveEnded)
            Write("room", room, Long());
        else if (room != 0 && Note("room") as long? == room)
            Forget("room");
        if (happened.Like is { } like)
            Write($"likes/{room}", like.RoomTotal, Long());
        if (happened.RoomStats is { } stats)
            Write($"viewers/{room}", stats.Viewers, Long());
        if (happened.Gift is not { Credited: > 0 } gift)
            return;
        var coins = (long)gift.Coins * gift.Credited;
        Write($"coins/{room}", (Note($"coins/{room}") as long? ?? 0) + coins, Long());
        if (happened.Viewer is not { } viewer)
            return;
        var gifters = Note($"gifters/{room}") as List<Gifter> ?? [];
        var sum = (Note($"coins/{room}/{viewer.UserId}") as long? ?? 0) + coins;
        Write($"coins/{room}/{viewer.UserId}", sum, Long());
        gifters.RemoveAll(one => one.Viewer == viewer.UserId);
        gifters.Add(new Gifter(viewer.UserId, sum, ++_gifts));
        Write($"gifters/{room}", gifters, Long());
    }

    private DateTimeOffset Long() => new(_now.UtcDateTime.Date.AddDays(4), TimeSpan.Zero);

    private void Decide(Look look, int times, Guid id, int depth)
    {
        var (rule, policy) = (look.Rule, look.Rule.Definition.Policy);
        var conditions = rule.Definition.Conditions;
        if (policy.Schedule is { } schedule && !ReferenceConditions.Holds(schedule, this, look))
            return;
        if (!conditions.All(condition => ReferenceConditions.Holds(condition, this, look)))
            return;
        var outcome =
            times < 0 ? RuleOutcome.RefusedBelowMinimum
            : ReferencePolicy.Rests(this, look) ? RuleOutcome.RefusedByCooldown
            : ReferencePolicy.IsUsedUp(this, look) ? RuleOutcome.RefusedByCap
            : IsViewersQueueFull(look, times) ? RuleOutcome.RefusedViewerQueue
            : _executions.Sum(one => one.Waiting) + times > _settings.MaxWaiting ? RuleOutcome.RefusedQueueFull
            : RuleOutcome.Fired;
        Verdicts.Add($"{id} {look.Event.MessageId} {rule.Name} {outcome} {(outcome == RuleOutcome.Fired ? times : 0)}");
        if (outcome != RuleOutcome.Fired)
            return;
        foreach (var condition in conditions)
            ReferenceConditions.Used(condition, this, look);
        ReferencePolicy.Reserve(this, look, _rules);
        _executions.Add(
            new ReferenceExecution
            {
                Id = id,
                Rule = rule,
                Event = look.Event,
                RoomId = look.RoomId,
                QueuedAt = look.At,
                Depth = depth,
                Order = ++_order,
                Waiting = times,
            }
        );
    }

    private bool IsViewersQueueFull(Look look, int times)
    {
        var most = look.Rule.Definition.Policy.MaxQueuedPerViewer;
        return most > 0
            && look.Event.Viewer is { } viewer
            && times
                + _executions
                    .Where(one => one.Rule.Id == look.Rule.Id && one.Event.Viewer?.UserId == viewer.UserId)
                    .Sum(one => one.Script is null ? one.Waiting : 1)
                > most;
    }

    /// <summary>Who waits begins, the most urgent first, as fast as the account allows.</summary>
    private void Begin()
    {
        while (
            _executions
                .Where(one => one.Script is null)
                .OrderBy(one => -one.Rule.Definition.Policy.Priority)
                .ThenBy(one => one.Order)
                .FirstOrDefault()
                is { } first
        )
        {
            if (_now - first.QueuedAt > TimeSpan.FromMilliseconds(first.Rule.Definition.Policy.MaxWaitMs))
            {
                _executions.Remove(first);
                continue;
            }
            // One execution fills the bucket by its share of a second, which drains as time goes by.
            double micros = _now.ToUnixTimeMilliseconds() * 1_000;
            var share = Math.Floor(1_000_000.0 / _settings.ExecutionsPerSecond);
            var level = Math.Max(0, _paceMicros - micros);
            if (level > 1_000_000 - share)
                return;
            _paceMicros = micros + level + share;
            var unit = new ReferenceExecution
            {
                Id = DerivedId.Child(first.Id, "execution", first.Begun),
                Rule = first.Rule,
                Event = first.Event,
                RoomId = first.RoomId,
                QueuedAt = first.QueuedAt,
                Depth = first.Depth,
                Order = first.Order,
            };
            first.Begun++;
            if (--first.Waiting == 0)
                _executions.Remove(first);
            unit.Script = new ReferenceScript(this, unit);
            unit.Script.Start(_now);
            _executions.Add(unit);
            GoOn(unit);
        }
    }

    private void GoOn(ReferenceExecution one)
    {
        if (_now - one.Due > TimeSpan.FromSeconds(30))
        {
            _executions.Remove(one);
            return;
        }
        if (one.Script!.Advance(_now) is not null)
            _executions.Remove(one);
        while (one.Wishes.Count > 0)
        {
            var wish = one.Wishes[0];
            one.Wishes.RemoveAt(0);
            if (wish.Stops)
                Control(AccountSignalKind.Stop, other => other.Rule.Id == wish.RuleId && other.Id != one.Id);
            else if (_rules.Find(rule => rule.Id == wish.RuleId) is { } rule)
                Chain(one, wish, rule);
        }
    }

    private void Chain(ReferenceExecution one, ReferenceExecution.Wish wish, Rule rule)
    {
        var id = DerivedId.Child(wish.Id, "decision", 0);
        var look = new Look(
            rule,
            one.Event,
            one.RoomId,
            wish.At,
            () => DerivedId.Lot(DerivedId.Child(wish.Id, "chance", 0))
        );
        if (one.Depth < 8)
            Decide(look, 1, id, one.Depth + 1);
        else
            Verdicts.Add($"{id} {one.Event.MessageId} {rule.Name} {RuleOutcome.RefusedChainTooLong} 0");
    }

    private void Control(AccountSignalKind verb, Func<ReferenceExecution, bool> which)
    {
        foreach (var one in _executions.Where(which).OrderBy(one => one.Order).ThenBy(one => one.Id).ToArray())
        {
            if (verb == AccountSignalKind.Stop)
            {
                for (var n = 0; n < one.On.Count; n++)
                    if (one.On[n].Until > _now)
                        Say(DerivedId.Child(one.Id, "stop", n), _now, $"device {one.On[n].Device} STOP 0 []");
                _executions.Remove(one);
            }
            else if (verb == AccountSignalKind.Pause && one.Script is not null)
                one.PausedAt ??= _now;
            else if (verb == AccountSignalKind.Resume && one.PausedAt is { } since)
            {
                one.PausedAt = null;
                one.Script!.Move(_now - since);
            }
        }
        Begin();
    }

    private void Tick()
    {
        SetTimers();
        foreach (var rule in _rules)
        {
            if (rule.Definition.Trigger is not TimerTrigger timer || Note($"timer/{rule.Id}") is not DateTimeOffset due)
                continue;
            if (due > _now)
                continue;
            var next = due;
            while (next <= _now)
                next = next.AddSeconds(timer.EverySeconds);
            Write($"timer/{rule.Id}", next, next.AddDays(1));
            var struck = new LiveEvent
            {
                MessageId = due.ToUnixTimeMilliseconds(),
                Kind = LiveEventKind.Timer,
                At = due,
            };
            var room = Note("room") as long? ?? 0;
            Meet(
                new Look(
                    rule,
                    struck,
                    room,
                    _now,
                    () => new Chance(0, struck.MessageId, LiveEventKind.Timer).Draw(rule.Id)
                )
            );
        }
        var awake = _executions
            .Where(one => one.Due <= _now)
            .OrderBy(one => one.Due)
            .ThenBy(one => one.Order)
            .ThenBy(one => one.Id);
        foreach (var one in awake.ToArray())
            if (_executions.Contains(one))
                GoOn(one);
        Begin();
    }

    private void SetTimers()
    {
        foreach (var rule in _rules)
            if (rule.Definition.Trigger is TimerTrigger timer)
            {
                if (timer.OnlyWhileLive && Note("room") is null)
                    Forget($"timer/{rule.Id}");
                else if (Note($"timer/{rule.Id}") is null)
                    Write(
                        $"timer/{rule.Id}",
                        _now.AddSeconds(timer.EverySeconds),
                        _now.AddSeconds(timer.EverySeconds).AddDays(1)
                    );
            }
    }
}
