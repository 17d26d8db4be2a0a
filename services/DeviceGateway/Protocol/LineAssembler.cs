namespace LiveOps.DeviceGateway.Protocol;

/// <summary>What <see cref="LineAssembler.Next"/> found.</summary>
internal enum AssembledLine
{
    /// <summary>The bytes are used up; the rest of the line is still to come.</summary>
    None,
    Complete,

    /// <summary>Too long, or with bytes that no line may have: thrown away up to its LF.</summary>
    Garbage,
}

/// <summary>Cuts received bytes into lines. Holds at most one line; what is longer is thrown away and counted.</summary>
internal sealed class LineAssembler
{
    /// <summary>Longer than any reply of v1 (96), so that a newer board may append fields.</summary>
    public const int MaxLine = 160;

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;
    private bool _garbage;

    /// <summary>The line found last, without its LF; valid until the next call.</summary>
    public ReadOnlySpan<byte> Line => _line.AsSpan(0, _complete);
    private int _complete;

    /// <summary>Takes bytes from <paramref name="bytes"/> up to and with the next LF, and moves it on.</summary>
    public AssembledLine Next(ref ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == (byte)'\n')
            {
                bytes = bytes[(i + 1)..];
                var garbage = _garbage;
                _complete = garbage ? 0 : _length;
                _length = 0;
                _garbage = false;
                if (garbage)
                    return AssembledLine.Garbage;
                if (_complete == 0)
                {
                    i = -1;
                    continue;
                }
                return AssembledLine.Complete;
            }
            if (value == (byte)'\r')
                continue;
            if (!_garbage && value is >= 0x20 and <= 0x7E && _length < MaxLine)
            {
                _line[_length++] = value;
                continue;
            }
            if (!_garbage)
            {
                _garbage = true;
                _length = 0;
            }
            // Without any LF this could go on for ever: every full length of it counts as one bad line.
            if (++_length >= MaxLine)
            {
                _length = 0;
                bytes = bytes[(i + 1)..];
                return AssembledLine.Garbage;
            }
        }
        bytes = default;
        return AssembledLine.None;
    }

    /// <summary>Forgets a begun line: the port was opened again.</summary>
    public void Reset()
    {
        _length = 0;
        _garbage = false;
    }
}
