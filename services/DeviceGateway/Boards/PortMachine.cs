using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>Where a port is on its way to a board that takes commands.</summary>
internal enum PortPhase
{
    Closed,
    Opening,

    /// <summary>Waiting for the board's start or its HELLO.</summary>
    Greeting,

    /// <summary>Reading the list of devices.</summary>
    Listing,

    /// <summary>Asking by PING whether the board is latched.</summary>
    Probing,

    /// <summary>Having a board that is new here store its id, which is random until then.</summary>
    Keeping,

    /// <summary>Releasing the board's latch.</summary>
    Clearing,

    /// <summary>Repeating the stop byte until the board confirms.</summary>
    Stopping,

    /// <summary>Latched: alive, but nothing is sent.</summary>
    Stopped,
    Ready,
}

/// <summary>
/// One port's state machine (the host's side of protocol v1). It has no clock, no thread, no port and no chance of
/// its own: time and random numbers are arguments, what it wants done goes to <see cref="IPortEffects"/>.
/// </summary>
internal sealed class PortMachine(SerialPort port, BoardTimings timings, IPortEffects effects, Func<double> chance)
{
    private const int MaxGarbage = 200;
    private readonly CommandFlow _flow = new(timings, effects);
    private readonly Queue<TimeSpan> _errors = new();
    private readonly List<CapabilityLine> _listed = [];
    private TimeSpan _wakeAt = TimeSpan.Zero;
    private TimeSpan _phaseEnds;
    private TimeSpan _pingAt = TimeSpan.MaxValue;
    private TimeSpan _pongBy = TimeSpan.MaxValue;
    private TimeSpan _stopStarted;
    private int _tries;
    private int _missedPongs;
    private int _failures;
    private uint _ping;
    private ushort _session;
    private ushort _controlSeq;
    private bool _booted;
    private bool _sentStop;
    private bool _latched;
    private bool _quarantined;
    private int _garbage;

    public SerialPort Port { get; private set; } = port;
    public PortPhase Phase { get; private set; } = PortPhase.Closed;
    public Board? Board { get; private set; }

    /// <summary>The port exists now.</summary>
    public bool IsPresent { get; private set; } = true;

    /// <summary>What is wrong and what to do; null when nothing is.</summary>
    public string? Fault { get; private set; }
    public long LineErrors { get; private set; }

    /// <summary>True once the board has answered, or it is clear that there is none to wait for.</summary>
    public bool IsSettled => Phase == PortPhase.Ready || Phase == PortPhase.Stopped || Fault is not null || !IsPresent;

    /// <summary>True while the replies must carry a check.</summary>
    public bool IsStrict => Phase is not (PortPhase.Closed or PortPhase.Opening);

    public bool IsActive(string device) => _flow.IsRunning(device);

    /// <summary>Nothing is at the board.</summary>
    public bool IsQuiet => _flow.IsEmpty;

    public BoardState State =>
        Phase switch
        {
            PortPhase.Ready => BoardState.Ready,
            PortPhase.Stopping or PortPhase.Stopped => BoardState.EmergencyStopped,
            _ when !IsPresent => BoardState.Offline,
            _ when _quarantined => BoardState.Quarantined,
            _ when Fault is not null => BoardState.Failing,
            _ => BoardState.Connecting,
        };

    /// <summary>Uptime of the next <see cref="Tick"/> that has something to do.</summary>
    public TimeSpan NextWake
    {
        get
        {
            var next = Phase switch
            {
                PortPhase.Closed => IsPresent ? _wakeAt : TimeSpan.MaxValue,
                PortPhase.Opening => TimeSpan.MaxValue,
                PortPhase.Ready or PortPhase.Stopped => TimeSpan.MaxValue,
                _ => _wakeAt,
            };
            if (Phase is PortPhase.Closed or PortPhase.Opening)
                return next;
            next = Min(next, _flow.NextWake());
            // With a full window a PING waits for the next answer, which comes as an input of its own.
            return Min(next, _flow.Unanswered < timings.WindowLines ? Min(_pingAt, _pongBy) : _pongBy);
        }
    }

