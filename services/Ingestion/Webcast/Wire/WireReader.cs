namespace LiveOps.Ingestion.Webcast.Wire;

/// <summary>
/// Walks over one protobuf message without copying or allocating. It never throws: bad input sets
/// <see cref="Failed"/> and ends the walk, so that a caller checks once, after its loop.
/// A field whose wire type differs from the schema's is skipped, as protobuf demands.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private const int DeepestGroup = 64;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at = 0;

    /// <summary>True once something could not be read: truncated, or no protobuf.</summary>
    public bool Failed { get; private set; }

    /// <summary>True while bytes are left: for packed numbers, which have no tags.</summary>
    public readonly bool More => (uint)_at < (uint)_data.Length;

    /// <summary>Moves to the next field. False at the end and after a failure.</summary>
    public bool Next(out uint tag)
    {
        if ((uint)_at >= (uint)_data.Length)
        {
            tag = 0;
            return false;
        }

        tag = _data[_at];
        if (tag < 0x80)
        {
            _at++;
        }
        else
        {
            ulong wide = Unsigned();
            if (wide > uint.MaxValue)
            {
                Fail();
            }
            tag = (uint)wide;
        }

        // Field number 0 does not exist.
        if (tag < 8)
        {
            Fail();
        }
        return !Failed;
    }

    public ulong Unsigned()
    {
        // Most numbers are small.
        if ((uint)_at < (uint)_data.Length && _data[_at] < 0x80)
        {
            return _data[_at++];
        }

        ulong value = 0;
        int shift = 0;
        ReadOnlySpan<byte> rest = _data[_at..];
        int most = Math.Min(rest.Length, WireType.LongestVarint);
        for (int i = 0; i < most; i++)
        {
            byte part = rest[i];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                _at += i + 1;
                return value;
            }
            shift += 7;
        }

        Fail();
        return 0;
    }

    public long Int64() => (long)Unsigned();

    /// <summary>A 32-bit field takes the low half of a longer varint, as protobuf's own readers do.</summary>
    public int Int32() => (int)Unsigned();

    public bool Bool() => Unsigned() != 0;

    /// <summary>A string, a nested message or bytes: a view into the frame, not a copy.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        ulong length = Unsigned();
        if (Failed || length > (ulong)(_data.Length - _at))
        {
            Fail();
            return default;
        }

        ReadOnlySpan<byte> slice = _data.Slice(_at, (int)length);
        _at += (int)length;
        return slice;
    }

    /// <summary>Steps over the value of a field that nobody wants.</summary>
    public void Skip(uint tag)
    {
        if ((tag & 7) == WireType.GroupStart)
        {
            SkipGroup();
            return;
        }
        SkipValue(tag & 7);
    }

    /// <summary>Marks the message as bad: also for a nested message that could not be read.</summary>
    public void Fail()
    {
        Failed = true;
        _at = _data.Length;
    }

    private void SkipValue(uint wireType)
    {
        switch (wireType)
        {
            case WireType.Varint:
                Unsigned();
                break;
            case WireType.Bytes:
                Bytes();
                break;
            case WireType.Fixed64:
                Advance(8);
                break;
            case WireType.Fixed32:
                Advance(4);
                break;
            default:
                Fail();
                break;
        }
    }

    // Counted, not recursive: hostile nesting must not reach the end of the stack.
    private void SkipGroup()
    {
        int depth = 1;
        while (depth > 0 && Next(out uint tag))
        {
            uint wireType = tag & 7;
            if (wireType == WireType.GroupEnd)
            {
                depth--;
            }
            else if (wireType != WireType.GroupStart)
            {
                SkipValue(wireType);
            }
            else if (++depth > DeepestGroup)
            {
                Fail();
            }
        }
        if (depth > 0)
        {
            Fail();
        }
    }

    private void Advance(int bytes)
    {
        if (bytes > _data.Length - _at)
        {
            Fail();
            return;
        }
        _at += bytes;
    }
}
