using System.Buffers.Text;
using System.Text;

namespace LiveOps.DeviceGateway.Protocol;

/// <summary>What became of received bytes between two LFs.</summary>
internal enum LineVerdict
{
    Understood,

    /// <summary>The check does not match, or there is none where one is due.</summary>
    BadCheck,

    /// <summary>The check matches, but the form is none of protocol v1.</summary>
    BadForm,
}

/// <summary>Reads one line of a board. Never throws, whatever the bytes are.</summary>
internal static class BoardLineParser
{
    private const int MaxFields = 16;

    /// <summary>
    /// Understands <paramref name="line"/> (without its LF). A line without check is taken in two cases only: the
    /// board announces its start, which it does before any session makes it strict; or the session is not open yet
    /// and <paramref name="strict"/> is false.
    /// </summary>
    public static LineVerdict Parse(ReadOnlySpan<byte> line, bool strict, out BoardLine parsed)
    {
        parsed = default;
        var star = line.LastIndexOf((byte)'*');
        var isChecked = false;
        if (star >= 0)
        {
            if (!IsCheck(line[(star + 1)..], Crc16.Of(line[..star])))
                return LineVerdict.BadCheck;
            line = line[..star];
            isChecked = true;
        }
        Span<Range> ranges = stackalloc Range[MaxFields];
        var fields = new Fields(line, ranges);
        var understood = Read(fields, out parsed);
        if (!isChecked && strict && !(understood && parsed.Kind == BoardLineKind.Booted))
        {
            parsed = default;
            return LineVerdict.BadCheck;
        }
        return understood ? LineVerdict.Understood : LineVerdict.BadForm;
    }

    private static bool IsCheck(ReadOnlySpan<byte> text, ushort crc)
    {
        if (text.Length != 4)
            return false;
        for (var i = 0; i < 4; i++)
        {
            var nibble = (crc >> (12 - 4 * i)) & 0xF;
            // Upper case only, as the protocol says: fewer texts are taken for a check by chance.
            if (text[i] != (byte)"0123456789ABCDEF"[nibble])
                return false;
        }
        return true;
    }

    private static bool Read(in Fields fields, out BoardLine line)
    {
        line = default;
        return fields.Count > 0
            && fields.Is(0, "ACK") switch
            {
                true => ReadAck(fields, out line),
                false when fields.Is(0, "DONE") => ReadDone(fields, out line),
                false when fields.Is(0, "PONG") => ReadPong(fields, out line),
                false when fields.Is(0, "NAK") => ReadRefusal(fields, BoardLineKind.NotUnderstood, out line),
                false when fields.Is(0, "ERR") => ReadRefusal(fields, BoardLineKind.Refused, out line),
                false when fields.Is(0, "EVT") => ReadEvent(fields, out line),
                false when fields.Is(0, "HELLO") => ReadHello(fields, out line),
                false when fields.Is(0, "CAP") => ReadCapability(fields, out line),
                false when fields.Is(0, "CAPEND") => ReadCapabilityEnd(fields, out line),
                false when fields.Is(0, "STAT") => Plain(BoardLineKind.Other, 0, out line),
                false => false,
            };
    }

    private static bool Plain(BoardLineKind kind, long number, out BoardLine line)
    {
        line = new BoardLine { Kind = kind, Number = number };
        return true;
    }

    private static bool ReadAck(in Fields fields, out BoardLine line)
    {
        line = default;
        if (fields.Count < 3 || !fields.TrySeq(1, out var seq))
            return false;
        var again = fields.Is(2, "DUP");
        line = new BoardLine
        {
            Kind = again ? BoardLineKind.AcceptedBefore : BoardLineKind.Accepted,
            Seq = seq,
            Word = again ? null : fields.Text(2),
        };
        return true;
    }

