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
    /// <summary>How many accepted numbers a board remembers (firmware/core/protocol.h, kDedupDepth).</summary>
    private const int BoardMemory = 8;
    private readonly CommandWindow _window = new(timings);
    private readonly List<CommandRun> _expired = [];
    private readonly Queue<GoLine> _starts = new();
    private CommandRun? _held;
    private Combo? _arming;
    private ushort _seq;
    private Guid? _combo;

    public bool IsEmpty => _window.IsEmpty && _held is null && _starts.Count == 0;

    /// <summary>Lines without an answer.</summary>
    public int Unanswered => _window.Sent.Count;

    /// <summary>Something is on, as far as the gateway knows.</summary>
    public bool AnyRunning => _window.Running.Count > 0;

    public bool IsRunning(string device) => _window.Running.Any(run => run.Command.DeviceId == device);

    /// <summary>A command of this account is at the board, or is the next to go there.</summary>
    public bool RunsFor(Guid account) =>
        _held?.Command.AccountId == account
        || _window.Running.Any(run => run.Command.AccountId == account)
        || _window.Armed.Any(run => run.Command.AccountId == account)
        || _window.Sent.OfType<CommandRun>().Any(run => run.Command.AccountId == account);

    public ushort NextSeq()
    {
        do _seq = _seq == ushort.MaxValue ? (ushort)1 : (ushort)(_seq + 1);
        while (
            _window.Running.Any(run => run.Seq == _seq)
            || _window.Armed.Any(run => run.Seq == _seq)
            || _window.Sent.Any(run => run.Seq == _seq)
            || _held?.Seq == _seq
        );
        return _seq;
    }

    /// <summary>What is armed shall start, as soon as the window has room. Sent by the next <see cref="Pump"/>.</summary>
    public void Start(GoLine go) => _starts.Enqueue(go);

    /// <summary>Sends what may go now.</summary>
    /// <param name="board">Whose lanes.</param>
    /// <param name="otherLines">Lines at the board that are no commands: a PING without its PONG.</param>
    /// <param name="now">Now.</param>
    public void Pump(Board board, int otherLines, Moment now)
    {
        while (_window.HasRoom(1, otherLines) && BoardRemembersOldest())
        {
            // A STOP passes a start: what it names shall not even begin.
            if (board.Stops.Count == 0 && _starts.TryPeek(out var go))
            {
                if (!TrySend(go, otherLines, now))
                    return;
                _starts.Dequeue();
                continue;
            }
            if (Next(board, now) is not { } run)
                return;
            if (run.Line.Length == 0)
                Encode(run, board, now);
            // A STOP that does not fit stays first in its queue; another waits here with its device reserved.
            if (!_window.HasRoom(run.Line.Length, otherLines))
                return;
            if (ReferenceEquals(run, _held))
                _held = null;
            else
                board.Stops.Dequeue();
            ForbidResend(run);
            _combo = run.Command.ComboId;
            if (board.Device(run.Command.DeviceId) is { } device)
                board.Duty.Pay(device, run.Command.DurationMs, now.Wall);
            Transmit(run, now);
        }
    }

    /// <summary>
    /// The board knows the last eight numbers that it has accepted. A line without an answer may be one of them, and is
    /// sent again: as long as it is open, no more than seven may follow it.
    /// </summary>
    private bool BoardRemembersOldest()
    {
        foreach (var line in _window.Sent)
            if ((ushort.MaxValue + _seq - line.Seq) % ushort.MaxValue >= BoardMemory - 1)
                return false;
        return true;
    }

    private bool TrySend(GoLine go, int otherLines, Moment now)
    {
        if (go.Line.Length == 0)
        {
            go.Seq = NextSeq();
            go.Line = HostLines.Go(go.Seq);
        }
        if (!_window.HasRoom(go.Line.Length, otherLines))
            return false;
        Transmit(go, now);
        return true;
    }

    private void Transmit(SentLine line, Moment now)
    {
        line.Tries = 1;
        line.LastTry = now.Uptime;
        _window.Add(line);
        effects.Send(line);
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
        while (_held is null && board.Lanes.TakeNext(now.Wall, _combo, _expired, MustWait) is { } next)
        {
            _held = next;
            if (MustRest(next, board, now) is not { } rest)
                continue;
            _held = null;
            End(next, board, rest);
        }
        ReportExpired();
        return _held;
    }

    /// <summary>One combo is armed after the other: a GO starts everything that the board has armed.</summary>
    private bool MustWait(CommandRun run)
    {
        // Started, and nothing of it is here: it does not stand in the way any more.
        if (_arming is { IsStarted: true } && _starts.Count == 0 && !_window.Sent.OfType<GoLine>().Any())
            _arming = null;
        return _arming is not null && run.Combo is not null && run.Combo != _arming;
    }

    private static CommandEnd? MustRest(CommandRun run, Board board, Moment now) =>
        board.Device(run.Command.DeviceId) is { } device
        && board.Duty.WaitMs(device, run.Command.DurationMs, now.Wall) is > 0 and var wait
            ? Ends.MustRest(wait)
            : null;

    private void Encode(CommandRun run, Board board, Moment now)
    {
        var command = run.Command;
        run.Seq = NextSeq();
        run.IsArm = run.Combo?.Arms(run, board, now.Wall) == true;
        if (run.IsArm)
        {
            _arming = run.Combo;
            run.Line = HostLines.Arm(command.DeviceId, command.Action, command.DurationMs, command.Params, run.Seq);
            return;
        }
        run.Combo?.Left(run, now);
        var duration = DeviceNames.IsStop(command.Action) ? 0 : command.DurationMs;
        run.Line = HostLines.Command(command.DeviceId, command.Action, duration, command.Params, run.Seq);
    }

    /// <summary>After a STOP the device's unanswered command must not be sent again: it would switch on once more.</summary>
    private void ForbidResend(CommandRun run)
    {
        if (!DeviceNames.IsStop(run.Command.Action))
            return;
        foreach (var sent in _window.Sent.OfType<CommandRun>())
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
                return AnswerAccepted(_window.TakeSent(line.Seq), board, timestamp, now);
            case BoardLineKind.Refused:
                return AnswerRefused(_window.TakeSent(line.Seq), line, board, now);
            case BoardLineKind.Done:
                // The ACK of a line may be lost and its DONE not: the DONE says both.
                AnswerAccepted(_window.TakeSent(line.Seq), board, timestamp, now);
                return AnswerDone(line, board, timestamp, now);
            case BoardLineKind.NotUnderstood:
                // The board cannot say which line it was: with one on the wire it is that one, else their time-outs tell.
                if (_window.Sent.Count == 1)
                    Resend(_window.Sent[0], now);
                return true;
            default:
                return false;
        }
    }

    private bool AnswerAccepted(SentLine? line, Board board, long timestamp, Moment now)
    {
        switch (line)
        {
            case GoLine go:
                _arming = null;
                foreach (var run in go.Runs)
                    if (_window.TakeArmed(run.Seq) is not null)
                        Accept(run, board, go.FirstByte, timestamp, now);
                return true;
            case CommandRun { IsArm: true } run:
                _window.Arm(run);
                run.Combo!.Armed(run, now);
                return true;
            case CommandRun run:
                Accept(run, board, run.FirstByte, timestamp, now);
                return true;
            default:
                return false;
        }
    }

    private bool AnswerRefused(SentLine? line, in BoardLine answer, Board board, Moment now)
    {
        var end = Ends.Refused(answer.Word ?? "", answer.Number);
        switch (line)
        {
            case GoLine go:
                _arming = null;
                foreach (var run in go.Runs)
                    if (_window.TakeArmed(run.Seq) is not null)
                        End(run, board, end);
                return true;
            case CommandRun run:
                if (board.Device(run.Command.DeviceId) is { } device)
                    board.Duty.GiveBack(device, run.Command.DurationMs, now.Wall);
                End(run, board, end);
                return true;
            default:
                return false;
        }
    }

    private bool AnswerDone(in BoardLine line, Board board, long timestamp, Moment now)
    {
        var seq = line.Seq;
        var end = Ends.Done(line.Reason, (int)Math.Min(line.Number, int.MaxValue));
        if (_window.Armed.FirstOrDefault(armed => armed.Seq == seq) is { } armed)
        {
            // Over before the answer to its GO was seen: that it ran is said by its time.
            _window.TakeArmed(seq);
            if (line.Number > 0)
                Accept(armed, board, armed.FirstByte, timestamp, now);
            else
            {
                End(armed, board, end with { RanMs = null });
                return true;
            }
        }
        if (_window.TakeRunning(seq) is not { } done)
            return false;
        if (board.Device(done.Command.DeviceId) is { } device)
            board.Duty.GiveBack(
                device,
                done.Command.DurationMs - (int)(end.RanMs ?? done.Command.DurationMs),
                now.Wall
            );
        End(done, board, end);
        return true;
    }

    private void Accept(CommandRun run, Board board, long firstByte, long timestamp, Moment now)
    {
        run.AcknowledgedAt = now.Wall;
        run.BoardMs = Math.Round(Stopwatch.GetElapsedTime(firstByte, timestamp).TotalMilliseconds, 3);
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
            var line = _window.Sent[i];
            if (now.Uptime < line.LastTry + timings.AckTimeout)
                continue;
            if (!line.MayRepeat(now.Wall))
            {
                _window.TakeSent(line.Seq);
                GiveUp(line, board);
                continue;
            }
            if (line.Tries >= timings.Tries)
                return false;
            Resend(line, now);
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

    private void GiveUp(SentLine line, Board board)
    {
        if (line is CommandRun run)
        {
            End(run, board, Ends.NotConfirmed);
            return;
        }
        _arming = null;
        foreach (var armed in ((GoLine)line).Runs)
            if (_window.TakeArmed(armed.Seq) is not null)
                End(armed, board, Ends.NotConfirmed);
    }

    private void Resend(SentLine line, Moment now)
    {
        if (line.Tries >= timings.Tries || !line.MayRepeat(now.Wall))
            return;
        line.Tries++;
        line.LastTry = now.Uptime;
        effects.LineError("resend");
        effects.Send(line);
    }

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
        _arming = null;
        _starts.Clear();
        foreach (var run in _window.TakeAll())
        {
            board?.Lanes.Release(run);
            effects.Ended(run, end);
        }
    }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake()
    {
        // A start that waits is sent by the next turn: whoever ended the waiting may stand in the middle of a list.
        var next =
            _starts.Count > 0 && _window.HasRoom(_starts.Peek().Line.Length, 0) ? TimeSpan.Zero : TimeSpan.MaxValue;
        foreach (var run in _window.Sent)
            next = Moment.First(next, run.LastTry + timings.AckTimeout);
        foreach (var run in _window.Running)
            next = Moment.First(next, run.DoneBy);
        return next;
    }
}
