using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Reporting;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The ports and boards of this PC. Used by the loop's thread only.</summary>
internal sealed class PortRegistry
{
    /// <summary>A board that has been away for longer is offline: its commands are told so at once.</summary>
    private static readonly TimeSpan _mayComeBack = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, PortRunner> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Board> _boards = new(StringComparer.Ordinal);
    private readonly List<CommandRun> _taken = [];
    private readonly GatewayOptions _options;
    private readonly KnownBoards _known;
    private readonly PortSurroundings _surroundings;
    private readonly StatusSignal _signal;
    private readonly BoardTables _tables;
    private readonly Combos _combos;
    private readonly Dictionary<string, TaskCompletionSource<string?>> _configuring = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LentPort> _lent = new(StringComparer.Ordinal);
    private TimeSpan _sweepAt;
    private static readonly TimeSpan _sweep = TimeSpan.FromMilliseconds(50);

    public PortRegistry(
        IOptions<GatewayOptions> options,
        KnownBoards known,
        BoardTables tables,
        Combos combos,
        GatewayLoop loop,
        ISerialPorts serial,
        OpenLinks links,
        EmergencyLatch latch,
        CommandDesk desk,
        LineSettings line,
        StatusSignal signal,
        ILogger<PortRegistry> logger
    )
    {
        _options = options.Value;
        _known = known;
        _tables = tables;
        _combos = combos;
        _signal = signal;
        _surroundings = new PortSurroundings(loop, serial, links, latch, desk, line.Timings, logger);
        foreach (var uid in known.Uids)
            _boards[uid] = NewBoard(uid, isKept: true);
    }

    /// <summary>Called when a board has stopped by itself, with its id.</summary>
    public Action<string> BoardStopped { get; set; } = _ => { };

    /// <summary>True once the ports of the start have been looked for.</summary>
    public bool HasScanned { get; private set; }

    /// <summary>The ports that are there and not used, with the reason.</summary>
    public IReadOnlyList<UnusedPort> Unused { get; private set; } = [];

    /// <summary>The ports that are there now, configured or nominated, and those that are left alone.</summary>
    public void Seen(IReadOnlyList<SerialPort> found, IReadOnlyList<UnusedPort> unused, Moment now)
    {
        HasScanned = true;
        if (!Unused.SequenceEqual(unused))
        {
            Unused = unused;
            Changed();
        }
        foreach (var port in found)
        {
            if (_lent.ContainsKey(port.Place))
                continue;
            if (_ports.TryGetValue(port.Place, out var runner))
                runner.Machine.Seen(port, now);
            else
                _ports.Add(port.Place, new PortRunner(port, _surroundings, this));
        }
        foreach (var (place, runner) in _ports)
            if (found.All(port => port.Place != place))
                runner.Machine.Seen(null, now);
    }

    /// <summary>Configured ports that do not exist: people shall see that they are missing.</summary>
    public IEnumerable<string> Missing() =>
        _options.Ports.Where(path =>
            _lent.Values.All(lent => lent.Port.Path != path)
            && _ports.Values.All(runner => runner.Machine.Port.Path != path)
        );

    public Board? Find(string uid) => _boards.GetValueOrDefault(uid);

    /// <summary>Where a command for this board goes; null when the board is not here and will not come soon.</summary>
    public Board? Route(string uid, Moment now)
    {
        if (_boards.TryGetValue(uid, out var board))
            return board.Port is not null || now.Uptime - board.AwaySince < _mayComeBack ? board : null;
        // A port that has not said yet which board it has may have this one.
        if (HasScanned && _ports.Values.All(runner => runner.Machine.IsSettled))
            return null;
        board = NewBoard(uid, isKept: false);
        board.AwaySince = now.Uptime;
        return _boards[uid] = board;
    }

    public Admission Admit(PortRunner runner, HelloLine hello)
    {
        var port = runner.Machine.Port;
        var board = _boards.GetValueOrDefault(hello.Uid);
        if (board?.Port is { } other && !ReferenceEquals(other, runner.Machine))
            return new Admission(
                null,
                BoardState.Failing,
                $"Its id {hello.Uid} is taken by the board on {other.Port.Path}: two boards must not share an id. Erase the EEPROM of one of them and plug it in again."
            );
        if (_known.Stranger(port.Place, hello.Uid) is { } expected)
            return new Admission(
                null,
                BoardState.Quarantined,
                $"Board {hello.Uid} is new, and {port.Path} had board {expected}: confirm that it may be used here, or plug the old one in."
            );
        board ??= _boards[hello.Uid] = NewBoard(hello.Uid, isKept: false);
        board.Firmware = $"{hello.Version} ({hello.Board})";
        board.Made = (hello.Board, hello.Version);
        board.CanArm = hello.CanArm;
        board.Wanted ??= _tables.Of(hello.Uid);
        board.Port = runner.Machine;
        board.IsStopped = _surroundings.Latch.IsStopped(hello.Uid);
        if (board.IsKept)
            _known.Remember(hello.Uid, port.Place);
        return new Admission(board);
    }