    private static bool ReadDone(in Fields fields, out BoardLine line)
    {
        line = default;
        if (fields.Count < 5 || !fields.TrySeq(1, out var seq) || !fields.TryNumber(4, out var ran))
            return false;
        DoneReason? reason =
            fields.Is(3, "OK") ? DoneReason.Ok
            : fields.Is(3, "STOP") ? DoneReason.Stopped
            : fields.Is(3, "REPL") ? DoneReason.Replaced
            : fields.Is(3, "ESTOP") ? DoneReason.EmergencyStop
            : fields.Is(3, "HOST") ? DoneReason.HostLost
            : fields.Is(3, "LATE") ? DoneReason.NeverStarted
            : null;
        if (reason is null)
            return false;
        line = new BoardLine
        {
            Kind = BoardLineKind.Done,
            Seq = seq,
            Word = fields.Text(2),
            Reason = reason.Value,
            Number = ran,
        };
        return true;
    }

    private static bool ReadPong(in Fields fields, out BoardLine line)
    {
        line = default;
        if (fields.Count < 4 || !fields.TryNumber(1, out var number) || !fields.TryNumber(2, out _))
            return false;
        var state = fields.Span(3);
        if (state.Length != 1 || state[0] is not ((byte)'I' or (byte)'R' or (byte)'E'))
            return false;
        line = new BoardLine
        {
            Kind = BoardLineKind.Pong,
            Number = number,
            State = (char)state[0],
        };
        return true;
    }

    private static bool ReadRefusal(in Fields fields, BoardLineKind kind, out BoardLine line)
    {
        line = default;
        if (fields.Count < 3 || !fields.TrySeq(1, out var seq) || fields.Span(2).IsEmpty)
            return false;
        fields.TryNumber(3, out var number);
        line = new BoardLine
        {
            Kind = kind,
            Seq = seq,
            Word = fields.Text(2),
            Number = number,
        };
        return true;
    }

    private static bool ReadEvent(in Fields fields, out BoardLine line)
    {
        line = default;
        if (fields.Count < 2)
            return false;
        if (fields.Is(1, "BOOT"))
            return fields.Count >= 7
                && fields.TryNumber(2, out _)
                && fields.Is(3, "LIVEOPS")
                && fields.TryNumber(6, out var boots)
                && Plain(BoardLineKind.Booted, boots, out line);
        fields.TryNumber(2, out var number);
        if (fields.Is(1, "ESTOP"))
            return Plain(BoardLineKind.EmergencyStopped, number, out line);
        if (fields.Is(1, "HOSTLOST"))
            return Plain(BoardLineKind.HostLost, number, out line);
        if (fields.Is(1, "SAVED"))
            return Plain(BoardLineKind.Saved, 0, out line);
        if (fields.Is(1, "INPUT"))
            return ReadInput(fields, out line);
        line = fields.Is(1, "FAULT")
            ? new BoardLine { Kind = BoardLineKind.Fault, Word = $"{fields.Text(2)}:{fields.Text(3)}" }
            : new BoardLine { Kind = BoardLineKind.Other };
        return true;
    }

    private static bool ReadInput(in Fields fields, out BoardLine line)
    {
        line = default;
        if (!DeviceNames.IsDevice(fields.Text(2)) || !fields.TryNumber(3, out var pressed) || pressed > 1)
            return false;
        line = new BoardLine
        {
            Kind = BoardLineKind.Input,
            Word = fields.Text(2),
            Number = pressed,
        };
        return true;
    }

    private static bool ReadHello(in Fields fields, out BoardLine line)
    {
        line = default;
        if (
            fields.Count < 8
            || !fields.TryNumber(1, out var protocol)
            || !fields.TryNumber(6, out var session)
            || session > ushort.MaxValue
            || !fields.TryNumber(7, out var devices)
            || !IsUid(fields.Span(5))
        )
            return false;
        line = new BoardLine
        {
            Kind = BoardLineKind.Hello,
            Hello = new HelloLine(
                (int)protocol,
                fields.Text(2),
                fields.Text(3),
                fields.Text(4),
                fields.Text(5),
                (ushort)session,
                (int)devices
            ),
        };
        return true;
    }

