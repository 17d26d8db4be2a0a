using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Live;

/// <summary>
/// <c>GET /api/live?accountId=</c>: what a screen shows first; the hub tells what follows. Without an account the states
/// of all of them, with one the last that happened there.
/// </summary>
internal static class ShowNow
{
    public static LiveUpdate Handle(
        ClaimsPrincipal user,
        [FromServices] LiveReadModel live,
        [FromQuery] Guid? accountId = null
    ) => live.Now(new LiveChannel(user.WorkspaceId(), accountId));
}
