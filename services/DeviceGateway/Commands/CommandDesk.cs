using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Journal;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Reporting;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Commands;

/// <summary>
/// Keeps the books of every command and gives each its one end. Used by the loop's thread only.
/// </summary>
internal sealed class CommandDesk(
    IOptions<GatewayOptions> options,
    CommandJournal journal,
    ResultQueue results,
    AcknowledgementQueue acknowledgements,
    StatusSignal signal,
    TimeProvider time
)
{
    private readonly GatewayOptions _options = options.Value;

    /// <summary>Puts a command where it belongs on its board.</summary>
    public void Assign(Board board, CommandRun run, Moment now)
    {
        run.Board = board;
        if (board.Devices is not { } devices)
        {
            if (board.Unchecked.Count >= _options.LaneLength)
                End(run, Ends.LaneFull(board.Uid, _options.LaneLength), now);
            else
                board.Unchecked.Add(run);
            return;
        }
        if (CommandChecks.AgainstBoard(run.Command, devices) is { } fault)
            End(run, new CommandEnd(DeviceCommandOutcome.Refused, fault), now);
        else if (Protocol.DeviceNames.IsStop(run.Command.Action) && board.Stops.Count < _options.LaneLength)
            board.Stops.Enqueue(run);
        else if (!board.Lanes.TryEnqueue(run))
            End(run, Ends.LaneFull(run.Command.DeviceId, _options.LaneLength), now);
    }

    /// <summary>The board has listed its devices: what came before that can be checked now.</summary>
    public void Check(Board board, Moment now)
    {
        var runs = board.Unchecked.ToArray();
        board.Unchecked.Clear();
        foreach (var run in runs)
            Assign(board, run, now);
        board.Port?.Pump(now);
    }

    /// <summary>Counts what the journal tells of a board's devices: a restart of the gateway gives them no rest.</summary>
    public void Recall(Board board)
    {
        foreach (var (name, at, ms) in journal.OnTimes(board.Uid))
            if (board.Device(name) is { } device)
                board.Duty.Pay(device, ms, at);
        board.IsRecalled = true;
    }

    /// <summary>Writes down that the command goes out, before its first byte does.</summary>
    public void BookSent(CommandRun run)
    {
        var now = time.GetUtcNow();
        double? path = run.Command.Cause is { } cause
            ? Math.Round(Math.Max(0, (now - cause.ReceivedAt).TotalMilliseconds), 3)
            : null;
        journal.Sent(run.Command.CommandId, now, path);
        journal.Flush();
        run.SentAt = now;
        run.PathMs = path;
        GatewayTelemetry.DispatchLatency.Record(Stopwatch.GetElapsedTime(run.Arrived).TotalMilliseconds);
        if (path is { } ms)
            GatewayTelemetry.PathLatency.Record(ms);
        signal.Raise();
    }

    public void Acknowledged(CommandRun run)
    {
        var command = run.Command;
        journal.Acknowledged(command.CommandId, run.AcknowledgedAt!.Value, run.BoardMs);
        GatewayTelemetry.BoardLatency.Record(run.BoardMs!.Value);
        run.Activity?.SetTag("liveops.board.ms", run.BoardMs);
        run.Activity?.Stop();
        acknowledgements.Add(
            new DeviceCommandAcknowledged
            {
                CommandId = command.CommandId,
                WorkspaceId = command.WorkspaceId,
                AccountId = command.AccountId,
                GatewayId = _options.Id,
                BoardId = command.BoardId,
                DeviceId = command.DeviceId,
                Action = command.Action,
                AcknowledgedAt = run.AcknowledgedAt.Value,
                BoardMs = run.BoardMs.Value,
                PathMs = run.PathMs,
                Cause = command.Cause,
            },
            run.Activity?.Context ?? default
        );
    }

    public void End(CommandRun run, CommandEnd end, Moment now)
    {
        var result = Result(run.Command, end, now.Wall) with
        {
            SentAt = run.SentAt,
            AcknowledgedAt = run.AcknowledgedAt,
            BoardMs = run.BoardMs,
            PathMs = run.PathMs,
        };
        run.Activity?.SetTag("liveops.outcome", end.Outcome.ToString());
        if (end.Outcome is DeviceCommandOutcome.Refused or DeviceCommandOutcome.Unknown)
            run.Activity?.SetStatus(ActivityStatusCode.Error, end.Detail);
        run.Activity?.Stop();
        Book(result, run.Activity?.Context ?? default);
        run.Combo?.Left(run, now);
        signal.Raise();
    }

    /// <summary>Brings to an end what a process before this one left open; returns what was never sent.</summary>
    public IReadOnlyList<DeviceCommand> Recover(DateTimeOffset now)
    {
        foreach (var entry in journal.Unreported())
            results.Add(entry.Result!, default);
        var waiting = new List<DeviceCommand>();
        foreach (var entry in journal.Unfinished())
        {
            if (entry.Command is not { } command)
                continue;
            if (entry.Stage == JournalStage.Received)
            {
                waiting.Add(command);
                continue;
            }
            Book(
                Result(command, Ends.GatewayRestarted, now) with
                {
                    SentAt = entry.SentAt,
                    AcknowledgedAt = entry.AcknowledgedAt,
                    BoardMs = entry.BoardMs,
                    PathMs = entry.PathMs,
                },
                default
            );
        }
        journal.Flush();
        return waiting;
    }

    private void Book(DeviceCommandCompleted result, ActivityContext context)
    {
        journal.Completed(result);
        GatewayTelemetry.Completed.Add(1, new KeyValuePair<string, object?>("outcome", result.Outcome.ToString()));
        results.Add(result, context);
    }

    private DeviceCommandCompleted Result(DeviceCommand command, CommandEnd end, DateTimeOffset now) =>
        new()
        {
            CommandId = command.CommandId,
            WorkspaceId = command.WorkspaceId,
            AccountId = command.AccountId,
            GatewayId = _options.Id,
            BoardId = command.BoardId,
            DeviceId = command.DeviceId,
            Action = command.Action,
            DurationMs = command.DurationMs,
            Outcome = end.Outcome,
            Detail = end.Detail,
            CompletedAt = now,
            RanMs = end.RanMs,
            Cause = command.Cause,
        };
}