    private static bool IsUid(ReadOnlySpan<byte> text) =>
        text.Length == 8 && text.IndexOfAnyExcept("0123456789ABCDEF"u8) < 0;

    private static bool ReadCapability(in Fields fields, out BoardLine line)
    {
        line = default;
        if (
            fields.Count < 9
            || !fields.TryNumber(1, out var index)
            || !fields.TryNumber(5, out var max)
            || !fields.TryNumber(6, out var duty)
            || !fields.TryNumber(7, out var window)
            || !fields.TryNumber(8, out var flags)
            || index > byte.MaxValue
            || max > int.MaxValue
            || duty > 100
            || window > ushort.MaxValue
            || flags > byte.MaxValue
        )
            return false;
        long size = 0;
        if (fields.Count > 9 && (!fields.TryNumber(9, out size) || size > byte.MaxValue))
            return false;
        if (!DeviceNames.IsDevice(fields.Text(2)) || fields.Span(3).IsEmpty || !TryPins(fields.Span(4), out var pins))
            return false;
        line = new BoardLine
        {
            Kind = BoardLineKind.Capability,
            Capability = new CapabilityLine(
                (int)index,
                new DeviceSetup
                {
                    Name = fields.Text(2),
                    Type = fields.Text(3),
                    Pins = pins,
                    MaxMs = (int)max,
                    DutyPct = (int)duty,
                    WindowS = (int)window,
                    Flags = (int)flags,
                    Size = (int)size,
                }
            ),
        };
        return true;
    }

    private static bool TryPins(ReadOnlySpan<byte> text, out List<int> pins)
    {
        pins = new List<int>(3);
        if (text.IsEmpty)
            return true;
        foreach (var part in text.Split((byte)','))
        {
            if (!Fields.TryDigits(text[part], out var pin) || pin > byte.MaxValue)
                return false;
            pins.Add((int)pin);
        }
        return true;
    }

    private static bool ReadCapabilityEnd(in Fields fields, out BoardLine line)
    {
        line = default;
        return fields.TryNumber(1, out var count) && Plain(BoardLineKind.CapabilityEnd, count, out line);
    }

    /// <summary>The parts between colons.</summary>
    private readonly ref struct Fields
    {
        private readonly ReadOnlySpan<byte> _line;
        private readonly Span<Range> _ranges;

        public Fields(ReadOnlySpan<byte> line, Span<Range> ranges)
        {
            _line = line;
            _ranges = ranges;
            foreach (var range in line.Split((byte)':'))
            {
                if (Count == ranges.Length)
                    break;
                ranges[Count++] = range;
            }
        }

        public int Count { get; }

        public ReadOnlySpan<byte> Span(int n) => n < Count ? _line[_ranges[n]] : default;

        public string Text(int n) => Encoding.ASCII.GetString(Span(n));

        public bool Is(int n, string word)
        {
            var span = Span(n);
            if (span.Length != word.Length)
                return false;
            for (var i = 0; i < word.Length; i++)
                if (span[i] != word[i])
                    return false;
            return true;
        }

        public bool TrySeq(int n, out ushort seq)
        {
            seq = 0;
            if (Is(n, "-"))
                return true;
            if (!TryNumber(n, out var number) || number is 0 or > ushort.MaxValue)
                return false;
            seq = (ushort)number;
            return true;
        }

        public bool TryNumber(int n, out long number) => TryDigits(Span(n), out number);

        /// <summary>Digits only: no sign, no blank, at most ten, so that every number of the protocol fits an uint.</summary>
        public static bool TryDigits(ReadOnlySpan<byte> text, out long number)
        {
            number = 0;
            if (text.Length is 0 or > 10 || text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return false;
            return Utf8Parser.TryParse(text, out number, out _) && number <= uint.MaxValue;
        }
    }
}
