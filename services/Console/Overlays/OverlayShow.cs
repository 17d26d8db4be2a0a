using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;

namespace LiveOps.Console.Overlays;

/// <summary>From messages to what an overlay shows, by its settings. Pure.</summary>
internal static class OverlayShow
{
    private const int LongestName = 60;
    private const int LongestText = 500;

    /// <summary>What happened longer ago is not shown any more.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    // By chance for each process: the names that a page gets for streaks and comments tell nothing of whose they are.
    private static readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    /// <summary>Null for what the overlay does not show.</summary>
    public static OverlayItem? Of(LiveEvents frame, LiveEvent item, OverlaySettings settings)
    {
        if (item.IsHistory)
            return null;
        var alerts = settings.Alerts;
        return item.Kind switch
        {
            LiveEventKind.Gift when alerts.Gifts => Gift(frame, item, alerts),
            LiveEventKind.Follow when alerts.Follows => Once("follow", frame, item),
            LiveEventKind.Share when alerts.Shares => Once("share", frame, item),
            LiveEventKind.Subscribe when alerts.Subscriptions => Once("subscribe", frame, item) with
            {
                Count = item.SubscribedMonths is > 0 and var months ? months : null,
            },
            LiveEventKind.Chat when settings.Chat.Shown && ShownText.Of(item.Text, LongestText) is { } text =>
                new OverlayItem("chat")
                {
                    Id = Comment(frame, item.MessageId),
                    Name = NameOf(item.Viewer?.Nickname, item.Viewer?.Handle),
                    Text = text,
                },
            LiveEventKind.Delete when settings.Chat.Shown && item.TargetMessageIds is { Count: > 0 } targets =>
                new OverlayItem("remove") { Ids = [.. targets.Take(100).Select(target => Comment(frame, target))] },
            _ => null,
        };
    }

    /// <summary>Null for what the overlay does not show.</summary>
    public static OverlayItem? Of(OverlayCue cue, OverlaySettings settings)
    {
        var text = settings.Messages.Shown ? ShownText.Of(cue.Text, LongestText) : null;
        var sound = settings.Sounds.OfRules && cue.Sound is { } name && SoundName.IsOne(name) ? name : null;
        if (text is null && sound is null)
            return null;
        return new OverlayItem("cue")
        {
            Id = cue.CueId.ToString("N"),
            Text = text,
            Ms = text is null ? null : Math.Clamp(cue.ShownMs, 500, 60_000),
            Sound = sound,
            Volume = sound is null ? null : Math.Clamp(cue.Volume, 0, 100),
        };
    }

    /// <summary>The leaderboard, cut to what the overlay shows.</summary>
    public static OverlayItem Of(IReadOnlyList<LeaderboardEntry> leaders, LeaderboardSettings settings) =>
        new("board")
        {
            Leaders =
            [
                .. leaders
                    .Take(settings.Top)
                    .Select(leader => new OverlayLeader(
                        NameOf(leader.Nickname, leader.Handle),
                        settings.Coins ? leader.Coins : null
                    )),
            ],
        };

    private static OverlayItem? Gift(LiveEvents frame, LiveEvent item, AlertSettings alerts)
    {
        // What credits nothing new repeats what was shown, or ends it.
        if (item.Gift is not { Credited: > 0 } gift)
            return null;
        var coins = (long)gift.Coins * gift.RepeatCount;
        if (coins < alerts.LeastCoins)
            return null;
        return new OverlayItem("gift")
        {
            Id = Event(frame, item),
            Key =
                gift.GroupId == 0
                    ? Event(frame, item)
                    : Hash("streak", frame, $"{item.Viewer?.UserId} {gift.GiftId} {gift.GroupId} {gift.ReceiverId}"),
            Name = NameOf(item.Viewer?.Nickname, item.Viewer?.Handle),
            Gift = ShownText.Of(gift.Name, LongestName),
            Count = gift.RepeatCount,
            Coins = alerts.Coins ? coins : null,
        };
    }

    private static OverlayItem Once(string type, LiveEvents frame, LiveEvent item) =>
        new(type)
        {
            Id = Event(frame, item),
            Key = item.Viewer is { } viewer ? Hash(type, frame, Text(viewer.UserId)) : Event(frame, item),
            Name = NameOf(item.Viewer?.Nickname, item.Viewer?.Handle),
        };

    private static string NameOf(string? nickname, string? handle) =>
        ShownText.Of(nickname, LongestName) ?? ShownText.Of(handle, LongestName) ?? "…";

    private static string Event(LiveEvents frame, LiveEvent item) =>
        Hash("event", frame, $"{Text(item.MessageId)} {item.Kind}");

    /// <summary>What a comment is called on a page.</summary>
    public static string Comment(LiveEvents frame, long messageId) => Hash("comment", frame, Text(messageId));

    private static string Hash(string what, LiveEvents frame, string which) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                _salt,
                Encoding.UTF8.GetBytes($"{what} {frame.AccountId:N} {Text(frame.RoomId)} {which}")
            )[..9]
        );

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
