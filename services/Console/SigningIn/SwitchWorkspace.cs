using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// <c>POST /api/auth/workspace</c>: goes on in another workspace of the same user, with a new token; the one before it
/// ends.
/// </summary>
internal static class SwitchWorkspace
{
    /// <summary>One of <c>GET /api/team/workspaces</c>.</summary>
    public sealed record WorkspaceChosen(Guid WorkspaceId);

    public static async Task<IResult> Handle(
        WorkspaceChosen request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] SessionStarter sessions
    )
    {
        var member = await members.FindAsync(Actor.Of(http).UserId, request.WorkspaceId, http.RequestAborted);
        return member is null
            ? Results.Problem(
                "You are a member of no workspace with this id. Your workspaces are in the menu behind your name.",
                statusCode: 404,
                title: "No such workspace"
            )
            : await sessions.StartAsync(http, member);
    }
}