    /// <summary>The board has stored its id.</summary>
    public void Keep(Board board, SerialPort port)
    {
        board.IsKept = true;
        _known.Remember(board.Uid, port.Place);
    }

    /// <summary>Completed when the board has its table: with null, or with the reason why it refused it.</summary>
    public Task<string?> WaitConfigured(Board board)
    {
        var waiting = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_configuring.Remove(board.Uid, out var earlier))
            earlier.TrySetResult("Another table was given meanwhile.");
        _configuring[board.Uid] = waiting;
        return waiting.Task;
    }

    /// <summary>The board has the wanted table, or refused it and has its old one.</summary>
    public void Configured(Board board, string? refusal)
    {
        if (refusal is not null)
        {
            _surroundings.Logger.LogWarning("Board {Board} refused its new table: {Reason}", board.Uid, refusal);
            board.Wanted = board.WantedBefore;
            _tables.Set(board.Uid, board.Wanted);
        }
        else
            _surroundings.Logger.LogInformation("Board {Board} has stored its new table", board.Uid);
        board.WantedBefore = null;
        if (_configuring.Remove(board.Uid, out var waiting))
            waiting.TrySetResult(refusal);
        Changed();
    }

    /// <summary>A person says that this board may be used where it is. False when it waits nowhere.</summary>
    public bool Confirm(string uid, Moment now)
    {
        if (!_known.Confirm(uid))
            return false;
        foreach (var runner in _ports.Values)
            if (runner.Machine.State == BoardState.Quarantined)
                runner.Machine.RetryNow(now);
        return true;
    }

    /// <summary>Tries the ports again that wait because they failed.</summary>
    /// <returns>How many.</returns>
    public int RetryFailed(Moment now)
    {
        var waiting = _ports
            .Values.Select(runner => runner.Machine)
            .Where(port => port is { Phase: PortPhase.Closed, IsPresent: true })
            .ToArray();
        foreach (var port in waiting)
            port.RetryNow(now);
        return waiting.Length;
    }

    /// <summary>The stop bytes are out; now what waits is emptied and the boards' confirmations are waited for.</summary>
    public void EmergencyStop(Moment now)
    {
        foreach (var board in _boards.Values)
            EmptyLanes(board, Ends.Stopped);
        foreach (var runner in _ports.Values)
            runner.Machine.EmergencyStop(now);
        Changed();
    }

    /// <summary>The same for the boards that the latch holds by themselves.</summary>
    public void StopHeld(Moment now)
    {
        foreach (var board in _boards.Values)
        {
            if (board.IsStopped || !_surroundings.Latch.IsStopped(board.Uid))
                continue;
            board.IsStopped = true;
            EmptyLanes(board, Ends.Stopped);
            board.Port?.StopBoard(now);
        }
        Changed();
    }

    /// <summary>The same for the boards that one account moves; what waits for it elsewhere is ended too.</summary>
    public void StopAccount(Guid account, Moment now)
    {
        foreach (var board in _boards.Values)
        {
            // The loop knows of commands that went out while the stop bytes did.
            if (board is { IsStopped: false, Port: { } port } && port.RunsFor(account))
                _surroundings.Latch.AddBoard(board.Uid, account);
            bool Mine(CommandRun run) => run.Command.AccountId == account;
            board.Lanes.Take(Mine, _taken);
            _taken.AddRange(board.Stops.Where(Mine));
            _taken.AddRange(board.Unchecked.Where(Mine));
            board.Unchecked.RemoveAll(Mine);
            var stops = board.Stops.Where(run => !Mine(run)).ToArray();
            board.Stops.Clear();
            foreach (var stop in stops)
                board.Stops.Enqueue(stop);
            EndTaken(Ends.AccountStopped);
        }
        StopHeld(now);
    }

    /// <summary>What the latch holds no more may move again.</summary>
    public void Reset(Moment now)
    {
        var latch = _surroundings.Latch;
        foreach (var board in _boards.Values)
            board.IsStopped = latch.IsStopped(board.Uid);
        if (!latch.IsLatched)
            foreach (var runner in _ports.Values)
                runner.Machine.Reset(now);
        Changed();
    }

    public void EmptyLanes(Board board, CommandEnd end)
    {
        board.Lanes.Clear(_taken);
        _taken.AddRange(board.Stops);
        board.Stops.Clear();
        _taken.AddRange(board.Unchecked);
        board.Unchecked.Clear();
        EndTaken(end);
    }

    /// <summary>Does what is due on every port.</summary>
    public void Due(Moment now)
    {
        _combos.Due(now);
        foreach (var runner in _ports.Values)
            if (runner.Machine.NextWake <= now.Uptime)
                runner.Machine.Tick(now);
        foreach (var board in _boards.Values)
        {
            if (board is { IsRecalled: false, Devices: not null })
                _surroundings.Desk.Recall(board);
            if (board is { Unchecked.Count: > 0, Devices: not null })
                _surroundings.Desk.Check(board, now);
        }
        if (now.Uptime < _sweepAt)
            return;
        _sweepAt = now.Uptime + _sweep;
        List<string>? gone = null;
        foreach (var board in _boards.Values)
        {
            Sweep(board, now);
            if (board is { Port: null, IsKept: false, Devices: null, Unchecked.Count: 0 })
                (gone ??= []).Add(board.Uid);
        }
        // Nothing has ever answered by this id: it was a command's mistake.
        foreach (var uid in gone ?? [])
            _boards.Remove(uid);
    }

    private void Sweep(Board board, Moment now)
    {
        board.Lanes.Expire(now.Wall, _taken);
        EndTaken(board.Port?.Phase == PortPhase.Ready ? Ends.Expired : Ends.ExpiredAway);
        foreach (var run in board.Unchecked)
            if (run.Command.ExpiresAt <= now.Wall)
                _taken.Add(run);
        foreach (var run in _taken)
            board.Unchecked.Remove(run);
        EndTaken(Ends.ExpiredAway);
    }

    private void EndTaken(CommandEnd end)
    {
        foreach (var run in _taken)
            _surroundings.Desk.End(run, end, _surroundings.Loop.Now);
        _taken.Clear();
    }

    public TimeSpan NextWake()
    {
        var next = _combos.NextWake();
        foreach (var runner in _ports.Values)
            if (runner.Machine.NextWake < next)
                next = runner.Machine.NextWake;
        foreach (var board in _boards.Values)
            if (board.Lanes.Waiting + board.Unchecked.Count > 0 && _sweepAt < next)
                next = _sweepAt;
        return next;
    }

    /// <summary>Ports that somebody else has for a while, to load a firmware.</summary>
    public IEnumerable<LentPort> Lent => _lent.Values;

    /// <summary>Lets go of a port until <see cref="GiveBack"/>. Its link may take a moment to close.</summary>
    /// <returns>Null when there is no such port, or it is just being opened.</returns>
    public SerialPort? Lend(Func<PortMachine, bool> which, Moment now)
    {
        var runner = _ports.Values.FirstOrDefault(runner =>
            which(runner.Machine) && runner.Machine.Phase != PortPhase.Opening
        );
        if (runner is null)
            return null;
        var port = runner.Machine.Port;
        var uid = runner.Machine.Board?.Uid;
        runner.Machine.Closed("its firmware is being loaded", now);
        _ports.Remove(port.Place);
        _lent[port.Place] = new LentPort(port, uid);
        Changed();
        return port;
    }

    /// <summary>The next scan uses the port again.</summary>
    public void GiveBack(SerialPort port) => _lent.Remove(port.Place);

    /// <summary>Every link has its outputs switched off: the process ends.</summary>
    public void SwitchOff(Moment now)
    {
        foreach (var runner in _ports.Values)
            runner.Machine.SwitchOff(now);
    }

    public IEnumerable<PortMachine> Ports => _ports.Values.Select(runner => runner.Machine);

    public IEnumerable<Board> Boards => _boards.Values;

    public void Changed() => _signal.Raise();

    private Board NewBoard(string uid, bool isKept) => new(uid, _options.LaneLength) { IsKept = isKept };
}

/// <summary>A port that somebody else has for a while.</summary>
/// <param name="Port">The port.</param>
/// <param name="Uid">The board that was on it; null when none had said so.</param>
internal sealed record LentPort(SerialPort Port, string? Uid);
