using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// Commands between the lanes of a board and its answers: numbers them, keeps the window, repeats what got no answer,
/// and gives each its end. Pure but for the effects it is handed: time is an argument.
/// </summary>
internal sealed class CommandFlow(BoardTimings timings, IPortEffects effects)
{
    private readonly CommandWindow _window = new(timings.WindowLines, timings.WindowBytes);
    private readonly List<CommandRun> _expired = [];
    private CommandRun? _held;
    private ushort _seq;
    private Guid? _combo;

    public bool IsEmpty => _window.IsEmpty && _held is null;

    /// <summary>Lines without an answer.</summary>
    public int Unanswered => _window.Sent.Count;

    /// <summary>Something is on, as far as the gateway knows.</summary>
    public bool AnyRunning => _window.Running.Count > 0;

    public bool IsRunning(string device) => _window.Running.Any(run => run.Command.DeviceId == device);

    public ushort NextSeq()
    {
        do _seq = _seq == ushort.MaxValue ? (ushort)1 : (ushort)(_seq + 1);
        while (
            _window.Running.Any(run => run.Seq == _seq)
            || _window.Sent.Any(run => run.Seq == _seq)
            || _held?.Seq == _seq
        );
        return _seq;
    }

    /// <summary>Sends what may go now.</summary>
    /// <param name="board">Whose lanes.</param>
    /// <param name="otherLines">Lines at the board that are no commands: a PING without its PONG.</param>
    /// <param name="now">Now.</param>
    public void Pump(Board board, int otherLines, Moment now)
    {
        while (_window.HasRoom(1, otherLines) && Next(board, now) is { } run)
        {
            if (run.Line.Length == 0)
                Encode(run);
            // A STOP that does not fit stays first in its queue; another waits here with its device reserved.
            if (!_window.HasRoom(run.Line.Length, otherLines))
                return;
            if (ReferenceEquals(run, _held))
                _held = null;
            else
                board.Stops.Dequeue();
            ForbidResend(run);
            _combo = run.Command.ComboId;
            run.Tries = 1;
            run.LastTry = now.Uptime;
            _window.Add(run);
            effects.Send(run);
        }
    }

    /// <summary>The next to send: a STOP, then the one that did not fit, then the best of the lanes.</summary>
    private CommandRun? Next(Board board, Moment now)
    {
        while (board.Stops.TryPeek(out var stop))
        {
            if (stop.Command.ExpiresAt > now.Wall)
                return stop;
            effects.Ended(board.Stops.Dequeue(), Ends.Expired);
        }
        if (_held is { } held && held.Command.ExpiresAt <= now.Wall)
        {
            _held = null;
            End(held, board, Ends.Expired);
        }
        _held ??= board.Lanes.TakeNext(now.Wall, _combo, _expired);
        ReportExpired();
        return _held;
    }

    private void Encode(CommandRun run)
    {
        var command = run.Command;
        var duration = DeviceNames.IsStop(command.Action) ? 0 : command.DurationMs;
        run.Seq = NextSeq();
        run.Line = HostLines.Command(command.DeviceId, command.Action, duration, command.Params, run.Seq);
    }

    /// <summary>After a STOP the device's unanswered command must not be sent again: it would switch on once more.</summary>
    private void ForbidResend(CommandRun run)
    {
        if (!DeviceNames.IsStop(run.Command.Action))
            return;
        foreach (var sent in _window.Sent)
            if (sent.Command.DeviceId == run.Command.DeviceId)
                sent.MayResend = false;
    }

    private void ReportExpired()
    {
        foreach (var run in _expired)
            effects.Ended(run, Ends.Expired);
        _expired.Clear();
    }

