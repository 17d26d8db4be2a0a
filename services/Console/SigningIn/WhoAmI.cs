using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>Who is signed in, for the pages.</summary>
/// <param name="UserId">Names the person.</param>
/// <param name="Name">As signed in with.</param>
/// <param name="Role">In this workspace.</param>
/// <param name="WorkspaceId">The workspace that the session acts for.</param>
/// <param name="WorkspaceName">Its name.</param>
/// <param name="MustChangePassword">The password is a one-time one.</param>
/// <param name="HasSecondFactor">Sign-in asks for a code.</param>
/// <param name="MustSetUpSecondFactor">The session may do nothing else until then.</param>
internal sealed record SignedIn(
    Guid UserId,
    string Name,
    string Role,
    Guid WorkspaceId,
    string WorkspaceName,
    bool MustChangePassword,
    bool HasSecondFactor,
    bool MustSetUpSecondFactor
)
{
    public static SignedIn Of(Member member) =>
        new(
            member.UserId,
            member.Name,
            member.Role,
            member.WorkspaceId,
            member.WorkspaceName,
            member.MustChangePassword,
            member.HasSecondFactor,
            member.MustSetUpSecondFactor
        );
}

/// <summary><c>GET /api/auth/me</c>.</summary>
internal static class WhoAmI
{
    public static async Task<IResult> Handle(HttpContext http, [FromServices] MemberStore members)
    {
        var actor = Actor.Of(http);
        var member = await members.FindAsync(actor.UserId, actor.WorkspaceId, http.RequestAborted);
        return member is null ? Gone() : Results.Ok(SignedIn.Of(member));
    }

    internal static IResult Gone() => EndedSessions.Refusal(SessionEnd.Removed);
}
