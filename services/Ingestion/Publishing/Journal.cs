using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// An append-only file of messages on their way to the broker. A message is written here before it is published, so a
/// process that is killed in between loses nothing, and while the broker is away the file simply grows.
/// Record: length (4), CRC-32C of kind and payload (4), kind (1), payload; little endian.
/// A torn tail, left by a crash in the middle of a write, is cut off on opening.
/// </summary>
/// <remarks>
/// Written to the operating system, not forced to the disk: it outlives a killed process, not a power cut.
/// Appending and confirming may happen on different threads.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int HeadLength = 9;
    private const byte MessageKind = 1;
    private const byte ConfirmedKind = 2;
    private const int LargestPayload = 256 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private readonly Lock _lock = new();

    // Offsets only rise while the process lives: emptying the file moves the base instead of going back to 0.
    private long _base;
    private long _confirmed;
    private long _lastMessageEnd;
    private long _end;

    private Journal(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        AsidePath = path + ".unreadable";
    }

    /// <summary>Where records go that nobody can read.</summary>
    public string AsidePath { get; }

    /// <summary>Where the next record goes.</summary>
    public long End
    {
        get
        {
            lock (_lock)
            {
                return _base + _end;
            }
        }
    }

    /// <summary>Everything before this offset has been confirmed by the broker.</summary>
    public long Confirmed => _base + _confirmed;

    /// <summary>Opens or creates a journal and walks over what it holds.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="found">Called for each message, in order, with the offset behind it.</param>
    /// <exception cref="IOException">The file cannot be opened: another process of this machine uses it.</exception>
    public static Journal Open(string path, Action<long, ReadOnlyMemory<byte>> found)
    {
        var journal = new Journal(path);
        try
        {
            journal.Recover(found);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Adds a message; returns the offset behind it.</summary>
    public long Append(ReadOnlySpan<byte> message) => Write(MessageKind, message);

    /// <summary>The message at an offset, and the offset of the record after it; null at the end.</summary>
    public (byte[]? Message, long Next) Read(long offset)
    {
        lock (_lock)
        {
            offset = Math.Max(offset, _base);
            while (ReadRecord(offset - _base, _end) is { } record)
            {
                offset = _base + record.Next;
                if (record.Kind == MessageKind)
                {
                    return (record.Payload, offset);
                }
            }
            return (null, offset);
        }
    }

    /// <summary>Keeps a record that cannot be published, one a line.</summary>
    public void SetAside(ReadOnlySpan<byte> record)
    {
        using var aside = new FileStream(AsidePath, FileMode.Append, FileAccess.Write, FileShare.Read);
        aside.Write(record);
        aside.WriteByte((byte)'\n');
    }

    /// <summary>Notes that all records before an offset are with the broker.</summary>
    public void Confirm(long upTo)
    {
        lock (_lock)
        {
            if (upTo <= Confirmed)
            {
                return;
            }
            _confirmed = upTo - _base;
            Span<byte> payload = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(payload, _confirmed);
            Write(ConfirmedKind, payload);
        }
    }

    /// <summary>Empties the file if nothing in it waits. True when it did.</summary>
    public bool TryReset(long messagesEnd)
    {
        lock (_lock)
        {
            if (Confirmed < messagesEnd || LastMessageEnd > messagesEnd)
            {
                return false;
            }
            RandomAccess.SetLength(_file, 0);
            _base += _end;
            _end = 0;
            _confirmed = 0;
            _lastMessageEnd = 0;
            return true;
        }
    }

    /// <summary>Bytes in the file.</summary>
    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _end;
            }
        }
    }

    /// <summary>Offset behind the last message.</summary>
    public long LastMessageEnd => _base + _lastMessageEnd;

    public void Dispose() => _file.Dispose();

    private long Write(byte kind, ReadOnlySpan<byte> payload)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(HeadLength + payload.Length);
        try
        {
            Span<byte> span = record.AsSpan(0, HeadLength + payload.Length);
            BinaryPrimitives.WriteInt32LittleEndian(span, payload.Length);
            span[8] = kind;
            payload.CopyTo(span[HeadLength..]);
            BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Checksum(Checksum(uint.MaxValue, span[8..9]), payload));
            lock (_lock)
            {
                long offset = _end;
                RandomAccess.Write(_file, span, offset);
                _end = offset + span.Length;
                if (kind == MessageKind)
                {
                    _lastMessageEnd = _end;
                }
                return _base + _end;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    private void Recover(Action<long, ReadOnlyMemory<byte>> found)
    {
        long offset = 0;
        while (ReadRecord(offset, RandomAccess.GetLength(_file)) is { } record)
        {
            if (record.Kind == MessageKind)
            {
                found(record.Next, record.Payload);
                _lastMessageEnd = record.Next;
            }
            else if (record is { Kind: ConfirmedKind, Payload.Length: 8 })
            {
                _confirmed = BinaryPrimitives.ReadInt64LittleEndian(record.Payload);
            }
            offset = record.Next;
        }
        RandomAccess.SetLength(_file, offset);
        _end = offset;
        _confirmed = Math.Clamp(_confirmed, 0, _end);
    }

    private (byte Kind, byte[] Payload, long Next)? ReadRecord(long offset, long end)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (offset + HeadLength > end || RandomAccess.Read(_file, head, offset) < HeadLength)
        {
            return null;
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length < 0 || length > LargestPayload || offset + HeadLength + length > end)
        {
            return null;
        }
        byte[] payload = new byte[length];
        if (RandomAccess.Read(_file, payload, offset + HeadLength) < length)
        {
            return null;
        }
        uint sum = Checksum(Checksum(uint.MaxValue, head[8..]), payload);
        return sum == BinaryPrimitives.ReadUInt32LittleEndian(head[4..])
            ? (head[8], payload, offset + HeadLength + length)
            : null;
    }

    private static uint Checksum(uint sum, ReadOnlySpan<byte> data)
    {
        while (data.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }
        foreach (byte part in data)
        {
            sum = BitOperations.Crc32C(sum, part);
        }
        return sum;
    }
}
