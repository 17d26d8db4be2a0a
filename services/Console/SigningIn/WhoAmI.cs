using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>Who is signed in, for the pages.</summary>
internal sealed record SignedIn(
    string Name,
    string Role,
    Guid WorkspaceId,
    string WorkspaceName,
    bool MustChangePassword
)
{
    public static SignedIn Of(Member member) =>
        new(member.Name, member.Role, member.WorkspaceId, member.WorkspaceName, member.MustChangePassword);
}

/// <summary><c>GET /api/auth/me</c>.</summary>
internal static class WhoAmI
{
    public static async Task<IResult> Handle(HttpContext http, ClaimsPrincipal user, [FromServices] MemberStore members)
    {
        var member = Guid.TryParse(user.FindFirstValue("sub"), out var id)
            ? await members.FindAsync(id, user.WorkspaceId(), http.RequestAborted)
            : null;
        return member is null
            ? Results.Problem(
                "This account is no longer a member of the workspace: sign in again.",
                statusCode: 401,
                title: "No such member"
            )
            : Results.Ok(SignedIn.Of(member));
    }
}
