using System.Security.Claims;
using LiveOps.Console.Live;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// <c>POST /api/auth/logout</c>: takes the cookie away and closes the live screens of this session, in all tabs. A
/// program forgets its token itself.
/// </summary>
internal static class SignOut
{
    public static IResult Handle(HttpContext http, [FromServices] LiveConnections screens)
    {
        SessionCookie.Clear(http);
        screens.End(TokenIssuer.SessionClaim, http.User.FindFirstValue(TokenIssuer.SessionClaim));
        return Results.NoContent();
    }
}
