using System.Text.Json;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Turns away a token whose user has changed the password since, or whose session was ended, and says why. Runs in front of
/// every endpoint of this origin.
/// </summary>
internal sealed class EndedSessions(RequestDelegate next, SecurityStamps stamps, SessionWatch sessions)
{
    public Task InvokeAsync(HttpContext http)
    {
        var anonymous =
            http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;
        if (anonymous || http.User.Identity?.IsAuthenticated != true)
            return next(http);
        // First the session: a password that an admin reset ends it too, and is the better reason.
        if (sessions.WhyOver(http.User) is { } why)
            return Refusal(why).ExecuteAsync(http);
        if (!stamps.IsCurrent(http.User))
            return Refusal(SessionEnd.PasswordChanged).ExecuteAsync(http);
        sessions.Seen(http.User);
        return next(http);
    }

    /// <summary>401 with the reason in words, and in <c>reason</c> for pages in another language.</summary>
    internal static IResult Refusal(SessionEnd why) =>
        Results.Problem(
            Sentence(why),
            statusCode: 401,
            title: "This session has ended",
            extensions: new Dictionary<string, object?>
            {
                ["reason"] = JsonNamingPolicy.CamelCase.ConvertName(why.ToString()),
            }
        );

    private static string Sentence(SessionEnd why) =>
        why switch
        {
            SessionEnd.SignedOut => "You have signed out: sign in again.",
            SessionEnd.EndedByMember => "You ended this session from another one: sign in again.",
            SessionEnd.EndedByAdmin => "An admin signed you out: sign in again.",
            SessionEnd.RoleChanged => "Your role was changed: sign in again.",
            SessionEnd.Removed => "You were removed from the workspace: ask an admin of it if that is a mistake.",
            SessionEnd.PasswordReset => "An admin reset your password: sign in with the one-time password.",
            SessionEnd.PasswordChanged => "The password was changed since: sign in again.",
            SessionEnd.SecondFactorRequired =>
                "The workspace asks for a second factor now: sign in again and set one up.",
        };
}
