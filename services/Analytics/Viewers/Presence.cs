using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.Viewers;

/// <summary>Which events show that a viewer is there, and when.</summary>
internal static class Presence
{
    /// <summary>A time of TikTok's further than this from the receipt is a clock gone wrong.</summary>
    private static readonly TimeSpan _believable = TimeSpan.FromDays(1);

    /// <summary>True for what the viewer did just then. A pin or the end of a streak tells of what was done before.</summary>
    public static bool Shows(EventRow row) =>
        row.Viewer is { UserId: not 0 }
        && row.Kind
            is LiveEventKind.Gift
                or LiveEventKind.Chat
                or LiveEventKind.Like
                or LiveEventKind.Follow
                or LiveEventKind.Share
                or LiveEventKind.Join
                or LiveEventKind.Subscribe
                or LiveEventKind.Social
                or LiveEventKind.Question
                or LiveEventKind.Emote;

    /// <summary>When it was, in whole milliseconds.</summary>
    public static DateTimeOffset At(EventRow row) =>
        VisitTimes.Milliseconds((row.At - row.ReceivedAt).Duration() <= _believable ? row.At : row.ReceivedAt);
}
