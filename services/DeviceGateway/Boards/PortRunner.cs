using System.Collections.Concurrent;
using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>What a port's runner needs of the rest of the gateway.</summary>
internal sealed record PortSurroundings(
    GatewayLoop Loop,
    ISerialPorts Ports,
    OpenLinks Links,
    EmergencyLatch Latch,
    CommandDesk Desk,
    BoardTimings Timings,
    ILogger Logger
);

/// <summary>Drives one <see cref="PortMachine"/>: opens its port, carries bytes to it and does what it wants done.</summary>
internal sealed class PortRunner : IPortEffects
{
    private static readonly TimeSpan _writePatience = TimeSpan.FromMilliseconds(50);
    private const int ChunksPerTurn = 16;

    /// <summary>For the line and for repeats on it.</summary>
    private const int OnMarginMs = 5_000;
    private readonly PortSurroundings _gateway;
    private readonly PortRegistry _registry;
    private readonly LineAssembler _assembler = new();
    private LinkSession? _session;

    /// <summary>The fault that was told last; empty: that the board is ready; null: nothing yet.</summary>
    private string? _told;

    public PortRunner(SerialPort port, PortSurroundings gateway, PortRegistry registry)
    {
        _gateway = gateway;
        _registry = registry;
        Machine = new PortMachine(port, gateway.Timings, this, Random.Shared.NextDouble);
        Machine.IsLatched = gateway.Latch.IsLatched;
    }

    public PortMachine Machine { get; }

    /// <summary>The link as the loop knows it; null while closed.</summary>
    public ISerialLink? Link => _session?.Link;

    public void Open()
    {
        var port = Machine.Port;
        var session = new LinkSession(this, _gateway.Loop);
        // Opening may take a driver's time; the loop does not wait for it.
        _ = Task.Run(() =>
        {
            try
            {
                var link = _gateway.Ports.Open(port, session);
                _gateway.Links.Add(link);
                session.Link = link;
                _gateway.Loop.Post(now => Attach(session, now));
            }
            catch (Exception error)
            {
                _gateway.Loop.Post(now => Machine.Closed(error.Message, now));
            }
        });
    }

    private void Attach(LinkSession session, Moment now)
    {
        _session = session;
        _assembler.Reset();
        Machine.IsLatched = _gateway.Latch.IsLatched;
        Machine.Opened((ushort)Random.Shared.Next(1, ushort.MaxValue + 1), now);
        Drain(session, now);
    }

    /// <summary>Takes what the reader has brought, a bounded part a turn, so that a port that floods starves no other.</summary>
    private void Drain(LinkSession session, Moment now)
    {
        if (!ReferenceEquals(session, _session))
            return;
        session.Announced = 0;
        for (var taken = 0; session.Chunks.TryTake(out var chunk); )
        {
            Feed(session, chunk.Bytes, chunk.Timestamp, now);
            if (++taken < ChunksPerTurn)
                continue;
            session.Announce();
            return;
        }
        if (session.Reason is { } reason && ReferenceEquals(session, _session))
            Machine.Closed(reason, now);
    }

    private void Feed(LinkSession session, ReadOnlySpan<byte> bytes, long timestamp, Moment now)
    {
        while (ReferenceEquals(session, _session))
        {
            var found = _assembler.Next(ref bytes);
            if (found == AssembledLine.None)
                return;
            if (found == AssembledLine.Garbage)
            {
                Machine.BadLine("form", now);
                continue;
            }
            var verdict = BoardLineParser.Parse(_assembler.Line, strict: true, out var line);
            if (verdict == LineVerdict.Understood)
                Machine.Line(line, timestamp, now);
            else
                Machine.BadLine(verdict == LineVerdict.BadCheck ? "crc" : "form", now);
        }
    }

    public void Close()
    {
        if (_session is not { } session)
            return;
        _session = null;
        session.Abandoned = true;
        if (session.Link is not { } link)
            return;
        _gateway.Links.Remove(link);
        _ = Task.Run(link.Dispose);
    }

    public void Write(byte[] line)
    {
        if (_session is { Link: { } link } session && !link.Write(line, _writePatience))
            _gateway.Loop.Post(now => LinkFailed(session, now));
    }

    public void WriteStop()
    {
        if (_session is { Link: { } link } session && !OpenLinks.WriteStop(link))
            _gateway.Loop.Post(now => LinkFailed(session, now));
    }

    private void LinkFailed(LinkSession session, Moment now)
    {
        if (ReferenceEquals(session, _session))
            Machine.Closed("it takes no bytes", now);
    }

