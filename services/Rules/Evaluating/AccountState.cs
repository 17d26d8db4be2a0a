using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Evaluating;

/// <summary>What the rules of one account remember. Immutable: a decision returns the next one.</summary>
/// <param name="Entries">Cooldowns, counters, variables, by key.</param>
/// <param name="Executions">What waits or runs, by id.</param>
internal sealed record AccountState(
    ImmutableDictionary<string, StateEntry> Entries,
    ImmutableDictionary<Guid, Execution> Executions
)
{
    public static readonly AccountState Empty = new(
        ImmutableDictionary.Create<string, StateEntry>(StringComparer.Ordinal),
        ImmutableDictionary<Guid, Execution>.Empty
    );

    /// <summary>Frames of two replicas may differ a little in time: an entry outlives its end by this much.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int PruneAbove = 256;
    private readonly int _pruneAt = PruneAbove;

    public StateEntry? Find(string key) => Entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>The state with an entry set or gone; what has long expired goes when it has become too many.</summary>
    public AccountState With(StateChange change, DateTimeOffset now)
    {
        if (change.Entry is not { } entry)
            return this with { Entries = Entries.Remove(change.Key) };
        var entries = Entries.SetItem(change.Key, entry);
        if (entries.Count <= _pruneAt)
            return this with { Entries = entries };
        entries = entries.RemoveRange(
            entries.Where(entry => entry.Value.ExpiresAt + Grace < now).Select(entry => entry.Key)
        );
        return new AccountState(entries, Executions, Math.Max(PruneAbove, 2 * entries.Count));
    }

    /// <summary>The state with an execution as it is now, or without one that has ended.</summary>
    public AccountState With(ExecutionChange change) =>
        this with
        {
            Executions = change.End is null
                ? Executions.SetItem(change.Execution.Id, change.Execution)
                : Executions.Remove(change.Execution.Id),
        };

    private AccountState(
        ImmutableDictionary<string, StateEntry> entries,
        ImmutableDictionary<Guid, Execution> executions,
        int pruneAt
    )
        : this(entries, executions) => _pruneAt = pruneAt;
}

/// <summary>One thing remembered, until it no longer matters: a number, and for some kinds a text or a list.</summary>
/// <param name="Value">What it means is its key's business.</param>
/// <param name="ExpiresAt">From then on it counts for nothing.</param>
/// <param name="Text">For variables that hold a text.</param>
/// <param name="List">For sliding windows and rankings.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StateEntry(
    long Value,
    DateTimeOffset ExpiresAt,
    string? Text = null,
    ImmutableArray<long> List = default
)
{
    /// <summary>For what never expires.</summary>
    public static readonly DateTimeOffset Forever = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string AsText() => Text ?? Value.ToString(CultureInfo.InvariantCulture);

    public bool Equals(StateEntry other) =>
        Value == other.Value
        && ExpiresAt == other.ExpiresAt
        && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && (List.IsDefault ? other.List.IsDefault : !other.List.IsDefault && List.SequenceEqual(other.List));

    public override int GetHashCode() => HashCode.Combine(Value, ExpiresAt, Text);
}

/// <summary>An entry that a decision set, or took away (null).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StateChange(string Key, StateEntry? Entry);
