using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace LiveOps.Rules.Evaluating;

/// <summary>What the rules of one account remember. Immutable: a decision returns the next one.</summary>
internal sealed record AccountState(ImmutableDictionary<string, StateEntry> Entries)
{
    public static readonly AccountState Empty = new(ImmutableDictionary<string, StateEntry>.Empty);

    /// <summary>Frames of two replicas may differ a little in time: an entry outlives its end by this much.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int PruneAbove = 256;
    private readonly int _pruneAt = PruneAbove;

    public StateEntry? Find(string key) => Entries.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>The state with an entry set; what has long expired goes when it has become too many.</summary>
    public AccountState With(StateChange change, DateTimeOffset now)
    {
        var entries = Entries.SetItem(change.Key, change.Entry);
        if (entries.Count <= _pruneAt)
            return this with { Entries = entries };
        entries = entries.RemoveRange(
            entries.Where(entry => entry.Value.ExpiresAt + Grace < now).Select(entry => entry.Key)
        );
        return new AccountState(entries, Math.Max(PruneAbove, 2 * entries.Count));
    }

    private AccountState(ImmutableDictionary<string, StateEntry> entries, int pruneAt)
        : this(entries) => _pruneAt = pruneAt;
}

/// <summary>One remembered number, until it no longer matters.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StateEntry(long Value, DateTimeOffset ExpiresAt);

/// <summary>An entry that a decision set.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StateChange(string Key, StateEntry Entry);
