using LiveOps.Console.Devices;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Live;

/// <summary>
/// Sends each channel its updates: at once after a quiet moment, then at a pace, so that one event is on the screen within
/// 100 ms and a thousand a second do not choke the browser.
/// </summary>
internal sealed class LiveScreens(
    IHubContext<LiveHub> hub,
    IOptions<ConsoleOptions> options,
    TimeProvider clock,
    ILogger<LiveScreens> log
)
{
    /// <summary>Between two updates of what happens in a room.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // Fifty sessions change all the time, and nobody reads numbers faster.
    private static readonly TimeSpan _paceOfStates = TimeSpan.FromMilliseconds(200);

    // The transport drops a browser that takes nothing for 10 s; until then the others must not wait for it.
    private static readonly TimeSpan _slowScreen = TimeSpan.FromSeconds(1);
    private readonly Dictionary<LiveChannel, Watched> _watched = [];
    private readonly Lock _lock = new();

    public void Opened(LiveChannel channel)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(channel, out var watched))
                _watched[channel] = watched = new Watched(options.Value.FeedPerFlush);
            watched.Screens++;
        }
    }

    public void Closed(LiveChannel channel)
    {
        lock (_lock)
        {
            if (_watched.TryGetValue(channel, out var watched) && --watched.Screens == 0)
                _watched.Remove(channel);
        }
    }

    public bool IsWatched(LiveChannel channel) => Find(channel) is not null;

    /// <summary>Adds to the next update of a channel, where somebody watches.</summary>
    public void Show(LiveChannel channel, Action<LiveBatch> add)
    {
        if (Find(channel) is not { } watched)
            return;
        TimeSpan wait;
        lock (watched)
        {
            add(watched.Pending);
            if (watched.Sending)
                return;
            watched.Sending = true;
            wait = PaceOf(channel) - clock.GetElapsedTime(watched.LastSent);
        }
        _ = SendAsync(channel, watched, wait);
    }

    /// <summary>Tells every screen of the workspace, whatever it shows, to forget people who were erased.</summary>
    public void Erase(Guid workspaceId, IReadOnlySet<string> userIds)
    {
        List<LiveChannel> channels;
        lock (_lock)
            channels = [.. _watched.Keys.Where(channel => channel.WorkspaceId == workspaceId)];
        foreach (var channel in channels)
            Show(channel, batch => batch.Erase(userIds));
    }

    /// <summary>Tells every screen of the workspace what is stopped, past all that waits.</summary>
    public void ShowLatch(Guid workspaceId, LatchedStops stops) =>
        _ = TrySendAsync(new LiveChannel(workspaceId), "emergencyStop", ListDevices.LatchesOf(stops));

    private static TimeSpan PaceOf(LiveChannel channel) => channel.AccountId is null ? _paceOfStates : Pace;

    private Watched? Find(LiveChannel channel)
    {
        lock (_lock)
            return _watched.GetValueOrDefault(channel);
    }

    private async Task SendAsync(LiveChannel channel, Watched watched, TimeSpan wait)
    {
        while (true)
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock);
            LiveUpdate update;
            lock (watched)
            {
                if (watched.Pending.IsEmpty)
                {
                    watched.Sending = false;
                    return;
                }
                update = watched.Pending.ToUpdate();
                watched.Pending = new LiveBatch(options.Value.FeedPerFlush);
                watched.LastSent = clock.GetTimestamp();
            }
            await TrySendAsync(channel, "live", update);
            wait = PaceOf(channel);
        }
    }

    private async Task TrySendAsync(LiveChannel channel, string method, object? argument)
    {
        try
        {
            await hub.Clients.Group(channel.Group).SendAsync(method, argument).WaitAsync(_slowScreen, clock);
        }
        catch (TimeoutException)
        {
            log.LogDebug("A screen is slow to take its updates");
        }
        catch (Exception error)
        {
            // Nobody awaits this: the screens load everything again when they reconnect.
            log.LogWarning(error, "An update did not reach the screens");
        }
    }

    private sealed class Watched(int room)
    {
        /// <summary>Guarded by the outer lock; all else by this object's own.</summary>
        public int Screens;
        public LiveBatch Pending = new(room);
        public bool Sending;
        public long LastSent;
    }
}
