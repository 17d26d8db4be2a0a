using System.Collections.Immutable;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Running;

/// <summary>
/// A rule that has fired and is not over: it waits for its turn, or runs and waits for the next step to be due. Holds
/// the rule as it was when it fired, so that a change of the rule changes no running script.
/// </summary>
internal sealed record Execution
{
    public required Guid Id { get; init; }

    /// <summary>The decision that it carries out.</summary>
    public required Guid DecisionId { get; init; }
    public required Rule Rule { get; init; }

    /// <summary>What set it off.</summary>
    public required ExecutionCause Cause { get; init; }
    public required ExecutionState State { get; init; }

    /// <summary>Position in the queue among those of the same priority.</summary>
    public long Order { get; init; }

    /// <summary>While waiting: how many units have not begun. Each becomes an execution of its own.</summary>
    public int Units { get; init; } = 1;

    /// <summary>While waiting: how many units have begun.</summary>
    public int Begun { get; init; }

    /// <summary>While running: where it stands.</summary>
    public ImmutableArray<Strand> Strands { get; init; } = [];

    /// <summary>Steps done so far: the next step's number, from which its ids follow.</summary>
    public int Steps { get; init; }

    /// <summary>Lots drawn so far: the next one's number.</summary>
    public int Lots { get; init; }

    /// <summary>Devices that it has switched on, with the end of their time: what a stop has to switch off.</summary>
    public ImmutableArray<DeviceOn> On { get; init; } = [];

    /// <summary>While paused: since when.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>When it was set off, and since when it runs.</summary>
    public required DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>Goes on after a pause: what was due is due later by as much as the pause was long.</summary>
    public Execution Resume(DateTimeOffset now)
    {
        var pause = now - (PausedAt ?? now);
        return this with
        {
            State = ExecutionState.Running,
            PausedAt = null,
            Strands = [.. Strands.Select(strand => strand with { Due = strand.Due + pause })],
        };
    }

    /// <summary>When it wants to go on; null while it waits for its turn or is paused.</summary>
    public DateTimeOffset? Due()
    {
        if (State != ExecutionState.Running)
            return null;
        DateTimeOffset? due = null;
        foreach (var strand in Strands)
            if (strand.Open == 0 && (due is null || strand.Due < due))
                due = strand.Due;
        return due;
    }
}

/// <summary>One line of a script that runs beside others.</summary>
/// <param name="At">The next instruction.</param>
/// <param name="Due">When it is due.</param>
/// <param name="Parent">Index of the strand that waits for this one; -1 for the first.</param>
/// <param name="Open">Strands that this one waits for; 0: it can go on.</param>
/// <param name="Loops">Rounds left of the loops it is in, innermost last.</param>
internal sealed record Strand(int At, DateTimeOffset Due, int Parent, int Open, ImmutableArray<int> Loops);

/// <summary>A device in use by an execution.</summary>
internal sealed record DeviceOn(string DeviceId, DateTimeOffset Until);

/// <summary>The event behind an execution, kept as long as the execution.</summary>
/// <param name="RoomId">TikTok's room; 0 for signals.</param>
/// <param name="Event">What happened.</param>
/// <param name="At">The decision's time.</param>
/// <param name="Depth">How many rules stand before this one in a chain.</param>
internal sealed record ExecutionCause(long RoomId, LiveEvent Event, DateTimeOffset At, int Depth);

/// <summary>States of an execution, present and past. Stored by name.</summary>
internal enum ExecutionState
{
    /// <summary>Waits for its turn: the account's executions per second are limited.</summary>
    Waiting,
    Running,

    /// <summary>A person has paused it.</summary>
    Paused,

    /// <summary>Every step was reached. What the devices answered is on the books by command.</summary>
    Done,

    /// <summary>Stopped by a person, a rule or the emergency stop.</summary>
    Stopped,

    /// <summary>The service was away for too long while a step was due: the rest was not run.</summary>
    Abandoned,

    /// <summary>Waited longer than the rule allows: not run.</summary>
    Expired,

    /// <summary>Ended by a limit: too many steps.</summary>
    Failed,
}

/// <summary>How an execution ended.</summary>
/// <param name="State">Done, Stopped, Abandoned, Expired or Failed.</param>
/// <param name="Reason">In words for the operator; null when done.</param>
/// <param name="At">When.</param>
internal sealed record ExecutionEnd(ExecutionState State, string? Reason, DateTimeOffset At);

/// <summary>An execution as it is now, and its end if it is over.</summary>
internal sealed record ExecutionChange(Execution Execution, ExecutionEnd? End);
