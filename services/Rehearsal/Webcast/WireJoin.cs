using Google.Protobuf;

namespace LiveOps.Rehearsal.Webcast;

/// <summary>
/// Puts already encoded blocks behind a message. In protobuf the order of fields is free, so the bytes are those of
/// one message, and the expensive blocks (user, gift) are encoded only once.
/// </summary>
internal static class WireJoin
{
    public static byte[] Join(IMessage head, int field, ReadOnlySpan<byte> block) =>
        Join(head, field, block, 0, default);

    public static byte[] Join(
        IMessage head,
        int field,
        ReadOnlySpan<byte> block,
        int secondField,
        ReadOnlySpan<byte> secondBlock
    )
    {
        var headSize = head.CalculateSize();
        var size = headSize + SizeOf(field, block) + SizeOf(secondField, secondBlock);
        var bytes = new byte[size];
        head.WriteTo(bytes.AsSpan(0, headSize));
        var rest = Append(bytes.AsSpan(headSize), field, block);
        Append(rest, secondField, secondBlock);
        return bytes;
    }

    private static int SizeOf(int field, ReadOnlySpan<byte> block) =>
        field == 0
            ? 0
            : CodedOutputStream.ComputeTagSize(field)
                + CodedOutputStream.ComputeLengthSize(block.Length)
                + block.Length;

    private static Span<byte> Append(Span<byte> target, int field, ReadOnlySpan<byte> block)
    {
        if (field == 0)
        {
            return target;
        }
        target = Varint(target, (uint)(field << 3) | 2);
        target = Varint(target, (uint)block.Length);
        block.CopyTo(target);
        return target[block.Length..];
    }

    private static Span<byte> Varint(Span<byte> target, uint value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }
        target[at++] = (byte)value;
        return target[at..];
    }
}
