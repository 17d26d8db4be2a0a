using LiveOps.Hosting.LocalFeed;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>A gift as a local event feed tells of it.</summary>
internal sealed record FeedGift
{
    private const int StreakGift = 1;

    /// <summary>TikTok's message; 0 where the feed names none.</summary>
    public required long MessageId { get; init; }

    /// <summary>TikTok's room; 0 where the feed names none.</summary>
    public required long RoomId { get; init; }

    /// <summary>Id or handle of the viewer; empty for nobody.</summary>
    public required string Viewer { get; init; }
    public required long GiftId { get; init; }
    public required string? Name { get; init; }

    /// <summary>Price of one unit.</summary>
    public required int Coins { get; init; }

    /// <summary>Units of the streak so far; 1 or more.</summary>
    public required int RepeatCount { get; init; }
    public required long GroupId { get; init; }
    public required bool IsStreak { get; init; }

    /// <summary>The streak is over with this.</summary>
    public required bool IsEnd { get; init; }

    /// <summary>Null for a text that tells of no gift.</summary>
    public static FeedGift? Of(FeedText text)
    {
        if (text.Event != "gift")
            return null;
        var group = text.Number("groupId");
        return new FeedGift
        {
            MessageId = text.Number("msgId"),
            RoomId = text.RoomId,
            Viewer = text.Text("userId") ?? text.Text("uniqueId") ?? "",
            GiftId = text.Number("giftId"),
            Name = text.Text("giftName"),
            Coins = text.Count("diamondCount"),
            RepeatCount = Math.Max(1, text.Count("repeatCount")),
            GroupId = group,
            IsStreak = text.Text("giftType") is null
                ? group != 0 || text.Flag("repeatEnd") is false
                : text.Count("giftType") == StreakGift,
            IsEnd = text.Flag("repeatEnd") is true,
        };
    }
}
