using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>
/// The sockets of browsers, from the request that opens one: a socket must not outlive the session that opened it.
/// </summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<HttpContext, bool> _opening = new();
    private readonly ConcurrentDictionary<string, HubCallerContext> _open = new(StringComparer.Ordinal);

    /// <summary>
    /// Serves a request to the hub. The hub tells the browser that the socket is open before it tells us, so until then
    /// the request stands for it.
    /// </summary>
    public async Task ServeAsync(HttpContext http, RequestDelegate hub)
    {
        _opening[http] = true;
        try
        {
            await hub(http);
        }
        finally
        {
            _opening.TryRemove(http, out _);
        }
    }

    public void Opened(HubCallerContext connection)
    {
        _open[connection.ConnectionId] = connection;
        if (connection.GetHttpContext() is { } http)
            _opening.TryRemove(http, out _);
    }

    public void Closed(HubCallerContext connection) => _open.TryRemove(connection.ConnectionId, out _);

    /// <summary>Closes every socket whose member has a claim of this value: all of a session, or all of a user.</summary>
    public void End(string claim, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        // In this order: what is opened meanwhile is found in the second, if it is no longer in the first.
        foreach (var request in _opening.Keys)
            if (Has(request.User))
                request.Abort();
        foreach (var connection in _open.Values)
            if (Has(connection.User))
                connection.Abort();

        bool Has(ClaimsPrincipal? user) => string.Equals(user?.FindFirstValue(claim), value, StringComparison.Ordinal);
    }
}
