namespace LiveOps.Console.SigningIn;

/// <summary>Turns away a token whose user has changed the password since. Runs in front of every endpoint of this origin.</summary>
internal sealed class EndedSessions(RequestDelegate next, SecurityStamps stamps)
{
    public Task InvokeAsync(HttpContext http)
    {
        var anonymous =
            http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;
        if (anonymous || http.User.Identity?.IsAuthenticated != true || stamps.IsCurrent(http.User))
            return next(http);
        return Results
            .Problem("The password was changed since: sign in again.", statusCode: 401, title: "This session has ended")
            .ExecuteAsync(http);
    }
}
