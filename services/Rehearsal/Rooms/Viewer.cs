using System.Globalization;
using Google.Protobuf;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// A made-up person. The user block is encoded once and then copied into every message of that person: it is the
/// biggest part of most messages, and encoding it each time would halve the rate a load run reaches.
/// </summary>
internal sealed class Viewer(long id, string handle, string nickname)
{
    // Messages of 2026 are mostly user block: about 2.2 kB of a 2.8 kB comment.
    private const int RealisticUserBytes = 2200;

    private byte[]? _small;
    private byte[]? _realistic;

    public long Id { get; } = id;
    public string Handle { get; } = handle;
    public string Nickname { get; } = nickname;

    /// <summary>The encoded user block, small or padded to the size that TikTok sends.</summary>
    public byte[] Encoded(bool realistic) =>
        realistic ? _realistic ??= Encode(RealisticUserBytes) : _small ??= Encode(0);

    public static Viewer FromHandle(string handle, string? nickname = null, long? id = null) =>
        new(id ?? IdOf(handle), handle, nickname ?? handle);

    /// <summary>
    /// The same handle is the same person in every room and after every restart: a consumer keys people by this id.
    /// FNV-1a, folded into the 19-digit range that TikTok's ids of recent years have.
    /// </summary>
    public static long IdOf(string handle)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in handle)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }
        return 6_800_000_000_000_000_000L + (long)(hash % 500_000_000_000_000_000UL);
    }

    private byte[] Encode(int atLeastBytes)
    {
        var hex = Id.ToString("x16", CultureInfo.InvariantCulture);
        var user = new User
        {
            Id = Id,
            Nickname = Nickname,
            DisplayId = Handle,
            SecUid = "MS4wLjABAAAA" + string.Concat(Enumerable.Repeat(hex, 4)),
            AvatarThumb = Pictures.Avatar(hex, "100x100", 1),
            FollowInfo = new User.Types.FollowInfo { FollowingCount = 12 + Id % 500, FollowerCount = 3 + Id % 1000 },
            UserAttr = new User.Types.UserAttributes(),
        };
        if (atLeastBytes > 0)
        {
            user.AvatarMedium = Pictures.Avatar(hex, "720x720", 3);
            user.AvatarLarge = Pictures.Avatar(hex, "1080x1080", 3);
            Pictures.PadTo(user.AvatarThumb, () => user.CalculateSize(), atLeastBytes, hex);
        }
        return user.ToByteArray();
    }
}