    /// <summary>The port was found, moved or lost by a scan.</summary>
    public void Seen(SerialPort? found, Moment now)
    {
        var present = found is not null;
        if (found is not null)
            Port = found;
        if (present == IsPresent)
            return;
        IsPresent = present;
        if (present && Phase == PortPhase.Closed)
        {
            _failures = 0;
            _wakeAt = now.Uptime;
        }
        effects.Changed();
    }

    /// <summary>A person has confirmed the board here, or something else makes a try at once worth it.</summary>
    public void RetryNow(Moment now)
    {
        _failures = 0;
        if (Phase == PortPhase.Closed)
            _wakeAt = now.Uptime;
    }

    public void Opened(ushort session, Moment now)
    {
        _session = session;
        _booted = false;
        _sentStop = false;
        _garbage = 0;
        _missedPongs = 0;
        _errors.Clear();
        LineErrors = 0;
        Phase = PortPhase.Greeting;
        _tries = 0;
        _phaseEnds = now.Uptime + timings.BootWait;
        _wakeAt = _phaseEnds;
        // A board that opening does not reset answers this at once; a boot loader ignores it. The bare LF before it
        // ends whatever noise the line began with.
        effects.Write("\n"u8.ToArray());
        effects.Write(HostLines.Hello(_session, timings.HostMs));
        effects.Changed();
    }

    /// <summary>The port could not be opened, or the link is gone.</summary>
    public void Closed(string reason, Moment now)
    {
        if (Phase == PortPhase.Closed)
            return;
        Shut(Phase == PortPhase.Opening ? reason : $"The connection was lost: {reason}.", reason, now);
    }

    private void Shut(string fault, string reason, Moment now, TimeSpan? wait = null)
    {
        Fault = fault;
        _failures++;
        _wakeAt = now.Uptime + (wait ?? BoardTimings.BackOff(_failures, chance()));
        Phase = PortPhase.Closed;
        _pingAt = _pongBy = TimeSpan.MaxValue;
        var board = Board;
        Board = null;
        _flow.EndAll(board, Ends.LinkLost(reason));
        if (board is not null)
        {
            board.Port = null;
            board.AwaySince = now.Uptime;
        }
        effects.Close();
        effects.Changed();
    }

    /// <summary>Everything off. The caller has already put the byte on the wire, past every queue.</summary>
    public void EmergencyStop(Moment now)
    {
        _latched = true;
        if (Phase is PortPhase.Ready or PortPhase.Clearing or PortPhase.Keeping)
            BeginStopping(now, written: true);
    }

    /// <summary>The gateway's latch as it is, told before the port is opened.</summary>
    public void SetLatched(bool latched) => _latched = latched;

    /// <summary>A person has released the latch.</summary>
    public void Reset(Moment now)
    {
        _latched = false;
        if (Phase is PortPhase.Stopped or PortPhase.Stopping)
            BeginClearing(now);
    }

    /// <summary>The process ends: what is on goes off.</summary>
    public void SwitchOff(Moment now)
    {
        if (_flow.IsEmpty || Phase != PortPhase.Ready)
            return;
        _flow.EndAll(Board, Ends.GatewayEnding);
        BeginStopping(now, written: false);
    }

    private void BeginStopping(Moment now, bool written)
    {
        Phase = PortPhase.Stopping;
        _sentStop = true;
        _stopStarted = now.Uptime;
        _tries = 1;
        _wakeAt = now.Uptime + timings.StopRepeat;
        if (!written)
            effects.WriteStop();
        effects.Changed();
    }

    private void BeginClearing(Moment now)
    {
        Phase = PortPhase.Clearing;
        _controlSeq = _flow.NextSeq();
        BeginTries(now, timings.AckTimeout, HostLines.Clear(_controlSeq));
    }

    private void BeginTries(Moment now, TimeSpan timeout, byte[] line)
    {
        _tries = 1;
        _wakeAt = now.Uptime + timeout;
        effects.Write(line);
    }

