using System.Text.Json;
using LiveOps.Console.PassingThrough;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>
/// <c>/hubs/live</c>. Messages: <c>live</c> (a <see cref="LiveUpdate"/>), <c>emergencyStop</c> (a <see cref="Devices.LatchesView"/>) and
/// those of <see cref="ViewerScreens"/>. A connection hears its own workspace and nothing else. What it may ask:
/// <c>viewer-profiles:get</c> and <c>viewer-profiles:update</c>.
/// </summary>
internal sealed class LiveHub(LiveScreens screens, LiveConnections connections, ViewerCalls viewers) : Hub
{
    /// <summary>The longest message of a browser, bytes: notes of 5,000 characters, each of them escaped, fit well.</summary>
    public const int LongestCall = 128 * 1024;

    /// <summary>A viewer's profile, as GET /api/viewer-profiles/{user} gives it.</summary>
    [HubMethodName("viewer-profiles:get")]
    public Task<JsonElement> GetViewer(ViewerCall call) => SendAsync(HttpMethod.Get, call, null);

    /// <summary>Changes a viewer's profile as PATCH /api/viewer-profiles/{user} does, for managers and admins.</summary>
    [HubMethodName("viewer-profiles:update")]
    public Task<JsonElement> UpdateViewer(ViewerCall call) =>
        call?.Changes is { } changes
            ? SendAsync(HttpMethod.Patch, call, changes)
            : throw new HubException("Say what to change: \"changes\" is an object with some of the profile's fields.");

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

    private Task<JsonElement> SendAsync(HttpMethod method, ViewerCall? call, JsonElement? changes) =>
        viewers.SendAsync(
            method,
            call?.User,
            AccountOf(call?.AccountId),
            changes,
            ForwardedHeaders.Token(Context.GetHttpContext()!.Request),
            Context.ConnectionAborted
        );

    // A text, so that a wrong one is answered here: an argument that cannot be bound is refused without a reason.
    private static Guid? AccountOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Guid.TryParse(text, out var id) ? id
        : throw new HubException(
            "\"accountId\" is not an account's id: GET /api/ingestion/accounts lists them. Leave it out for all accounts."
        );

    /// <summary>The group that hears a workspace. Made of the token's claim alone, never of what a client sends.</summary>
    internal static string GroupOf(Guid workspaceId) => $"workspace {workspaceId:N}";
}

/// <param name="User">A handle, with or without @, or a numeric id.</param>
/// <param name="AccountId">As this account knows the viewer; absent, as the workspace does.</param>
/// <param name="Changes">What to change.</param>
internal sealed record ViewerCall(string? User, string? AccountId = null, JsonElement? Changes = null);
