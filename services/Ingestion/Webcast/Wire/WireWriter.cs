using System.Buffers;
using System.Text;

namespace LiveOps.Ingestion.Webcast.Wire;

/// <summary>Writes one protobuf message: the few that a client sends.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64);

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public WireWriter Varint(int field, ulong value)
    {
        Raw(((ulong)field << 3) | WireType.Varint);
        Raw(value);
        return this;
    }

    public WireWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((ulong)field << 3) | WireType.Bytes);
        Raw((ulong)value.Length);
        _buffer.Write(value);
        return this;
    }

    public WireWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    private void Raw(ulong value)
    {
        Span<byte> span = _buffer.GetSpan(WireType.LongestVarint);
        int at = 0;
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[at++] = (byte)value;
        _buffer.Advance(at);
    }
}