    /// <summary>A line that was no line of the protocol: crc or form.</summary>
    public void BadLine(string kind, Moment now)
    {
        _garbage++;
        CountError(kind, now);
        // No boot loader says so much: not worth waiting for.
        if (Phase == PortPhase.Greeting && _garbage > MaxGarbage)
            Shut(TimeOutFault(), "nonsense", now);
    }

    private void CountError(string kind, Moment now)
    {
        LineErrors++;
        effects.LineError(kind);
        if (Phase != PortPhase.Ready)
            return;
        _errors.Enqueue(now.Uptime);
        while (_errors.Peek() < now.Uptime - timings.ErrorWindow)
            _errors.Dequeue();
        if (_errors.Count > timings.ErrorsAllowed)
            Suspect("The line to the board is disturbed: check cable, plugs and ground.", now);
    }

    /// <summary>Switches the board off by its stop byte and begins anew on the open port.</summary>
    private void Suspect(string fault, Moment now)
    {
        Fault = fault;
        _errors.Clear();
        _sentStop = true;
        effects.WriteStop();
        BeginGreeting(now);
    }

    private void BeginGreeting(Moment now)
    {
        Phase = PortPhase.Greeting;
        _booted = true;
        _missedPongs = 0;
        _pingAt = _pongBy = TimeSpan.MaxValue;
        // A session of its own: the board forgets the sequence numbers of the one before.
        _session = _session == ushort.MaxValue ? (ushort)1 : (ushort)(_session + 1);
        BeginTries(now, timings.HelloTimeout, HostLines.Hello(_session, timings.HostMs));
        effects.Changed();
    }

    public void Line(in BoardLine line, long timestamp, Moment now)
    {
        switch (line.Kind)
        {
            case BoardLineKind.Booted:
                _flow.EndAll(Board, Ends.BoardRestarted);
                _sentStop = false;
                BeginGreeting(now);
                return;
            case BoardLineKind.EmergencyStopped:
                HandleStopEvent(now);
                return;
            case BoardLineKind.NotUnderstood:
                CountError("nak", now);
                break;
            case BoardLineKind.Pong:
                HandlePong(line, now);
                return;
            case BoardLineKind.Hello:
                HandleHello(line.Hello!, now);
                return;
            case BoardLineKind.Refused when line.Word == "VER" && Phase == PortPhase.Greeting:
                Shut(
                    $"The board's firmware speaks protocol {line.Number}, this gateway {HostLines.Version}: update the older one.",
                    "protocol",
                    now,
                    TimeSpan.FromSeconds(5)
                );
                return;
            case BoardLineKind.Capability when Phase == PortPhase.Listing:
                AddListed(line.Capability!);
                return;
            case BoardLineKind.CapabilityEnd when Phase == PortPhase.Listing:
                HandleListEnd((int)line.Number, now);
                return;
            case BoardLineKind.Saved when Phase == PortPhase.Keeping:
                effects.Keep(Board!);
                BecomeReady(now);
                return;
            default:
                break;
        }
        if (HandleControl(line, now) || Board is null)
            return;
        var free = _flow.Answer(line, Board, timestamp, now);
        if (free && Phase == PortPhase.Ready)
            Pump(now);
    }

    private void AddListed(CapabilityLine line)
    {
        _listed.RemoveAll(known => known.Index == line.Index);
        _listed.Add(line);
    }

    private bool HandleControl(in BoardLine line, Moment now)
    {
        if (line.Seq == 0 || line.Seq != _controlSeq || Phase is not (PortPhase.Clearing or PortPhase.Keeping))
            return false;
        if (Phase == PortPhase.Keeping)
        {
            // The ACK says that storing began; EVT:SAVED says that it is done.
            _wakeAt = now.Uptime + timings.BootWait;
            return true;
        }
        if (line.Kind is BoardLineKind.Accepted or BoardLineKind.AcceptedBefore)
        {
            AfterClear(now);
            return true;
        }
        Fault = "The board keeps its emergency stop: release the button on it, then reset again.";
        BecomeStopped(now);
        return true;
    }

