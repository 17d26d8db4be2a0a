using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Gateways;

/// <summary><c>GET /api/gateways/{id}/log?after=</c>: what the gateway wrote since, as far as it is kept.</summary>
internal static class ReadGatewayLog
{
    /// <summary>Lines, oldest first, and the number to ask on with.</summary>
    public sealed record LogPage(IReadOnlyList<LoggedLine> Lines, long Last);

    public static LogPage Handle(
        string id,
        ClaimsPrincipal user,
        [FromServices] GatewayLogs logs,
        [FromQuery] long after = 0
    )
    {
        var lines = logs.Read(user.WorkspaceId(), id, after);
        return new LogPage(lines, lines.Count == 0 ? after : lines[^1].Number);
    }
}
