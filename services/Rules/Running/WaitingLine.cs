using LiveOps.Hosting;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Running;

/// <summary>
/// The account's queue of executions that have not begun: the most urgent first, of equals the one that came first.
/// So many may begin in a second; a pause lets so many begin at once (generic cell rate algorithm, ITU-T I.371).
/// </summary>
internal sealed class WaitingLine(AccountSettings settings)
{
    private readonly List<Execution> _fresh = [];

    // Counted once, then kept up: a long line is not gone through for everyone who joins.
    private long _waiting = -1;
    private long _lastOrder;

    /// <summary>What has joined in this message and is not stored yet.</summary>
    public IReadOnlyList<Execution> Fresh => _fresh;

    private long IntervalMicros => 1_000_000 / settings.ExecutionsPerSecond;

    public void Join(Execution execution, Memory memory)
    {
        Count(memory);
        _waiting += execution.Units;
        _fresh.Add(execution with { Order = ++_lastOrder });
    }

    /// <summary>Units that wait.</summary>
    public long Waiting(Memory memory)
    {
        Count(memory);
        return _waiting;
    }

    private void Count(Memory memory)
    {
        if (_waiting >= 0)
            return;
        _waiting = 0;
        foreach (var execution in memory.State.Executions.Values)
        {
            _lastOrder = Math.Max(_lastOrder, execution.Order);
            if (execution.State == ExecutionState.Waiting)
                _waiting += execution.Units;
        }
    }

    /// <summary>Somebody has taken it out of the line.</summary>
    public void Left(Execution execution)
    {
        if (_waiting >= 0)
            _waiting -= execution.Units;
    }

    /// <summary>Takes the next unit out of the queue, as an execution that runs from now; null when it is nobody's turn.</summary>
    public Execution? Next(Memory memory, DateTimeOffset now)
    {
        Count(memory);
        while (First(memory) is { } first)
        {
            if (now - first.QueuedAt > TimeSpan.FromMilliseconds(first.Rule.Definition.Policy.MaxWaitMs))
            {
                Expire(first, memory, now);
                continue;
            }
            if (!MayBegin(memory, now))
                return null;
            _waiting--;
            Replace(first, first with { Units = first.Units - 1, Begun = first.Begun + 1 }, memory, now);
            return first with
            {
                Id = DerivedId.Execution(first.DecisionId, first.Begun),
                State = ExecutionState.Running,
                Units = 1,
                Begun = 0,
                Strands = ScriptRun.Start(now),
                BegunAt = now,
            };
        }
        return null;
    }

    /// <summary>The message is decided: what still waits is stored.</summary>
    public void Leave(Memory memory)
    {
        foreach (var execution in _fresh)
            memory.Set(execution);
        _fresh.Clear();
    }

    /// <summary>When a waiting execution may begin at the earliest; null when it does not wait.</summary>
    public static DateTimeOffset? Due(Execution execution, AccountSettings settings, AccountState state)
    {
        if (execution.State != ExecutionState.Waiting)
            return null;
        var free = ((state.Find(MemoryKeys.Pace)?.Value ?? 0) - Burst(settings)) / 1_000;
        // A millisecond later, so that rounding never wakes the account too early.
        var begins = DateTimeOffset.FromUnixTimeMilliseconds(free + 1);
        return begins > execution.QueuedAt ? begins : execution.QueuedAt;
    }

    private Execution? First(Memory memory)
    {
        Execution? first = null;
        foreach (var execution in memory.State.Executions.Values.Concat(_fresh))
            if (execution.State == ExecutionState.Waiting && (first is null || GoesBefore(execution, first)))
                first = execution;
        return first;
    }

    private static bool GoesBefore(Execution one, Execution other)
    {
        var (priority, others) = (one.Rule.Definition.Policy.Priority, other.Rule.Definition.Policy.Priority);
        return priority != others ? priority > others : one.Order < other.Order;
    }

    private bool MayBegin(Memory memory, DateTimeOffset now)
    {
        var micros = now.ToUnixTimeMilliseconds() * 1_000;
        var pace = memory.Find(MemoryKeys.Pace)?.Value ?? 0;
        // Never set further ahead than a second: then a clock was set back, and it says nothing.
        var next = pace > micros + 2_000_000 ? micros : Math.Max(micros, pace);
        if (next - micros > Burst(settings))
            return false;
        memory.Set(MemoryKeys.Pace, new StateEntry(next + IntervalMicros, now.AddMinutes(1)), now);
        return true;
    }

    /// <summary>A second's worth may begin at once.</summary>
    private static long Burst(AccountSettings settings) => 1_000_000 - 1_000_000 / settings.ExecutionsPerSecond;

    private void Expire(Execution execution, Memory memory, DateTimeOffset now)
    {
        _fresh.Remove(execution);
        _waiting -= execution.Units;
        var waited = $"{execution.Units} of {execution.Units + execution.Begun} waited longer than the rule allows.";
        memory.End(execution, new ExecutionEnd(ExecutionState.Expired, waited, now));
    }

    private void Replace(Execution before, Execution after, Memory memory, DateTimeOffset now)
    {
        var place = _fresh.IndexOf(before);
        if (place >= 0 && after.Units > 0)
            _fresh[place] = after;
        else if (place >= 0)
            _fresh.RemoveAt(place);
        else if (after.Units > 0)
            memory.Set(after);
        else
            memory.End(after, new ExecutionEnd(ExecutionState.Done, null, now));
    }
}
