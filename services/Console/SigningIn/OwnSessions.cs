using LiveOps.Console.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary><c>/api/auth/sessions</c>: where a member is signed in, and how to end it, one or all.</summary>
internal static class OwnSessions
{
    /// <param name="Session">The sign-in.</param>
    /// <param name="IsThisOne">The session that asks.</param>
    public sealed record OwnSession(MemberSession Session, bool IsThisOne);

    public static async Task<IResult> List(
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] TimeProvider clock
    )
    {
        var here = SessionWatch.IdOf(http.User);
        var sessions = await store.ReadAsync(Actor.Of(http).UserId, null, clock.GetUtcNow(), http.RequestAborted);
        return Results.Ok(sessions.Select(session => new OwnSession(session, session.SessionId == here)));
    }

    /// <summary><c>DELETE /api/auth/sessions/{id}</c>.</summary>
    public static async Task<IResult> End(
        Guid id,
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] SessionWatch watch,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var entry = actor.Did("session ended", clock.GetUtcNow(), ("session", id.ToString(), actor.Name));
        var ended = await store.EndAsync(
            actor.UserId,
            null,
            id,
            null,
            SessionEnd.EndedByMember,
            entry,
            http.RequestAborted
        );
        watch.End(ended);
        return ended.Count > 0 ? Results.NoContent() : NoSuchSession();
    }

    /// <summary><c>DELETE /api/auth/sessions</c>: all but the one that asks.</summary>
    public static async Task<IResult> EndOthers(
        HttpContext http,
        [FromServices] SessionStore store,
        [FromServices] SessionWatch watch,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        var entry = actor.Did(
            "signed out everywhere else",
            clock.GetUtcNow(),
            ("member", actor.UserId.ToString(), actor.Name)
        );
        var here = SessionWatch.IdOf(http.User);
        watch.End(
            await store.EndAsync(actor.UserId, null, null, here, SessionEnd.EndedByMember, entry, http.RequestAborted)
        );
        return Results.NoContent();
    }

    internal static IResult NoSuchSession() =>
        Results.Problem(
            "It has ended already, or is not of this member: load the list anew.",
            statusCode: 404,
            title: "No such session"
        );
}
