namespace LiveOps.Console.SigningIn;

/// <summary>
/// Turns away a token whose user has changed the password since, or whose session was ended. Runs in front of every
/// endpoint of this origin.
/// </summary>
internal sealed class EndedSessions(RequestDelegate next, SecurityStamps stamps, SessionWatch sessions)
{
    public Task InvokeAsync(HttpContext http)
    {
        var anonymous =
            http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;
        if (anonymous || http.User.Identity?.IsAuthenticated != true)
            return next(http);
        if (!stamps.IsCurrent(http.User))
            return Refuse(http, "The password was changed since: sign in again.");
        if (sessions.IsOver(http.User))
            return Refuse(http, "You have signed out, or this session was ended by you or by an admin: sign in again.");
        sessions.Seen(http.User);
        return next(http);
    }

    private static Task Refuse(HttpContext http, string reason) =>
        Results.Problem(reason, statusCode: 401, title: "This session has ended").ExecuteAsync(http);
}
