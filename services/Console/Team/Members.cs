using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Team;

/// <summary><c>/api/team/members</c>: who belongs to the workspace and what an admin can do about it.</summary>
internal static class Members
{
    /// <param name="Role">Admin, Manager or Sender.</param>
    public sealed record RoleGiven(string? Role);

    /// <summary>Told this once; the member changes it after signing in.</summary>
    public sealed record OneTimePassword(string Password);

    public static async Task<IResult> List(HttpContext http, [FromServices] TeamStore team) =>
        Results.Ok(await team.ReadAsync(Actor.Of(http).WorkspaceId, http.RequestAborted));

    public static async Task<IResult> ChangeRole(
        Guid id,
        RoleGiven request,
        HttpContext http,
        [FromServices] TeamStore team
    ) =>
        RoleOf(request.Role) is { } role
            ? MemberRefusals.Answer(await team.ChangeRoleAsync(Actor.Of(http), id, role, http.RequestAborted))
            : NoSuchRole();

    public static async Task<IResult> Remove(Guid id, HttpContext http, [FromServices] TeamStore team) =>
        MemberRefusals.Answer(await team.RemoveAsync(Actor.Of(http), id, http.RequestAborted));

    public static async Task<IResult> ResetPassword(
        Guid id,
        HttpContext http,
        [FromServices] TeamStore team,
        [FromServices] Passwords passwords,
        [FromServices] SecurityStamps stamps
    )
    {
        var password = Passwords.NewOneTime();
        var stamp = Passwords.NewStamp();
        var hash = passwords.Hash(password);
        var change = await team.ResetPasswordAsync(Actor.Of(http), id, hash, stamp, http.RequestAborted);
        if (change != MemberChange.Done)
            return MemberRefusals.Answer(change);
        stamps.Set(id, stamp);
        return Results.Ok(new OneTimePassword(password));
    }

    public static async Task<IResult> TakeSecondFactorOff(Guid id, HttpContext http, [FromServices] TeamStore team) =>
        MemberRefusals.Answer(await team.TakeSecondFactorOffAsync(Actor.Of(http), id, http.RequestAborted));

    /// <summary>Where a member is signed in to this workspace.</summary>
    public static async Task<IResult> ListSessions(
        Guid id,
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] MemberStore members,
        [FromServices] TimeProvider clock
    )
    {
        var workspace = Actor.Of(http).WorkspaceId;
        if (await members.FindAsync(id, workspace, http.RequestAborted) is null)
            return MemberRefusals.NoSuchMember();
        return Results.Ok(await store.ReadAsync(id, workspace, clock.GetUtcNow(), http.RequestAborted));
    }

    /// <summary>Ends one session of a member in this workspace, or all of them.</summary>
    public static async Task<IResult> EndSession(
        Guid id,
        Guid? session,
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] SessionWatch watch,
        [FromServices] MemberStore members,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if (await members.FindAsync(id, actor.WorkspaceId, http.RequestAborted) is not { } member)
            return MemberRefusals.NoSuchMember();
        var entry = actor.Did(
            session is null ? "member signed out everywhere" : "session ended",
            clock.GetUtcNow(),
            ("member", id.ToString(), member.Name)
        );
        var ended = await store.EndAsync(
            id,
            actor.WorkspaceId,
            session,
            null,
            SessionEnd.EndedByAdmin,
            entry,
            http.RequestAborted
        );
        watch.End(ended);
        return session is not null && ended.Count == 0 ? OwnSessions.NoSuchSession() : Results.NoContent();
    }

    /// <summary>A role by its name, in whatever case; null for another word.</summary>
    internal static string? RoleOf(string? typed) =>
        Roles.All.FirstOrDefault(role => string.Equals(role, typed?.Trim(), StringComparison.OrdinalIgnoreCase));

    internal static IResult NoSuchRole() =>
        Results.Problem(
            $"Choose one of {string.Join(", ", Roles.All)}.",
            statusCode: 400,
            title: "There is no such role"
        );
}
