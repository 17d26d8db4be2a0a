using System.Globalization;
using LiveOps.Contracts.Analytics;
using MassTransit;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>
/// Something that has happened to a viewer, as screens get it: the message's name says what
/// (<see cref="ViewerScreens.EventOf"/>). TikTok's ids are text, because JavaScript loses their last digits.
/// </summary>
internal sealed record ViewerEventView
{
    /// <summary>Names the news.</summary>
    public required Guid NewsId { get; init; }
    public required Guid AccountId { get; init; }
    public required string UserId { get; init; }

    /// <summary>The handle, without @.</summary>
    public string? Username { get; init; }
    public string? DisplayName { get; init; }

    /// <summary>For VIP tiers: 0 for none, 1 (lowest) to 4.</summary>
    public int? VipTier { get; init; }

    /// <summary>For a tier that was taken away: the one that was lost.</summary>
    public string? VipTierName { get; init; }

    /// <summary>For birthdays: the age reached.</summary>
    public int? Age { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Tells the screens of a workspace who comes, goes, changes and has a birthday, as it happens and each once.</summary>
internal sealed class ViewerScreens(IHubContext<LiveHub> hub, LiveScreens screens, TimeProvider clock)
{
    private const int MostRemembered = 10_000;

    // The transport drops a browser that takes nothing for 10 s; until then the others must not wait for it.
    private static readonly TimeSpan _slowScreen = TimeSpan.FromSeconds(1);

    private readonly HashSet<(Guid WorkspaceId, Guid NewsId)> _told = [];
    private readonly Queue<(Guid WorkspaceId, Guid NewsId)> _order = new();

    public async Task Consume(ConsumeContext<ViewerNews> context)
    {
        var news = context.Message;
        var workspace = new LiveChannel(news.WorkspaceId);
        if (!screens.IsWatched(workspace))
            return;
        var group = hub.Clients.Group(workspace.Group);
        var sent = new List<Task>();
        foreach (var item in news.Items)
            if (IsNew(news.WorkspaceId, item.NewsId))
                sent.Add(group.SendAsync(EventOf(item.Kind), ViewOf(news.AccountId, item), context.CancellationToken));
        try
        {
            await Task.WhenAll(sent).WaitAsync(_slowScreen, clock, context.CancellationToken);
        }
        catch (TimeoutException)
        {
            // A screen is slow: it has it all in its buffer, or is dropped.
        }
    }

    /// <summary>The name of the message to screens.</summary>
    internal static string EventOf(ViewerNewsKind kind) =>
        kind switch
        {
            ViewerNewsKind.New => "viewer:new",
            ViewerNewsKind.Updated => "viewer:updated",
            ViewerNewsKind.VipPromoted => "viewer:vip-promoted",
            ViewerNewsKind.VipSet => "viewer:vip-set",
            ViewerNewsKind.VipRemoved => "viewer:vip-removed",
            ViewerNewsKind.Birthday => "viewer:birthday",
            ViewerNewsKind.BirthdayLive => "viewer:birthday-live",
            ViewerNewsKind.Online => "viewer:online",
            ViewerNewsKind.Offline => "viewer:offline",
            // A newer service may say what this one does not know yet.
            _ => "viewer:other",
        };

    internal static ViewerEventView ViewOf(Guid accountId, ViewerNewsItem item)
    {
        var isVip = item.Kind is ViewerNewsKind.VipPromoted or ViewerNewsKind.VipSet or ViewerNewsKind.VipRemoved;
        return new()
        {
            NewsId = item.NewsId,
            AccountId = accountId,
            UserId = item.UserId.ToString(CultureInfo.InvariantCulture),
            Username = item.Handle,
            DisplayName = item.Nickname,
            VipTier = isVip ? item.VipTier : null,
            VipTierName = item.VipTierName,
            Age = item.Age,
            At = item.At,
        };
    }

    /// <summary>News come at least once, and of a change that concerns several accounts once for each.</summary>
    private bool IsNew(Guid workspaceId, Guid newsId)
    {
        lock (_told)
        {
            if (!_told.Add((workspaceId, newsId)))
                return false;
            _order.Enqueue((workspaceId, newsId));
            if (_order.Count > MostRemembered)
                _told.Remove(_order.Dequeue());
            return true;
        }
    }
}
