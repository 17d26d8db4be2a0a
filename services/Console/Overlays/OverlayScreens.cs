using System.Collections.Concurrent;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.Console.Overlays;

/// <summary>The pages that show overlays now, and what each account's leaderboard and likes are, for those that open.</summary>
internal sealed class OverlayScreens(TimeProvider clock)
    : IConsumer<LiveEvents>,
        IConsumer<LiveSessionProgressed>,
        IConsumer<OverlayCue>,
        IConsumer<PeopleErased>
{
    /// <summary>Pages that may show one overlay at a time.</summary>
    public const int MostOfOne = 20;

    /// <summary>More comments than a page shows: whose they are is known as long as they may stand there.</summary>
    private const int CommentsKept = 50;

    private readonly ConcurrentDictionary<(Guid Workspace, Guid Account), Room> _rooms = new();

    /// <summary>Opens a page with how things are now; null where too many show this overlay already.</summary>
    public OverlayScreen? Open(Overlay overlay)
    {
        var room = RoomOf(overlay.WorkspaceId, overlay.AccountId);
        lock (room)
        {
            if (room.Screens.Count(screen => screen.OverlayId == overlay.OverlayId) >= MostOfOne)
                return null;
            var screen = new OverlayScreen(overlay);
            room.Screens.Add(screen);
            ShowAll(room, screen);
            return screen;
        }
    }

    public void Close(OverlayScreen screen)
    {
        var room = RoomOf(screen.Owner.Workspace, screen.Owner.Account);
        lock (room)
            room.Screens.Remove(screen);
        screen.Dispose();
    }

    /// <summary>The overlay is another now: its pages show it so, or end where its link was replaced.</summary>
    public void Change(Overlay now)
    {
        var room = RoomOf(now.WorkspaceId, now.AccountId);
        lock (room)
            foreach (var screen in room.Screens.Where(screen => screen.OverlayId == now.OverlayId))
            {
                screen.Change(now);
                ShowAll(room, screen);
            }
    }

    /// <summary>The overlay is gone: so are its pages.</summary>
    public void End(Overlay overlay)
    {
        var room = RoomOf(overlay.WorkspaceId, overlay.AccountId);
        lock (room)
            foreach (var screen in room.Screens.Where(screen => screen.OverlayId == overlay.OverlayId))
                screen.End();
    }

    /// <summary>Shows something on the pages of one overlay alone.</summary>
    /// <returns>How many there are.</returns>
    public int Show(Overlay overlay, OverlayItem item)
    {
        var room = RoomOf(overlay.WorkspaceId, overlay.AccountId);
        lock (room)
        {
            var shown = room.Screens.Where(screen => screen.OverlayId == overlay.OverlayId).ToList();
            shown.ForEach(screen => screen.Offer(item));
            return shown.Count;
        }
    }

    /// <summary>Pages that show each overlay of a workspace.</summary>
    public IReadOnlyDictionary<Guid, int> CountOf(Guid workspaceId)
    {
        var counts = new Dictionary<Guid, int>();
        foreach (var (owner, room) in _rooms)
        {
            if (owner.Workspace != workspaceId)
                continue;
            lock (room)
                foreach (var screen in room.Screens)
                    counts[screen.OverlayId] = counts.GetValueOrDefault(screen.OverlayId) + 1;
        }
        return counts;
    }

    public Task Consume(ConsumeContext<LiveEvents> context)
    {
        var frame = context.Message;
        var room = RoomOf(frame.WorkspaceId, frame.AccountId);
        var late = clock.GetUtcNow() - frame.ReceivedAt > OverlayShow.Late;
        lock (room)
        {
            foreach (var item in frame.Events)
            {
                if (item.Like is { } like)
                    TakeLikes(room, frame.RoomId, like.RoomTotal);
                if (item.Kind == LiveEventKind.LiveStarted && frame.RoomId != room.RoomId)
                    TakeLikes(room, frame.RoomId, 0);
                if (late)
                    continue;
                if (room.Screens.Count > 0 && item is { Kind: LiveEventKind.Chat, Viewer: { } writer })
                    room.Wrote(writer.UserId, OverlayShow.Comment(frame, item.MessageId));
                foreach (var screen in room.Screens)
                    if (OverlayShow.Of(frame, item, screen.Settings) is { } shown)
                        screen.Offer(shown);
            }
        }
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<LiveSessionProgressed> context)
    {
        var session = context.Message;
        var room = RoomOf(session.WorkspaceId, session.AccountId);
        lock (room)
        {
            // The last word of a LIVE before comes later than the first of the next.
            if (session.StartedAt < room.StartedAt)
                return Task.CompletedTask;
            room.StartedAt = session.StartedAt;
            room.Leaders = session.Leaderboard;
            TakeLikes(room, session.RoomId, session.Totals.Likes);
            foreach (var screen in room.Screens)
                ShowLeaders(room, screen);
        }
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<OverlayCue> context)
    {
        var cue = context.Message;
        if (clock.GetUtcNow() - cue.At > OverlayShow.Late)
            return Task.CompletedTask;
        var room = RoomOf(cue.WorkspaceId, cue.AccountId);
        lock (room)
            foreach (var screen in room.Screens)
                if (OverlayShow.Of(cue, screen.Settings) is { } shown)
                    screen.Offer(shown);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<PeopleErased> context)
    {
        var erased = context.Message.UserIds.ToHashSet();
        foreach (var (owner, room) in _rooms)
        {
            if (owner.Workspace != context.Message.WorkspaceId)
                continue;
            lock (room)
            {
                room.Leaders = [.. room.Leaders.Where(leader => !erased.Contains(leader.UserId))];
                var comments = room.Forget(erased);
                foreach (var screen in room.Screens)
                {
                    ShowLeaders(room, screen);
                    if (comments.Count > 0)
                        screen.Offer(new OverlayItem("remove") { Ids = comments });
                }
            }
        }
        return Task.CompletedTask;
    }

    private Room RoomOf(Guid workspaceId, Guid accountId) =>
        _rooms.GetOrAdd((workspaceId, accountId), static _ => new Room());

    private static void TakeLikes(Room room, long roomId, long likes)
    {
        if (room.RoomId == roomId && likes <= room.Likes)
            return;
        (room.RoomId, room.Likes) = (roomId, likes);
        foreach (var screen in room.Screens)
            ShowLikes(room, screen);
    }

    private static void ShowAll(Room room, OverlayScreen screen)
    {
        screen.Show(new OverlayItem("settings") { Settings = screen.Settings });
        ShowLeaders(room, screen);
        ShowLikes(room, screen);
    }

    private static void ShowLeaders(Room room, OverlayScreen screen)
    {
        // A page that was open before this console began knows more than that there is nothing.
        if (screen.Settings.Leaderboard.Shown && room.StartedAt != default)
            screen.Show(OverlayShow.Of(room.Leaders, screen.Settings.Leaderboard));
    }

    private static void ShowLikes(Room room, OverlayScreen screen)
    {
        if (screen.Settings.Goal.Shown && room.RoomId != 0)
            screen.Show(new OverlayItem("likes") { Likes = room.Likes });
    }

    private sealed class Room
    {
        public readonly List<OverlayScreen> Screens = [];
        public IReadOnlyList<LeaderboardEntry> Leaders = [];
        public DateTimeOffset StartedAt;
        public long RoomId;
        public long Likes;
        private readonly Queue<(long UserId, string Comment)> _comments = new();

        public void Wrote(long userId, string comment)
        {
            _comments.Enqueue((userId, comment));
            if (_comments.Count > CommentsKept)
                _comments.Dequeue();
        }

        /// <returns>The comments that these people wrote.</returns>
        public IReadOnlyList<string> Forget(IReadOnlySet<long> userIds) =>
            [.. _comments.Where(one => userIds.Contains(one.UserId)).Select(one => one.Comment)];
    }
}
