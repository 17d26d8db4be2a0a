using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>
/// <c>/hubs/live</c>: sends only. Messages: <c>live</c> (a <see cref="LiveUpdate"/>) and <c>emergencyStop</c> (the
/// latch, or null). A connection hears its own workspace and nothing else.
/// </summary>
internal sealed class LiveHub(LiveScreens screens, LiveConnections connections) : Hub
{
    public override async Task OnConnectedAsync()
    {
        connections.Opened(Context);
        var workspaceId = Context.User!.WorkspaceId();
        await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(workspaceId), Context.ConnectionAborted);
        screens.Opened(workspaceId);
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Closed(Context);
        screens.Closed(Context.User!.WorkspaceId());
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>The group that hears a workspace. Made of the token's claim alone, never of what a client sends.</summary>
    internal static string GroupOf(Guid workspaceId) => $"workspace {workspaceId:N}";
}