    private void AfterClear(Moment now)
    {
        if (_latched)
            BeginStopping(now, written: false);
        else if (!Board!.IsKept)
        {
            Phase = PortPhase.Keeping;
            _controlSeq = _flow.NextSeq();
            BeginTries(now, timings.AckTimeout, HostLines.Save(_controlSeq));
        }
        else
            BecomeReady(now);
    }

    private void HandleStopEvent(Moment now)
    {
        if (Phase == PortPhase.Stopping)
            effects.StopConfirmed(now.Uptime - _stopStarted);
        var byItself = !_sentStop && !_latched;
        if (byItself && Board is not null)
            effects.StoppedByItself(Board);
        if (Phase is PortPhase.Stopping or PortPhase.Ready or PortPhase.Keeping)
            BecomeStopped(now);
    }

    private void BecomeStopped(Moment now)
    {
        Phase = PortPhase.Stopped;
        _failures = 0;
        _phaseEnds = now.Uptime + timings.PongTimeout;
        SchedulePing(now);
        effects.Changed();
    }

    private void BecomeReady(Moment now)
    {
        Phase = PortPhase.Ready;
        Fault = null;
        _failures = 0;
        _sentStop = false;
        SchedulePing(now);
        effects.Changed();
        Pump(now);
    }

    private void HandleHello(HelloLine hello, Moment now)
    {
        if (Phase != PortPhase.Greeting || hello.Session != _session)
            return;
        if (hello.Protocol != HostLines.Version)
        {
            Shut(
                $"The board's firmware speaks protocol {hello.Protocol}, this gateway {HostLines.Version}: update the older one.",
                "protocol",
                now,
                TimeSpan.FromSeconds(5)
            );
            return;
        }
        _flow.EndAll(Board, Ends.NoAnswer);
        var admission = effects.Identify(hello);
        _quarantined = admission.State == BoardState.Quarantined;
        if (admission.Board is not { } board)
        {
            Board = null;
            Shut(admission.Detail ?? "refused", "refused", now, TimeSpan.FromSeconds(_quarantined ? 30 : 5));
            return;
        }
        Board = board;
        _listed.Clear();
        Phase = PortPhase.Listing;
        BeginTries(now, timings.ListTimeout, HostLines.Capabilities());
    }

    private void HandleListEnd(int count, Moment now)
    {
        // A line of the list was lost: the time-out asks again.
        if (_listed.Count != count)
            return;
        Board!.Devices =
        [
            .. _listed
                .OrderBy(line => line.Index)
                .Select(line => new DeviceStatus
                {
                    DeviceId = line.Device,
                    Type = line.Type,
                    Pins = line.Pins,
                    MaxMs = line.MaxMs,
                }),
        ];
        Phase = PortPhase.Probing;
        BeginTries(now, timings.PongTimeout, HostLines.Ping(++_ping));
    }

    private void HandlePong(in BoardLine line, Moment now)
    {
        if (line.Number != _ping)
            return;
        _missedPongs = 0;
        _pongBy = TimeSpan.MaxValue;
        if (Phase == PortPhase.Probing)
        {
            if (line.State == 'E' && !_latched && !Board!.StoppedByItself)
                BeginClearing(now);
            else if (line.State == 'E')
                BecomeStopped(now);
            else if (_latched || Board!.StoppedByItself)
                BeginStopping(now, written: false);
            else
                AfterClear(now);
            return;
        }
        if (Phase is PortPhase.Ready or PortPhase.Stopped)
            SchedulePing(now);
        if (Phase == PortPhase.Ready)
            Pump(now);
    }

    /// <summary>New commands are in the lanes.</summary>
    public void Pump(Moment now)
    {
        if (Phase == PortPhase.Ready)
            _flow.Pump(Board!, _pongBy == TimeSpan.MaxValue ? 0 : 1, now);
    }

