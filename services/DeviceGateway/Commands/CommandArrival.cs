using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Journal;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Reporting;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Commands;

/// <summary>Takes a command onto the books once, and sends it on its way. Used by the loop's thread only.</summary>
internal sealed class CommandArrival(
    IOptions<GatewayOptions> options,
    PortRegistry registry,
    CommandDesk desk,
    CommandJournal journal,
    ResultQueue results,
    Combos combos,
    EmergencyLatch latch
)
{
    private readonly GatewayOptions _options = options.Value;
    private readonly List<TaskCompletionSource> _journaled = [];
    private long _order;

    /// <summary>
    /// A command from the bus. <paramref name="journaled"/> is completed when it is on the books, so that the broker
    /// may forget it; a command that is there already is answered from the books and never fired again.
    /// </summary>
    public void Arrive(
        DeviceCommand command,
        Activity? activity,
        long arrived,
        TaskCompletionSource journaled,
        Moment now
    )
    {
        _journaled.Add(journaled);
        if (journal.Find(command.CommandId) is { } known)
        {
            activity?.Dispose();
            if (known is { Stage: JournalStage.Reported, Result: { } result, AnsweredAgain: false })
            {
                known.AnsweredAgain = true;
                results.Add(result, default);
            }
            return;
        }
        journal.Received(command, now.Wall);
        Place(command, activity, arrived, now);
    }

    /// <summary>A command that a process before this one has taken but never sent.</summary>
    public void Resume(DeviceCommand command, Moment now) => Place(command, null, Stopwatch.GetTimestamp(), now);

    /// <summary>The books of this turn are written: the broker may forget what is in them.</summary>
    public void BooksWritten()
    {
        foreach (var waiting in _journaled)
            waiting.TrySetResult();
        _journaled.Clear();
    }

    private void Place(DeviceCommand command, Activity? activity, long arrived, Moment now)
    {
        var run = new CommandRun(command, _order++)
        {
            Activity = activity,
            Arrived = arrived,
            Combo = DeviceNames.IsStop(command.Action) ? null : combos.Of(command, now),
        };
        if (Refusal(command, now) is { } end)
        {
            desk.End(run, end, now);
            return;
        }
        if (registry.Route(command.BoardId, now) is not { } board)
        {
            desk.End(run, Offline(command.BoardId), now);
            return;
        }
        desk.Assign(board, run, now);
        board.Port?.Pump(now);
    }

    private CommandEnd? Refusal(DeviceCommand command, Moment now)
    {
        if (command.WorkspaceId != _options.WorkspaceId)
            return new CommandEnd(
                DeviceCommandOutcome.Refused,
                $"Gateway {_options.Id} belongs to another workspace: send the command to one of your own."
            );
        if (CommandChecks.Form(command) is { } fault)
            return new CommandEnd(DeviceCommandOutcome.Refused, fault);
        if (command.ExpiresAt <= now.Wall)
            return new CommandEnd(
                DeviceCommandOutcome.Expired,
                $"It reached gateway {_options.Id} {(now.Wall - command.ExpiresAt).TotalMilliseconds:0} ms after its time: it was not fired."
            );
        if (latch.IsLatched)
            return Ends.Stopped;
        if (latch.IsStopped(command.BoardId))
            return Ends.BoardStopped;
        return command.AccountId is { } account && latch.IsStopped(account) ? Ends.AccountStopped : null;
    }

    private CommandEnd Offline(string uid)
    {
        var state = registry.Find(uid) is null ? "has never been on" : "is not connected to";
        var present = registry.Boards.Where(board => board.Port is not null).Select(board => board.Uid).ToArray();
        return new CommandEnd(
            DeviceCommandOutcome.BoardOffline,
            $"Board {CommandChecks.Shorten(uid)} {state} gateway {_options.Id}; connected: {(present.Length == 0 ? "none" : string.Join(", ", present))}."
        );
    }
}
