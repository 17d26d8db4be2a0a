using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Live;

/// <summary><c>GET /api/live</c>: what a screen shows first; the hub tells what follows.</summary>
internal static class ShowNow
{
    public static LiveUpdate Handle(ClaimsPrincipal user, [FromServices] LiveReadModel live) =>
        live.Now(user.WorkspaceId());
}
