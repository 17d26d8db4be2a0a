using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Hosting;

/// <summary>
/// Ids that follow from what they name. A message that is delivered again leads to the same decision and command
/// ids, and gateway and books apply each id once.
/// </summary>
public static class DerivedId
{
    /// <summary>Of one rule's decision about one event.</summary>
    public static Guid Decision(long roomId, LiveEvent happened, Guid ruleId) =>
        Decision(roomId, happened.MessageId, happened.Kind, ruleId);

    /// <inheritdoc cref="Decision(long, LiveEvent, Guid)"/>
    public static Guid Decision(long roomId, long messageId, LiveEventKind kind, Guid ruleId) =>
        Of("decision", roomId, messageId, kind, ruleId, 0);

    /// <summary>Of the n-th time, from 0, that a decision is carried out.</summary>
    public static Guid Execution(Guid decision, int unit) => Child(decision, "execution", unit);

    /// <summary>Of an execution's n-th step, from 0: also the id of the device command that the step is.</summary>
    public static Guid Step(Guid execution, int step) => Child(execution, "step", step);

    /// <summary>Of the combo that begins with this step.</summary>
    public static Guid Combo(Guid firstStep) => Child(firstStep, "combo", 0);

    /// <summary>Of something that follows from another thing with an id: an execution, a step, a combo.</summary>
    /// <param name="parent">What it follows from.</param>
    /// <param name="use">What it is.</param>
    /// <param name="number">Which one, in an order that is the same every time.</param>
    public static Guid Child(Guid parent, string use, int number)
    {
        Span<byte> named = stackalloc byte[20 + 32];
        parent.TryWriteBytes(named, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(named[16..], number);
        var length = 20 + Encoding.ASCII.GetBytes(use, named[20..]);
        return Of(named[..length]);
    }

    /// <summary>A lot that follows from an id: 0 up to, not including, 1.</summary>
    public static double Lot(Guid id)
    {
        Span<byte> lot = stackalloc byte[16];
        id.TryWriteBytes(lot);
        return (BinaryPrimitives.ReadUInt32LittleEndian(lot) >> 1) / (double)(1u << 31);
    }

    /// <summary>A positive message id for what has an id of another form: a signal.</summary>
    public static long MessageId(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash) & long.MaxValue;
    }

    /// <summary>SHA-256 cut to a UUID of version 8 (RFC 9562: an id of the maker's own making).</summary>
    public static Guid Of(string use, long roomId, long messageId, LiveEventKind kind, Guid ruleId, int step)
    {
        // The kind goes by its name, as it travels: a number would change with the order of the enum.
        var name = kind.ToString();
        Span<byte> named = stackalloc byte[36 + 64];
        BinaryPrimitives.WriteInt64BigEndian(named, roomId);
        BinaryPrimitives.WriteInt64BigEndian(named[8..], messageId);
        ruleId.TryWriteBytes(named[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(named[32..], step);
        var length = 36 + Encoding.ASCII.GetBytes(name, named[36..]);
        named[length++] = (byte)'/';
        length += Encoding.ASCII.GetBytes(use, named[length..]);
        return Of(named[..length]);
    }

    private static Guid Of(ReadOnlySpan<byte> named)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(named, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
