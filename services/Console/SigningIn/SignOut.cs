namespace LiveOps.Console.SigningIn;

/// <summary><c>POST /api/auth/logout</c>: takes the cookie away. A program forgets its token itself.</summary>
internal static class SignOut
{
    public static IResult Handle(HttpContext http)
    {
        SessionCookie.Clear(http);
        return Results.NoContent();
    }
}