    public Admission Identify(HelloLine hello)
    {
        var admission = _registry.Admit(this, hello);
        if (admission.Board is { } board && Link is { } link)
            _gateway.Links.HasBoard(link, board.Uid);
        return admission;
    }

    public void Keep(Board board) => _registry.Keep(board, Machine.Port);

    public void Send(SentLine line)
    {
        // The stop byte is out already: what comes after it on the wire would only be refused.
        if (_gateway.Latch.IsLatched)
            return;
        if (line is CommandRun { SentAt: null } run)
        {
            // Before its first byte: a stop of the account that comes now finds this board.
            if (run.Command.AccountId is { } account && Link is { } link)
                _gateway.Links.Drives(link, account, Environment.TickCount64 + LongestOn(run));
            _gateway.Desk.BookSent(run);
        }
        if (line.FirstByte == 0)
            line.FirstByte = Stopwatch.GetTimestamp();
        Write(line.Line);
    }

    /// <summary>How long from now something of the command may be on, ms: an armed one may start until it expires.</summary>
    private static long LongestOn(CommandRun run)
    {
        var waits = Math.Max(0, (run.Command.ExpiresAt - run.Command.IssuedAt).TotalMilliseconds);
        return (long)waits + run.Command.DurationMs + OnMarginMs;
    }

    public void Acknowledged(CommandRun run) => _gateway.Desk.Acknowledged(run);

    public void Ended(CommandRun run, CommandEnd end) => _gateway.Desk.End(run, end, _gateway.Loop.Now);

    public void LineError(string kind) =>
        GatewayTelemetry.LineErrors.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void StoppedByItself(Board board)
    {
        // The switch writes its byte before the loop hears of it: the board's answer may be the first news.
        if (_gateway.Latch.IsLatched || _gateway.Latch.IsStopped(board.Uid))
            return;
        _gateway.Logger.LogWarning("Board {Board} stopped by itself: it stays off until reset", board.Uid);
        board.IsStopped = true;
        _gateway.Latch.AddBoard(board.Uid);
        _registry.EmptyLanes(board, Ends.Stopped);
        _registry.BoardStopped(board.Uid);
    }

    public void InputChanged(Board board, string device, bool pressed)
    {
        _gateway.Logger.LogInformation(
            "Button {Device} of board {Board} is {State}",
            device,
            board.Uid,
            pressed ? "pressed" : "released"
        );
        _registry.Changed();
    }

    public void Configured(Board board, string? refusal) => _registry.Configured(board, refusal);

    public void StopConfirmed(TimeSpan after) => GatewayTelemetry.StopLatency.Record(after.TotalMilliseconds);

    public void Changed()
    {
        Tell();
        _registry.Changed();
    }

    /// <summary>A board that comes, and what is wrong with a port: each once, and again when something else was between.</summary>
    private void Tell()
    {
        var told = Machine.State == BoardState.Ready ? "" : Machine.Fault ?? _told;
        if (told == _told)
            return;
        _told = told;
        if (told is { Length: > 0 })
            _gateway.Logger.LogWarning("{Port}: {Fault}", Machine.Port.Path, told);
        else if (Machine.Board is { } board)
            _gateway.Logger.LogInformation(
                "Board {Board} is ready on {Port}: firmware {Firmware}, {Count} devices",
                board.Uid,
                Machine.Port.Path,
                board.Firmware,
                board.Devices?.Count ?? 0
            );
    }

    /// <summary>The receiving side of one opening of the port.</summary>
    private sealed class LinkSession(PortRunner runner, GatewayLoop loop) : ISerialListener
    {
        private const int MaxChunks = 64;
        private int _announced;
        public BlockingCollection<(byte[] Bytes, long Timestamp)> Chunks { get; } = new(MaxChunks);
        public ISerialLink? Link { get; set; }
        public volatile string? Reason;
        public volatile bool Abandoned;

        public int Announced
        {
            set => Volatile.Write(ref _announced, value);
        }

        public void Received(ISerialLink link, ReadOnlySpan<byte> bytes, long timestamp)
        {
            var chunk = (bytes.ToArray(), timestamp);
            // A full queue holds the reader, and through the port's own buffer the sender, until the loop has caught up.
            while (!Abandoned && !loop.HasEnded && !Chunks.TryAdd(chunk, 20)) { }
            Announce();
        }

        public void Closed(ISerialLink link, string reason)
        {
            Reason = reason;
            Announced = 0;
            Announce();
        }

        public void Announce()
        {
            if (Interlocked.Exchange(ref _announced, 1) == 0)
                loop.Post(now => runner.Drain(this, now));
        }
    }
}
