using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// One port's state machine. It has no clock, no thread and no chance of its own: time is an argument, what it
/// wants done goes to <see cref="IPortEffects"/>.
/// </summary>
internal sealed partial class PortMachine(
    SerialPort port,
    BoardTimings timings,
    IPortEffects effects,
    Func<double> chance
)
{
    private static readonly TimeSpan _longWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _quarantineWait = TimeSpan.FromSeconds(30);
    private readonly CommandFlow _flow = new(timings, effects);
    private readonly Heartbeat _heart = new(timings, effects);
    private readonly Reopening _reopening = new(port, chance);
    private readonly LineQuality _quality = new(timings);
    private readonly DeviceList _listed = new();
    private readonly Asking _asking = new(timings, effects);
    private readonly TableWriter _table = new();
    private TimeSpan _phaseEnds;
    private TimeSpan _stopStarted;
    private ushort _session;
    private ushort _controlSeq;
    private bool _booted;
    private bool _sentStop;

    public SerialPort Port => _reopening.Port;
    public PortPhase Phase { get; private set; } = PortPhase.Closed;
    public Board? Board { get; private set; }

    public bool IsPresent => _reopening.IsPresent;
    public bool IsQuarantined { get; private set; }

    /// <summary>The gateway's emergency stop is on.</summary>
    public bool IsLatched { get; set; }

    /// <summary>What is wrong and what to do; null when nothing is.</summary>
    public string? Fault { get; private set; }
    public long LineErrors => _quality.Errors + _heart.Lost;

    /// <summary>True once the board has answered, or it is clear that there is none to wait for.</summary>
    public bool IsSettled => Phase == PortPhase.Ready || Phase == PortPhase.Stopped || Fault is not null || !IsPresent;

    public bool IsActive(string device) => _flow.IsRunning(device);

    public BoardState State => PortStates.Of(this);

    /// <summary>Uptime of the next <see cref="Tick"/> that has something to do.</summary>
    public TimeSpan NextWake =>
        Phase switch
        {
            PortPhase.Closed => _reopening.NextTry,
            PortPhase.Opening => TimeSpan.MaxValue,
            PortPhase.Ready => Moment.First(_flow.NextWake(), _heart.NextWake(MayPing)),
            PortPhase.Stopped => Moment.First(_flow.IsEmpty ? TimeSpan.MaxValue : _phaseEnds, _heart.NextWake(MayPing)),
            _ => _asking.LateAt,
        };

    /// <summary>The port was found, moved or lost by a scan.</summary>
    public void Seen(SerialPort? found, Moment now)
    {
        if (_reopening.Seen(found, now))
            effects.Changed();
    }

    /// <summary>Something makes a try at once worth it.</summary>
    public void RetryNow(Moment now) => _reopening.Now(now);

    public void Opened(ushort session, Moment now)
    {
        _session = session;
        _booted = false;
        _sentStop = false;
        _quality.Reset();
        Phase = PortPhase.Greeting;
        _asking.Wait(timings.BootWait, now);
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
        Shut(Phase == PortPhase.Opening ? reason : PortFaults.Lost(reason), reason, now);
    }

    private void Shut(string fault, string reason, Moment now, TimeSpan? wait = null)
    {
        Fault = fault;
        _reopening.Failed(now, wait);
        Phase = PortPhase.Closed;
        _heart.Pause();
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
        IsLatched = true;
        if (Phase is PortPhase.Ready or PortPhase.Clearing or PortPhase.Configuring or PortPhase.Keeping)
            BeginStopping(now, written: true);
    }

    /// <summary>This board off. The caller may have put the byte on the wire already; a second one changes nothing.</summary>
    public void StopBoard(Moment now)
    {
        if (Phase is PortPhase.Ready or PortPhase.Clearing or PortPhase.Configuring or PortPhase.Keeping)
            BeginStopping(now, written: false);
    }

    /// <summary>A person has released the gateway's latch. A board that is held by itself stays off.</summary>
    public void Reset(Moment now)
    {
        IsLatched = false;
        if (Phase is (PortPhase.Stopped or PortPhase.Stopping) && Board is not { IsStopped: true })
            BeginClearing(now);
    }

    /// <summary>Something of this account is on, or on its way to the board.</summary>
    public bool RunsFor(Guid account) => _flow.RunsFor(account);

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
        _asking.BeginStop(now);
        if (!written)
            effects.WriteStop();
        effects.Changed();
    }

    private void BeginClearing(Moment now) =>
        Ask(PortPhase.Clearing, HostLines.Clear(_controlSeq = _flow.NextSeq()), now);

    /// <summary>Asks, and asks the same again in the phase's time while no answer comes.</summary>
    private void Ask(PortPhase phase, byte[] request, Moment now)
    {
        Phase = phase;
        _asking.Begin(phase, request, now);
    }

    /// <summary>A line that was no line of the protocol: crc or form.</summary>
    public void BadLine(string kind, Moment now)
    {
        _quality.AddGarbage();
        // What a boot loader says, and what the line began with, is no fault of the line.
        if (Phase != PortPhase.Greeting || _booted)
            CountError(kind, now);
        if (Phase == PortPhase.Greeting && _quality.IsNonsense)
            Shut(PortFaults.NoAnswer(Phase, Port.Path, _quality.Garbage), "nonsense", now);
    }

    private void CountError(string kind, Moment now)
    {
        _quality.AddError(now);
        effects.LineError(kind);
        if (Phase == PortPhase.Ready && _quality.IsDisturbed)
            Suspect(PortFaults.Disturbed, now);
    }

    /// <summary>Switches the board off by its stop byte and begins anew on the open port.</summary>
    private void Suspect(string fault, Moment now)
    {
        Fault = fault;
        _quality.ForgetRecent();
        _sentStop = true;
        effects.WriteStop();
        BeginGreeting(now);
    }

    private void BeginGreeting(Moment now)
    {
        _booted = true;
        _heart.Pause();
        // A session of its own: the board forgets the sequence numbers of the one before.
        _session = _session == ushort.MaxValue ? (ushort)1 : (ushort)(_session + 1);
        Ask(PortPhase.Greeting, HostLines.Hello(_session, timings.HostMs), now);
        effects.Changed();
    }

    public void Line(in BoardLine line, long timestamp, Moment now)
    {
        switch (line.Kind)
        {
            // Its start may have been lost on the line; that it knows of no session says the same.
            case BoardLineKind.Booted:
            case BoardLineKind.Refused when line.Word == "SESS" && Phase != PortPhase.Greeting:
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
                Refuse(new Admission(null, BoardState.Failing, PortFaults.Version(line.Number)), now);
                return;
            case BoardLineKind.Capability when Phase == PortPhase.Listing:
                _listed.Add(line.Capability!);
                return;
            case BoardLineKind.CapabilityEnd when Phase == PortPhase.Listing:
                HandleListEnd(line.Number, now);
                return;
            case BoardLineKind.Saved when Phase == PortPhase.Keeping:
                effects.Keep(Board!);
                if (_table.IsUnderWay)
                    TableWritten(now);
                else
                    BecomeReady(now);
                return;
            case BoardLineKind.Input when Board is not null:
                Board.Pressed[line.Word!] = line.Number == 1;
                effects.InputChanged(Board, line.Word!, line.Number == 1);
                return;
            default:
                break;
        }
        if (!HandleControl(line, now) && Board is not null && _flow.Answer(line, Board, timestamp, now))
            Pump(now);
    }

    private void HandleStopEvent(Moment now)
    {
        if (Phase == PortPhase.Stopping)
            effects.StopConfirmed(now.Uptime - _stopStarted);
        if (!_sentStop && !IsLatched && Board is not null)
            effects.StoppedByItself(Board);
        if (Phase is PortPhase.Stopping or PortPhase.Ready or PortPhase.Configuring or PortPhase.Keeping)
            BecomeStopped(now);
    }

    private void BecomeStopped(Moment now)
    {
        _phaseEnds = now.Uptime + timings.PongTimeout;
        Settle(PortPhase.Stopped, now);
    }

    private void BecomeReady(Moment now)
    {
        Fault = null;
        _sentStop = false;
        Settle(PortPhase.Ready, now);
        Pump(now);
    }

    private void Settle(PortPhase phase, Moment now)
    {
        Phase = phase;
        _reopening.Succeeded();
        _heart.Schedule(!_flow.IsEmpty, now);
        effects.Changed();
    }

    private void HandlePong(in BoardLine line, Moment now)
    {
        if (!_heart.Hear(line.Number))
            return;
        if (Phase == PortPhase.Probing)
        {
            if (line.State == 'E' && !IsLatched && !Board!.IsStopped)
                BeginClearing(now);
            else if (line.State == 'E')
                BecomeStopped(now);
            else if (IsLatched || Board!.IsStopped)
                BeginStopping(now, written: false);
            else
                AfterClear(now);
            return;
        }
        if (Phase is PortPhase.Ready or PortPhase.Stopped)
            _heart.Schedule(!_flow.IsEmpty, now);
        Pump(now);
    }

    /// <summary>What the board has armed shall start.</summary>
    public void Start(GoLine go) => _flow.Start(go);

    /// <summary>New commands are in the lanes.</summary>
    public void Pump(Moment now)
    {
        if (Phase == PortPhase.Ready)
            _flow.Pump(Board!, _heart.Unanswered, now);
    }

    private bool MayPing => _flow.Unanswered < timings.WindowLines;

    /// <summary>Does what is due.</summary>
    public void Tick(Moment now)
    {
        switch (Phase)
        {
            case PortPhase.Ready or PortPhase.Stopped:
                TickConnected(now);
                break;
            case PortPhase.Closed when now.Uptime >= _reopening.NextTry:
                Phase = PortPhase.Opening;
                effects.Open();
                break;
            case not (PortPhase.Closed or PortPhase.Opening) when now.Uptime >= _asking.LateAt:
                PhaseTimedOut(now);
                break;
            default:
                break;
        }
    }

    private void TickConnected(Moment now)
    {
        if (Phase == PortPhase.Stopped && !_flow.IsEmpty && now.Uptime >= _phaseEnds)
            _flow.EndAll(Board, Ends.CutByStop);
        var answers = (Phase != PortPhase.Ready || _flow.Tick(Board!, now)) && _heart.Tick(MayPing, now);
        if (answers)
            Pump(now);
        else
            Suspect(PortFaults.Silent, now);
    }

    private void PhaseTimedOut(Moment now)
    {
        if (Phase == PortPhase.Greeting && !_booted)
            BeginGreeting(now);
        else if (!_asking.Again(now))
            Shut(PortFaults.NoAnswer(Phase, Port.Path, _quality.Garbage), "no answer", now);
    }
}
