using System.Text.Json;
using LiveOps.Console.PassingThrough;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>
/// <c>/hubs/live</c>. Messages: <c>live</c> (a <see cref="LiveUpdate"/>), <c>emergencyStop</c> (a <see cref="Devices.LatchesView"/>) and
/// those of <see cref="ViewerScreens"/>. A connection hears its own workspace and nothing else: the states of its accounts,
/// and what happens in the room of the one account that it shows. What it may ask: <c>show-room</c>,
/// <c>viewer-profiles:get</c> and <c>viewer-profiles:update</c>.
/// </summary>
internal sealed class LiveHub(LiveScreens screens, LiveReadModel live, LiveConnections connections, ViewerCalls viewers)
    : Hub
{
    // Where a connection keeps whose room it shows.
    private static readonly object _shown = new();

    /// <summary>The longest message of a browser, bytes: notes of 5,000 characters, each of them escaped, fit well.</summary>
    public const int LongestCall = 128 * 1024;

    /// <summary>
    /// Hears from now on what happens in this account's room, instead of any other's; null: in none. Gives back the last
    /// that happened there. An account that the workspace does not have is silent.
    /// </summary>
    [HubMethodName("show-room")]
    public async Task<LiveUpdate?> ShowRoomAsync(string? accountId)
    {
        var account = AccountOf(accountId);
        await LeaveAsync();
        if (account is null)
            return null;
        var channel = new LiveChannel(Context.User!.WorkspaceId(), account);
        Context.Items[_shown] = channel;
        screens.Opened(channel);
        await Groups.AddToGroupAsync(Context.ConnectionId, channel.Group, Context.ConnectionAborted);
        return live.Now(channel);
    }

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
        var workspace = new LiveChannel(Context.User!.WorkspaceId());
        await Groups.AddToGroupAsync(Context.ConnectionId, workspace.Group, Context.ConnectionAborted);
        screens.Opened(workspace);
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Closed(Context);
        if (Context.Items.Remove(_shown, out var shown))
            screens.Closed((LiveChannel)shown!);
        screens.Closed(new LiveChannel(Context.User!.WorkspaceId()));
        return base.OnDisconnectedAsync(exception);
    }

    private async Task LeaveAsync()
    {
        if (!Context.Items.Remove(_shown, out var shown))
            return;
        var channel = (LiveChannel)shown!;
        screens.Closed(channel);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, channel.Group, Context.ConnectionAborted);
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
}

/// <param name="User">A handle, with or without @, or a numeric id.</param>
/// <param name="AccountId">As this account knows the viewer; absent, as the workspace does.</param>
/// <param name="Changes">What to change.</param>
internal sealed record ViewerCall(string? User, string? AccountId = null, JsonElement? Changes = null);