    private void SchedulePing(Moment now) =>
        _pingAt = now.Uptime + (_flow.IsEmpty ? timings.PingIdle : timings.PingWhileOn);

    /// <summary>Does what is due.</summary>
    public void Tick(Moment now)
    {
        switch (Phase)
        {
            case PortPhase.Closed when IsPresent && now.Uptime >= _wakeAt:
                Phase = PortPhase.Opening;
                effects.Open();
                return;
            case PortPhase.Closed or PortPhase.Opening:
                return;
            case PortPhase.Ready or PortPhase.Stopped:
                break;
            default:
                if (now.Uptime >= _wakeAt)
                    PhaseTimedOut(now);
                break;
        }
        if (Phase is PortPhase.Ready or PortPhase.Stopped or PortPhase.Stopping && Board is not null)
            TickConnected(now);
    }

    private void TickConnected(Moment now)
    {
        if (Phase == PortPhase.Stopped && !_flow.IsEmpty && now.Uptime >= _phaseEnds)
            _flow.EndAll(Board, Ends.CutByStop);
        if (Phase == PortPhase.Ready && !_flow.Tick(Board!, now))
        {
            Suspect("The board stopped answering.", now);
            return;
        }
        if (now.Uptime >= _pongBy)
        {
            _pongBy = TimeSpan.MaxValue;
            _pingAt = now.Uptime;
            effects.LineError("pong");
            LineErrors++;
            if (++_missedPongs >= timings.Tries)
            {
                Suspect("The board stopped answering.", now);
                return;
            }
        }
        if (now.Uptime >= _pingAt && _pongBy == TimeSpan.MaxValue && _flow.Unanswered < timings.WindowLines)
        {
            _pingAt = TimeSpan.MaxValue;
            _pongBy = now.Uptime + timings.PongTimeout;
            effects.Write(HostLines.Ping(++_ping));
        }
        Pump(now);
    }

    private void PhaseTimedOut(Moment now)
    {
        if (Phase == PortPhase.Greeting && !_booted)
        {
            BeginGreeting(now);
            return;
        }
        _tries++;
        var tries = Phase == PortPhase.Stopping ? timings.StopTries : timings.Tries;
        if (_tries > tries)
        {
            Shut(TimeOutFault(), "no answer", now);
            return;
        }
        _wakeAt = now.Uptime + PhaseTimeout();
        switch (Phase)
        {
            case PortPhase.Greeting:
                effects.Write(HostLines.Hello(_session, timings.HostMs));
                break;
            case PortPhase.Listing:
                effects.Write(HostLines.Capabilities());
                break;
            case PortPhase.Probing:
                effects.Write(HostLines.Ping(++_ping));
                break;
            case PortPhase.Keeping:
                effects.Write(HostLines.Save(_controlSeq));
                break;
            case PortPhase.Clearing:
                effects.Write(HostLines.Clear(_controlSeq));
                break;
            case PortPhase.Stopping:
                effects.WriteStop();
                break;
            default:
                break;
        }
    }

    private TimeSpan PhaseTimeout() =>
        Phase switch
        {
            PortPhase.Greeting => timings.HelloTimeout,
            PortPhase.Listing => timings.ListTimeout,
            PortPhase.Probing => timings.PongTimeout,
            PortPhase.Stopping => timings.StopRepeat,
            _ => timings.AckTimeout,
        };

    private string TimeOutFault() =>
        Phase switch
        {
            PortPhase.Greeting when _garbage > 0 =>
                $"What answers on {Port.Path} is no LiveOps board ({_garbage} lines of nonsense): load the LiveOps firmware, or take the port out of Gateway:Ports.",
            PortPhase.Greeting =>
                $"Nothing answers on {Port.Path}: is the LiveOps firmware on the board, at 115200 baud?",
            PortPhase.Stopping => "The board did not confirm the emergency stop: cut its power, then check the cable.",
            _ => "The board stopped answering while it was set up.",
        };

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
