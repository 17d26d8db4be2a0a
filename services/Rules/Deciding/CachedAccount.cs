using System.Runtime.InteropServices;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;

namespace LiveOps.Rules.Deciding;

/// <summary>An account of a workspace: the key of everything that is remembered.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AccountKey(Guid WorkspaceId, Guid AccountId);

/// <summary>What people have decided for an account. Replaced as a whole when it changes.</summary>
internal sealed record AccountRules(RuleSet Rules, AccountSettings Settings, BoardBinding? Binding);

/// <summary>What the database holds of an account's state.</summary>
/// <param name="Version">Compared and set by every write; 0 before the first.</param>
/// <param name="LastSequence">The last event that is persisted.</param>
/// <param name="DueAt">When the account wants to be woken, as written there.</param>
internal sealed record StoredState(long Version, long LastSequence, AccountState State, DateTimeOffset? DueAt);

/// <summary>
/// One account in memory. Its rules may be replaced at any time; its state belongs to the one consumer of its
/// partition.
/// </summary>
internal sealed class CachedAccount(AccountKey key)
{
    private volatile AccountRules? _rules;
    private int _rulesWanted = 1;
    private long _next = -1;
    private InputId? _sending;
    private readonly SemaphoreSlim _turn = new(1, 1);

    public AccountKey Key => key;

    /// <summary>Null until they are loaded.</summary>
    public AccountRules? Rules => _rules;

    /// <summary>Null until it is loaded.</summary>
    public StoredState? State { get; private set; }

    /// <summary>The last event that needs no decision any more, persisted or not.</summary>
    public long LastSequence { get; private set; }

    /// <summary>What was sent for the input in hand but is not persisted yet: a retry does not send it again.</summary>
    public Unpersisted? Pending { get; set; }

    /// <summary>
    /// One input at a time. The broker gives back what was in hand on a lost line while that may still be at work: the
    /// two would decide differently (what may have been sent is not refused any more), and both would count.
    /// </summary>
    /// <returns>Ends the turn when it is disposed.</returns>
    public async ValueTask<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>
    /// True when an attempt to send what was decided for this input has begun here before: some of its commands may
    /// have run, whatever became of the attempt.
    /// </summary>
    public bool MayBeSent(AccountInput input) => _sending == input.Id;

    /// <summary>From here on commands of this input may run.</summary>
    public void Sending(AccountInput input) => _sending = input.Id;

    /// <summary>When the account was last heard of: what is idle is let go.</summary>
    public DateTimeOffset UsedAt { get; set; }

    /// <summary>One load of rules at a time.</summary>
    public SemaphoreSlim Loading { get; } = new(1, 1);

    /// <summary>Someone changed the rules: what is loaded, and what is being loaded, is out of date.</summary>
    public void WantRules() => Interlocked.Exchange(ref _rulesWanted, 1);

    public bool TakeRulesWanted() => Interlocked.Exchange(ref _rulesWanted, 0) == 1;

    public void Set(AccountRules rules) => _rules = rules;

    public void Set(StoredState state)
    {
        State = state;
        LastSequence = state.LastSequence;
        Pending = null;
        // Read now, so current now, whatever came before.
        _next = -1;
    }

    /// <summary>
    /// True when the state in memory may be behind: the message does not follow the last one seen here, so another
    /// replica may have had the partition in between. Such a state must not decide.
    /// </summary>
    public bool MayBeBehind(EventsInput input, bool deliveredBefore) =>
        _next >= 0 && (deliveredBefore || input.Message.Sequence != _next);

    /// <summary>The input is done.</summary>
    public void Advance(AccountInput input)
    {
        if (input.LastSequence >= 0)
        {
            _next = input.LastSequence + 1;
            LastSequence = Math.Max(LastSequence, _next - 1);
        }
        Pending = null;
    }

    /// <summary>The input is done and persisted.</summary>
    public void Advance(AccountInput input, StoredState state)
    {
        State = state;
        Advance(input);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>An input whose effects are with the broker.</summary>
/// <param name="Input">Which one.</param>
/// <param name="Version">Of the state that decided: it is persisted on top of no other.</param>
/// <param name="Evaluation">What was decided.</param>
/// <param name="Plan">What went out.</param>
/// <param name="DecidedAt">When.</param>
internal sealed record Unpersisted(
    InputId Input,
    long Version,
    Evaluation Evaluation,
    DispatchPlan Plan,
    DateTimeOffset DecidedAt
);
