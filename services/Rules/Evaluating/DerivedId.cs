using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Rules.Evaluating;

/// <summary>
/// Ids that follow from what they name. A message that is delivered again leads to the same decision and command
/// ids, and gateway and books apply each id once.
/// </summary>
internal static class DerivedId
{
    /// <summary>Of one rule's decision about one event.</summary>
    public static Guid Decision(long roomId, LiveEvent happened, Guid ruleId) =>
        Of("decision", roomId, happened.MessageId, happened.Kind, ruleId, 0);

    /// <summary>Of the n-th device action that follows (counted over all units).</summary>
    public static Guid Command(long roomId, LiveEvent happened, Guid ruleId, int step) =>
        Of("command", roomId, happened.MessageId, happened.Kind, ruleId, step);

    /// <summary>Of the device actions of one unit that start together.</summary>
    public static Guid Combo(long roomId, LiveEvent happened, Guid ruleId, int unit) =>
        Of("combo", roomId, happened.MessageId, happened.Kind, ruleId, unit);

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

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(named[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
