using System.Collections.Concurrent;
using LiveOps.Console.Devices;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.Live;

/// <summary>
/// Sends each workspace its updates: at once after a quiet moment, and at most every 50 ms in a flood, so that one
/// event is on the screen within 100 ms and a thousand a second do not choke the browser.
/// </summary>
internal sealed class LiveScreens(
    IHubContext<LiveHub> hub,
    IOptions<ConsoleOptions> options,
    TimeProvider clock,
    ILogger<LiveScreens> log
)
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // The transport drops a browser that takes nothing for 10 s; until then the others must not wait for it.
    private static readonly TimeSpan _slowScreen = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, Workspace> _workspaces = new();

    public void Opened(Guid workspaceId) => Interlocked.Increment(ref Of(workspaceId).Screens);

    public void Closed(Guid workspaceId) => Interlocked.Decrement(ref Of(workspaceId).Screens);

    public bool IsWatched(Guid workspaceId) => Volatile.Read(ref Of(workspaceId).Screens) > 0;

    /// <summary>Adds to the next update of a workspace, where somebody watches.</summary>
    public void Show(Guid workspaceId, Action<LiveBatch> add)
    {
        var workspace = Of(workspaceId);
        if (Volatile.Read(ref workspace.Screens) <= 0)
            return;
        TimeSpan wait;
        lock (workspace)
        {
            add(workspace.Pending);
            if (workspace.Sending)
                return;
            workspace.Sending = true;
            wait = Pace - clock.GetElapsedTime(workspace.LastSent);
        }
        _ = SendAsync(workspaceId, workspace, wait);
    }

    /// <summary>Tells every screen of the workspace what is stopped, past all that waits.</summary>
    public void ShowLatch(Guid workspaceId, LatchedStops stops) =>
        _ = TrySendAsync(workspaceId, "emergencyStop", ListDevices.LatchesOf(stops));

    private Workspace Of(Guid workspaceId) =>
        _workspaces.GetOrAdd(workspaceId, static (_, room) => new Workspace(room), options.Value.FeedPerFlush);

    private async Task SendAsync(Guid workspaceId, Workspace workspace, TimeSpan wait)
    {
        while (true)
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock);
            LiveUpdate update;
            lock (workspace)
            {
                if (workspace.Pending.IsEmpty)
                {
                    workspace.Sending = false;
                    return;
                }
                update = workspace.Pending.ToUpdate();
                workspace.Pending = new LiveBatch(options.Value.FeedPerFlush);
                workspace.LastSent = clock.GetTimestamp();
            }
            await TrySendAsync(workspaceId, "live", update);
            wait = Pace;
        }
    }

    private async Task TrySendAsync(Guid workspaceId, string method, object? argument)
    {
        try
        {
            await hub
                .Clients.Group(LiveHub.GroupOf(workspaceId))
                .SendAsync(method, argument)
                .WaitAsync(_slowScreen, clock);
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

    private sealed class Workspace(int room)
    {
        public int Screens;
        public LiveBatch Pending = new(room);
        public bool Sending;
        public long LastSent;
    }
}
