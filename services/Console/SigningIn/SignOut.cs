using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// <c>POST /api/auth/logout</c>: ends this session, in all tabs: its token is worth nothing more, its live screens close.
/// </summary>
internal static class SignOut
{
    public static async Task<IResult> Handle(
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] SessionWatch watch,
        [FromServices] TimeProvider clock
    )
    {
        SessionCookie.Clear(http);
        if (http.User.Identity?.IsAuthenticated != true || SessionWatch.IdOf(http.User) is not { } id)
            return Results.NoContent();
        // First for this process: a database that is away must not keep a session open.
        watch.End([new EndedSession(id, SessionEnd.SignedOut)]);
        await store.LeaveAsync(id, Actor.Of(http).Name, clock.GetUtcNow(), CancellationToken.None);
        return Results.NoContent();
    }
}
