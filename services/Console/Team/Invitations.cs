using LiveOps.Console.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Team;

/// <summary><c>/api/team/invitations</c>: links that let somebody join. Nothing is sent: whoever makes one passes it on.</summary>
internal static class Invitations
{
    private const int LongestNote = 200;

    /// <param name="Role">Admin, Manager or Sender. A manager may invite senders only.</param>
    /// <param name="Note">For whom; at most 200 characters.</param>
    public sealed record InvitationWanted(string? Role, string? Note);

    /// <summary>The link, told this once. The code is behind a #, so that it reaches no server's log.</summary>
    public sealed record NewInvitation(Invitation Invitation, string Code, string Link);

    public static async Task<IResult> List(HttpContext http, [FromServices] InvitationStore invitations) =>
        Results.Ok(await invitations.ReadAsync(Actor.Of(http).WorkspaceId, http.RequestAborted));

    public static async Task<IResult> Make(
        InvitationWanted request,
        HttpContext http,
        [FromServices] InvitationStore invitations,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (Members.RoleOf(request.Role) is not { } role)
            return Members.NoSuchRole();
        if (!MayInvite(actor).Contains(role))
            return Results.Problem(
                $"As {actor.Role} you may invite {string.Join(", ", MayInvite(actor))}. Ask an admin for more.",
                statusCode: 403,
                title: "Your role does not allow this"
            );
        var note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim();
        if (note?.Length > LongestNote)
            return Results.Problem(
                $"Take at most {LongestNote} characters.",
                statusCode: 400,
                title: "The note is too long"
            );
        var now = clock.GetUtcNow();
        var code = InvitationCode.New();
        var invitation = new Invitation(
            Guid.CreateVersion7(),
            role,
            note,
            actor.Name,
            now,
            now + InvitationCode.Life,
            null,
            null,
            null
        );
        if (!await invitations.AddAsync(actor, invitation, InvitationCode.HashOf(code)!, http.RequestAborted))
            return Results.Problem(
                $"Either {InvitationStore.Open} are open: revoke those that nobody needs. Or a key asked: an invitation is made by a person who signed in.",
                statusCode: 409,
                title: "No further invitation can be made"
            );
        var link = $"{http.Request.Scheme}://{http.Request.Host}/invitation#{code}";
        return Results.Ok(new NewInvitation(invitation, code, link));
    }

    public static async Task<IResult> Revoke(Guid id, HttpContext http, [FromServices] InvitationStore invitations)
    {
        var actor = Actor.Of(http);
        return await invitations.RevokeAsync(actor, id, MayInvite(actor), http.RequestAborted)
            ? Results.NoContent()
            : Results.Problem(
                "It is used, over or revoked already, or not yours to revoke: load the list anew.",
                statusCode: 404,
                title: "No such open invitation"
            );
    }

    private static IReadOnlyList<string> MayInvite(Actor actor) =>
        actor.Role == Roles.Admin ? Roles.All : [Roles.Sender];
}
