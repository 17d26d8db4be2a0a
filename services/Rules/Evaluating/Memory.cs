using LiveOps.Rules.Running;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// What an account remembers while one message is decided: reads see what was written before. What comes of it is a
/// new state and the list of changes to store; a message that is never stored leaves nothing behind.
/// </summary>
internal sealed class Memory(AccountState state)
{
    private List<StateChange>? _changes;
    private List<ExecutionChange>? _executions;

    public AccountState State { get; private set; } = state;

    /// <summary>The time of what is decided now: what has expired by then is not found, stored or not.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>In order; the last one of a key counts.</summary>
    public IReadOnlyList<StateChange> Changes => _changes ?? [];

    /// <summary>In order; the last one of an execution counts.</summary>
    public IReadOnlyList<ExecutionChange> ExecutionChanges => _executions ?? [];

    /// <summary>The LIVE that is on; 0 for none.</summary>
    public long RoomId => Find(MemoryKeys.Room)?.Value ?? 0;

    public StateEntry? Find(string key) => State.Find(key) is { } entry && entry.ExpiresAt > Now ? entry : null;

    /// <summary>Nothing is written where nothing changes.</summary>
    public void Set(string key, StateEntry entry, DateTimeOffset now)
    {
        if (Find(key) is { } known && known == entry)
            return;
        Change(new StateChange(key, entry), now);
    }

    public void Remove(string key, DateTimeOffset now)
    {
        if (Find(key) is not null)
            Change(new StateChange(key, null), now);
    }

    /// <summary>An execution is new, or has gone on.</summary>
    public void Set(Execution execution) => Change(new ExecutionChange(execution, null));

    /// <summary>An execution is over. One that was never stored leaves no trace but its decision and its steps.</summary>
    public void End(Execution execution, ExecutionEnd end) => Change(new ExecutionChange(execution, end));

    private void Change(StateChange change, DateTimeOffset now)
    {
        (_changes ??= []).Add(change);
        State = State.With(change, now);
    }

    private void Change(ExecutionChange change)
    {
        (_executions ??= []).Add(change);
        State = State.With(change);
    }
}
