using LiveOps.Contracts.Ingestion;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules;

/// <summary>What rooms send beside gifts, in few words.</summary>
internal static class Events
{
    public static LiveEvent Of(LiveEventKind kind, long viewer = 5) =>
        new()
        {
            MessageId = 0,
            Kind = kind,
            At = Noon,
            Viewer = new LiveViewer
            {
                UserId = viewer,
                Nickname = $"viewer {viewer}",
                Handle = $"v{viewer}",
            },
        };

    public static LiveEvent Chat(string text, long viewer = 5) => Of(LiveEventKind.Chat, viewer) with { Text = text };

    public static LiveEvent Likes(long total, int count = 1) =>
        Of(LiveEventKind.Like) with
        {
            Like = new LiveLike { RoomTotal = total, Count = count },
        };

    public static LiveEvent Viewers(long now) =>
        Of(LiveEventKind.RoomStats) with
        {
            RoomStats = new LiveRoomStats { Viewers = now },
        };

    public static LiveEvent Streak(int repeat, int credited, long group = 1, int coins = 1, long viewer = 5) =>
        Gift(0, coins: coins, viewer: viewer) is var gift
            ? gift with
            {
                Gift = gift.Gift! with { RepeatCount = repeat, Credited = credited, GroupId = group },
            }
            : gift;
}
