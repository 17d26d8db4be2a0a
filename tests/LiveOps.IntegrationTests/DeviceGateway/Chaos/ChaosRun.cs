using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;
using LiveOps.IntegrationTests.Firmware;

namespace LiveOps.IntegrationTests.DeviceGateway.Chaos;

/// <summary>
/// The gateway's state machine for one port against the real firmware on a line that damages and loses bytes, with
/// boards that restart, cables that come loose and emergency stops in between. Both live by the board's clock.
/// </summary>
internal sealed class ChaosRun : IPortEffects, IDisposable
{
    private const int StepUs = 250;
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] _devices = ["SOL1", "RELAY1", "LED1"];
    private readonly SteppedBoard _wire;
    private readonly Random _random;
    private readonly PortMachine _machine;
    private readonly Board _board = new("", 8) { IsKept = false };
    private readonly LineAssembler _assembler = new();
    private readonly Dictionary<CommandRun, SentCommand> _commands = [];
    private readonly List<SentCommand> _all = [];
    private readonly Combos _combos = new();
    private readonly List<byte> _out = [];
    private bool _isOpen;
    private bool _openWanted;
    private bool _comboWanted;
    private double _resetAt;
    private double _unplugAt;
    private double _stopAt;
    private double _releaseAt = double.MaxValue;
    private ushort _session;
    private long _order;

    private ChaosRun(SteppedBoard wire, int seed)
    {
        _wire = wire;
        _random = new Random(seed);
        _machine = new PortMachine(new SerialPort("stepped", "stepped"), new BoardTimings(), this, _random.NextDouble);
    }

    /// <summary>How often what went wrong did.</summary>
    public Dictionary<string, int> Troubles { get; } = new(StringComparer.Ordinal);
    public IReadOnlyList<SentCommand> Commands => _all;

    /// <summary>Longest time that the pin log may show of any device, by its name, ms.</summary>
    public Dictionary<string, int> LongestMs { get; } =
        new()
        {
            ["SOL1"] = 10_000,
            ["RELAY1"] = 60_000,
            ["LED1"] = 60_000,
        };

    public static async Task<ChaosRun> StartAsync(string faults, int seed) =>
        new(await SteppedBoard.StartAsync(faults, seed), seed);

    private Moment Now
    {
        get
        {
            var uptime = TimeSpan.FromMicroseconds(_wire.Cycle / 16.0);
            return new Moment(_start + uptime, uptime);
        }
    }

    private double Seconds => _wire.Cycle / 16e6;

    /// <summary>Gives the gateway so many commands and waits until each has its end.</summary>
    public void Run(int count)
    {
        _resetAt = Later(40);
        _unplugAt = Later(60);
        _stopAt = Later(50);
        while (_all.Count < count || _all[^1].End is null || _all.Any(one => one.End is null))
        {
            if (_all.Count < count)
                Feed();
            Disturb();
            Turn();
            // The last ones are looked for only now and then: it is a long list.
            for (var quiet = 0; _all.Count >= count && quiet < 4_000; quiet++)
                Turn();
        }
    }

    /// <summary>Reads the pin log and gives each command the pulses that are its own.</summary>
    /// <returns>Pulses that no command explains.</returns>
    public List<(string Device, long From, long Until)> ReadPins()
    {
        var stray = new List<(string, long, long)>();
        var pinOf = new Dictionary<string, string>
        {
            ["PD4"] = "SOL1",
            ["PD7"] = "RELAY1",
            ["PB5"] = "LED1",
        };
        var byDevice = _devices.ToDictionary(
            device => device,
            device => _all.Where(one => one.FirstByteAt is not null && one.Run.Command.DeviceId == device).ToArray()
        );
        var onSince = new Dictionary<string, long>();
        foreach (var change in _wire.End())
        {
            if (!pinOf.TryGetValue(change.Pin, out var device) || change.PulseUs is not null)
                continue;
            if (change is { Value: 1, Floating: false })
                onSince.TryAdd(device, change.Cycle);
            else if (onSince.Remove(device, out var from))
            {
                // The command whose line was on the wire last when the pin went up.
                var at = Array.FindLastIndex(byDevice[device], one => one.FirstByteAt <= from);
                if (at < 0)
                    stray.Add((device, from, change.Cycle));
                else
                    byDevice[device][at].Pulses.Add((from, change.Cycle, change.Floating));
            }
        }
        return stray;
    }

    private void Feed()
    {
        if (_random.Next(4) != 0)
            return;
        _comboWanted |= _random.Next(100) == 0;
        if (_comboWanted)
        {
            // All three at one moment, as soon as none has much waiting.
            if (_devices.Any(device => _board.Lanes.WaitingFor(device) > 1))
                return;
            _comboWanted = false;
            var id = Guid.NewGuid();
            foreach (var device in _devices)
                Give(device, id);
            return;
        }
        var one = _devices[_random.Next(_devices.Length)];
        if (_board.Lanes.WaitingFor(one) <= 2)
            Give(one, null);
    }

    private void Give(string device, Guid? combo)
    {
        var command = new DeviceCommand
        {
            CommandId = Guid.NewGuid(),
            WorkspaceId = Guid.Empty,
            BoardId = _board.Uid,
            DeviceId = device,
            Action = device == "SOL1" ? "PUSH" : "ON",
            DurationMs = _random.Next(200) == 0 ? 200_000 : _random.Next(1, 12),
            IssuedAt = Now.Wall,
            ExpiresAt = Now.Wall.AddMilliseconds(_random.Next(20) == 0 ? _random.Next(1, 30) : 3_000),
            ComboId = combo,
            ComboSize = combo is null ? 0 : _devices.Length,
        };
        var run = new CommandRun(command, _order++) { Board = _board, Combo = _combos.Of(command, Now) };
        var sent = new SentCommand(run);
        _commands.Add(run, sent);
        _all.Add(sent);
        if (!_board.Lanes.TryEnqueue(run))
            Ended(run, Ends.LaneFull(device, 8));
        _machine.Pump(Now);
    }

    private void Disturb()
    {
        if (Seconds >= _resetAt)
        {
            _resetAt = Later(40);
            Count("reset");
            _wire.Reset();
        }
        if (Seconds >= _unplugAt && _isOpen)
        {
            _unplugAt = Later(60);
            Count("unplug");
            _machine.Closed("unplugged", Now);
        }
        if (Seconds >= _stopAt && !_machine.IsLatched)
        {
            _stopAt = Later(50);
            _releaseAt = Seconds + 0.3;
            Count("emergency stop");
            WriteStop();
            EmptyLanes();
            _machine.EmergencyStop(Now);
        }
        if (Seconds >= _releaseAt)
        {
            _releaseAt = double.MaxValue;
            _board.IsStopped = false;
            _machine.Reset(Now);
        }
    }

    private void Turn()
    {
        if (_openWanted)
        {
            _openWanted = false;
            _isOpen = true;
            _wire.Open();
            _assembler.Reset();
            _machine.Opened(++_session, Now);
        }
        _combos.Due(Now);
        if (_machine.NextWake <= Now.Uptime)
            _machine.Tick(Now);
        _board.Lanes.Expire(Now.Wall, _expired);
        foreach (var run in _expired)
            Ended(run, Ends.Expired);
        _expired.Clear();
        var sent = _isOpen ? _out.ToArray() : [];
        _out.Clear();
        ReadOnlySpan<byte> arrived = _wire.Step(StepUs, sent);
        while (_isOpen)
        {
            var found = _assembler.Next(ref arrived);
            if (found == AssembledLine.None)
                return;
            if (found == AssembledLine.Garbage)
                _machine.BadLine("form", Now);
            else if (
                BoardLineParser.Parse(_assembler.Line, strict: true, out var line) is var verdict
                && verdict == LineVerdict.Understood
            )
                _machine.Line(line, Stopwatch.GetTimestamp(), Now);
            else
                _machine.BadLine(verdict == LineVerdict.BadCheck ? "crc" : "form", Now);
        }
    }

    private readonly List<CommandRun> _expired = [];

    private void EmptyLanes()
    {
        var taken = new List<CommandRun>();
        _board.Lanes.Clear(taken);
        foreach (var run in taken)
            Ended(run, Ends.Stopped);
    }

    private double Later(double meanSeconds) => Seconds + meanSeconds * (0.5 + _random.NextDouble());

    private void Count(string trouble) => Troubles[trouble] = Troubles.GetValueOrDefault(trouble) + 1;

    public void Open() => _openWanted = true;

    public void Close()
    {
        _isOpen = false;
        _out.Clear();
    }

    public void Write(byte[] line) => _out.AddRange(line);

    public void WriteStop()
    {
        _out.Clear();
        _out.Add(HostLines.StopByte);
    }

    public Admission Identify(HelloLine hello)
    {
        _board.CanArm = hello.CanArm;
        _board.Port = _machine;
        return new Admission(_board);
    }

    public void Keep(Board board) => board.IsKept = true;

    public void Send(SentLine line)
    {
        if (_machine.IsLatched)
            return;
        if (line is GoLine)
            Count("combo");
        if (line is CommandRun run)
        {
            run.SentAt ??= Now.Wall;
            _commands[run].FirstByteAt ??= _wire.Cycle;
        }
        Write(line.Line);
    }

    public void Acknowledged(CommandRun run) { }

    public void Ended(CommandRun run, CommandEnd end)
    {
        var command = _commands[run];
        if (command.End is not null)
            throw new InvalidOperationException($"A command ended twice: {command.End}, then {end}.");
        command.End = end;
        run.Combo?.Left(run, Now);
    }

    public void LineError(string kind) => Count(kind);

    /// <summary>Noise can make a stop byte of another: the figure 8 and a wrong bit. A person resets it.</summary>
    public void StoppedByItself(Board board)
    {
        Count("stopped by noise");
        board.IsStopped = true;
        EmptyLanes();
        _releaseAt = Seconds + 0.3;
    }

    public void StopConfirmed(TimeSpan after) { }

    public void InputChanged(Board board, string device, bool pressed) { }

    public void Configured(Board board, string? refusal) { }

    public void Changed() { }

    public void Dispose() => _wire.Dispose();
}