    /// <summary>Reads an answer to a command. False when it belongs to none.</summary>
    public bool Answer(in BoardLine line, Board board, long timestamp, Moment now)
    {
        switch (line.Kind)
        {
            case BoardLineKind.Accepted or BoardLineKind.AcceptedBefore:
                if (_window.TakeSent(line.Seq) is not { } accepted)
                    return false;
                Accept(accepted, board, timestamp, now);
                return true;
            case BoardLineKind.Refused:
                if (_window.TakeSent(line.Seq) is not { } refused)
                    return false;
                End(refused, board, Ends.Refused(line.Word ?? "", line.Number));
                return true;
            case BoardLineKind.Done:
                // The ACK of a line may be lost and its DONE not: the DONE says both.
                if (_window.TakeSent(line.Seq) is { } unanswered)
                    Accept(unanswered, board, timestamp, now);
                if (_window.TakeRunning(line.Seq) is not { } done)
                    return false;
                End(done, board, Ends.Done(line.Reason, (int)line.Number));
                return true;
            case BoardLineKind.NotUnderstood:
                // The board cannot say which line it was: with one on the wire it is that one, else their time-outs tell.
                if (_window.Sent.Count == 1)
                    Resend(_window.Sent[0], now);
                return true;
            default:
                return false;
        }
    }

    private void Accept(CommandRun run, Board board, long timestamp, Moment now)
    {
        run.AcknowledgedAt = now.Wall;
        run.BoardMs = Math.Round(Stopwatch.GetElapsedTime(run.FirstByte, timestamp).TotalMilliseconds, 3);
        board.Answered(run.BoardMs.Value);
        effects.Acknowledged(run);
        if (DeviceNames.IsStop(run.Command.Action))
        {
            End(run, board, new CommandEnd(DeviceCommandOutcome.Done));
            return;
        }
        run.DoneBy = now.Uptime + TimeSpan.FromMilliseconds(run.Command.DurationMs) + timings.DoneGrace;
        _window.Start(run);
    }

    private void End(CommandRun run, Board board, CommandEnd end)
    {
        board.Lanes.Release(run);
        effects.Ended(run, end);
    }

    /// <summary>Sends again what got no answer in time and ends what lost its DONE.</summary>
    /// <returns>False when a line has been tried often enough: the board does not answer.</returns>
    public bool Tick(Board board, Moment now)
    {
        for (var i = _window.Sent.Count - 1; i >= 0; i--)
        {
            var run = _window.Sent[i];
            if (now.Uptime < run.LastTry + timings.AckTimeout)
                continue;
            if (!MayResend(run, now))
            {
                _window.TakeSent(run.Seq);
                End(run, board, Ends.NotConfirmed);
                continue;
            }
            if (run.Tries >= timings.Tries)
                return false;
            Resend(run, now);
        }
        List<CommandRun>? silent = null;
        foreach (var run in _window.Running)
            if (now.Uptime >= run.DoneBy)
                (silent ??= []).Add(run);
        foreach (var run in silent ?? [])
        {
            _window.TakeRunning(run.Seq);
            End(run, board, Ends.DoneLost);
        }
        return true;
    }

    private void Resend(CommandRun run, Moment now)
    {
        if (run.Tries >= timings.Tries || !MayResend(run, now))
            return;
        run.Tries++;
        run.LastTry = now.Uptime;
        effects.LineError("resend");
        effects.Send(run);
    }

    /// <summary>Late, or after a STOP, a command may not be made to run any more.</summary>
    private static bool MayResend(CommandRun run, Moment now) => run.MayResend && now.Wall < run.Command.ExpiresAt;

    /// <summary>Everything at the board ends so: it was lost, or it was stopped.</summary>
    public void EndAll(Board? board, CommandEnd end)
    {
        if (_held is { } held && board is not null)
        {
            // Never sent: it goes back and keeps its place by its order.
            _held = null;
            held.Line = [];
            board.Lanes.Release(held);
            if (!board.Lanes.TryEnqueue(held))
                effects.Ended(held, Ends.Expired);
        }
        foreach (var run in _window.TakeAll())
        {
            board?.Lanes.Release(run);
            effects.Ended(run, end);
        }
    }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake()
    {
        var next = TimeSpan.MaxValue;
        foreach (var run in _window.Sent)
            next = Moment.First(next, run.LastTry + timings.AckTimeout);
        foreach (var run in _window.Running)
            next = Moment.First(next, run.DoneBy);
        return next;
    }
}
