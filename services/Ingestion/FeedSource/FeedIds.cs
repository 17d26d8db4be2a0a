using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LiveOps.Ingestion.FeedSource;

/// <summary>
/// Ids for what a feed gives none: made from the content, the same for the same content, and negative, so that they
/// meet no id of TikTok's.
/// </summary>
internal static class FeedIds
{
    /// <summary>
    /// A message: its text, and, since two viewers may say the same, when the connection was opened and the how
    /// many-th text of it this is.
    /// </summary>
    public static long Message(ReadOnlySpan<byte> text, DateTimeOffset openedAt, long number)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(text);
        hash.AppendData(Encoding.UTF8.GetBytes(Join(openedAt.ToUnixTimeMilliseconds(), number)));
        return IdOf(hash.GetHashAndReset());
    }

    /// <summary>A room: the account's n-th LIVE (from 0) of a day.</summary>
    public static long Room(Guid accountId, DateOnly day, int n) =>
        IdOf(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{accountId}/{day:O}/{n}"))
            )
        );

    /// <summary>A person who is known by the handle alone.</summary>
    public static long Viewer(string handle) => IdOf(SHA256.HashData(Encoding.UTF8.GetBytes(handle)));

    /// <summary>A streak without a group, by its viewer, gift and first message.</summary>
    public static long Group(long viewer, long gift, long message) =>
        IdOf(SHA256.HashData(Encoding.UTF8.GetBytes(Join(viewer, gift, message))));

    private static string Join(params ReadOnlySpan<long> parts)
    {
        var text = new StringBuilder();
        foreach (long part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"/{part}");
        }
        return text.ToString();
    }

    private static long IdOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadInt64BigEndian(hash) | long.MinValue;
}
