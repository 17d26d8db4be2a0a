using System.Diagnostics;
using System.Globalization;
using System.Text;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>
/// A conversation with a board in protocol v1, question by question: what a board has is read and written this way when
/// the gateway's own machinery has let go of its port.
/// </summary>
internal sealed class BoardTalk : IDisposable
{
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(400);
    private const int Tries = 4;
    private const int HostMs = 2_000;
    private readonly BoardPort _port;
    private readonly LineAssembler _assembler = new();
    private readonly byte[] _one = new byte[1];
    private ushort _seq;

    private BoardTalk(BoardPort port) => _port = port;

    /// <summary>What the board said of itself.</summary>
    public HelloLine Hello { get; private set; } = null!;

    /// <summary>The check of its table, 4 hexadecimal digits; it changes with any device.</summary>
    public string TableCrc { get; private set; } = "";

    /// <summary>Opens the port and asks until a LiveOps board answers; opening resets most boards, so that takes a while.</summary>
    /// <exception cref="IOException">The port cannot be opened or has gone.</exception>
    /// <returns>Null when none answers.</returns>
    public static BoardTalk? Open(ISerialPorts ports, SerialPort at, TimeSpan within)
    {
        var talk = new BoardTalk(BoardPort.Open(ports, at));
        try
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < within; )
                if (talk.Greet())
                    return talk;
        }
        catch
        {
            talk.Dispose();
            throw;
        }
        talk.Dispose();
        return null;
    }

    /// <summary>The lines of the board's table, without their checks.</summary>
    /// <exception cref="IOException">The board does not answer with all of it.</exception>
    public IReadOnlyList<string> ReadTable()
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            _port.Write(HostLines.Capabilities());
            var lines = new List<string>();
            while (Next(s_answer) is var (text, line))
            {
                if (line.Kind == BoardLineKind.Capability)
                    lines.Add(text);
                else if (line.Kind == BoardLineKind.CapabilityEnd && line.Number == lines.Count)
                    return lines;
                else if (line.Kind == BoardLineKind.CapabilityEnd)
                    break;
            }
        }
        throw new IOException("the board does not tell its table of devices");
    }

    /// <summary>Sends a request with a number of its own, again while it is not answered.</summary>
    /// <returns>The board's refusal as it said it; null when it accepted.</returns>
    /// <exception cref="IOException">No answer came.</exception>
    public string? Order(string request)
    {
        var seq = ++_seq;
        var bytes = HostLines.Seal(string.Create(CultureInfo.InvariantCulture, $"{request}#{seq}"));
        for (var tried = 0; tried < Tries; tried++)
        {
            _port.Write(bytes);
            while (Next(s_answer) is var (text, line))
            {
                if (line.Seq != seq)
                    continue;
                if (line.Kind is BoardLineKind.Accepted or BoardLineKind.AcceptedBefore)
                    return null;
                if (line.Kind == BoardLineKind.Refused)
                    return text;
            }
        }
        throw new IOException($"the board does not answer to {request}");
    }

    /// <summary>Makes the board keep its table, and waits until it has.</summary>
    /// <exception cref="IOException">It does not say so in two seconds.</exception>
    public void Save()
    {
        if (Order("CFG:SAVE") is { } refusal)
            throw new IOException($"the board does not store its table ({refusal})");
        while (Next(TimeSpan.FromSeconds(2)) is var (_, line))
            if (line.Kind == BoardLineKind.Saved)
                return;
        throw new IOException("the board did not say that it has stored its table");
    }

    /// <summary>True while the board holds an emergency stop.</summary>
    /// <exception cref="IOException">It does not answer.</exception>
    public bool IsLatched()
    {
        for (uint tried = 1; tried <= Tries; tried++)
        {
            _port.Write(HostLines.Ping(tried));
            while (Next(s_answer) is var (_, line))
                if (line.Kind == BoardLineKind.Pong && line.Number == tried)
                    return line.State == 'E';
        }
        throw new IOException("the board does not answer to PING");
    }

    public void Dispose() => _port.Dispose();

    /// <summary>Opens a session, in which every line has a check. False when no answer came.</summary>
    public bool Greet()
    {
        var session = (ushort)Random.Shared.Next(1, ushort.MaxValue + 1);
        _port.Write("\n"u8);
        _port.Write(HostLines.Hello(session, HostMs));
        while (Next(s_answer) is var (text, line))
        {
            if (line.Kind != BoardLineKind.Hello || line.Hello!.Session != session)
                continue;
            Hello = line.Hello;
            _seq = 0;
            TableCrc = text.Split(':') is { Length: > 8 } fields ? fields[8] : "";
            return true;
        }
        return false;
    }

    /// <summary>The next line of the protocol; null when none came in time.</summary>
    private (string Text, BoardLine Line)? Next(TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience; )
        {
            if (_port.ReadByte(patience - watch.Elapsed) is not (>= 0 and var value))
                break;
            _one[0] = (byte)value;
            ReadOnlySpan<byte> bytes = _one;
            if (_assembler.Next(ref bytes) != AssembledLine.Complete)
                continue;
            if (BoardLineParser.Parse(_assembler.Line, strict: true, out var line) != LineVerdict.Understood)
                continue;
            var text = Encoding.ASCII.GetString(_assembler.Line);
            return (text[..(text.LastIndexOf('*') is >= 0 and var star ? star : text.Length)], line);
        }
        return null;
    }
}
