using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Begins a session: a row, a token that names it, and the cookie. Every sign-in, second step, change of password and
/// change of workspace begins one of its own, and the one that the browser had before ends, so that a token planted
/// in a browser is worth nothing after it.
/// </summary>
internal sealed class SessionStarter(SessionStore store, SessionWatch watch, TokenIssuer tokens, TimeProvider clock)
{
    public async Task<IResult> StartAsync(HttpContext http, Member member)
    {
        if (await TryStartAsync(http, member) is { } session)
            return Results.Ok(session);
        return Results.Problem(
            "Your role was changed just now: sign in again.",
            statusCode: 409,
            title: "You are not signed in"
        );
    }

    /// <summary>Null when the member's role or membership changed meanwhile.</summary>
    public async Task<SignIn.Session?> TryStartAsync(HttpContext http, Member member)
    {
        var id = Guid.CreateVersion7();
        var (token, expiresAt) = tokens.Issue(member, id);
        var before = http.User.Identity?.IsAuthenticated == true ? SessionWatch.IdOf(http.User) : null;
        var added = await store.AddAsync(
            id,
            member,
            Origin.Of(http),
            (clock.GetUtcNow(), expiresAt),
            before,
            http.RequestAborted
        );
        if (!added)
            return null;
        if (before is { } old)
            watch.End([new EndedSession(old, SessionEnd.SignedOut)]);
        SessionCookie.Set(http, token, expiresAt);
        return new SignIn.Session(token, expiresAt, SignedIn.Of(member));
    }
}
