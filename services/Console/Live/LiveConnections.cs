using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace LiveOps.Console.Live;

/// <summary>The open sockets of browsers: a socket must not outlive the session that opened it.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, HubCallerContext> _open = new(StringComparer.Ordinal);

    public void Opened(HubCallerContext connection) => _open[connection.ConnectionId] = connection;

    public void Closed(HubCallerContext connection) => _open.TryRemove(connection.ConnectionId, out _);

    /// <summary>Closes every socket whose member has a claim of this value: all of a session, or all of a user.</summary>
    public void End(string claim, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        foreach (var connection in _open.Values)
            if (string.Equals(connection.User?.FindFirstValue(claim), value, StringComparison.Ordinal))
                connection.Abort();
    }
}
