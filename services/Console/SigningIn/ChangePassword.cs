using System.Security.Claims;
using LiveOps.Console.Live;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary><c>POST /api/auth/password</c>: ends every other session of the member.</summary>
internal static class ChangePassword
{
    /// <summary>Both as typed.</summary>
    public sealed record PasswordChange(string? Current, string? New);

    public static async Task<IResult> Handle(
        PasswordChange request,
        HttpContext http,
        ClaimsPrincipal user,
        [FromServices] MemberStore members,
        [FromServices] Passwords passwords,
        [FromServices] SignInThrottle throttle,
        [FromServices] TokenIssuer tokens,
        [FromServices] SecurityStamps stamps,
        [FromServices] LiveConnections screens,
        [FromServices] TimeProvider clock
    )
    {
        if (Fault(request) is { } fault)
            return Results.Problem(fault, statusCode: 400, title: "The new password cannot be taken");
        var name = user.MemberName();
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (throttle.Wait(name, address) > TimeSpan.Zero)
            return Results.Problem(
                "Wait a little, then try again.",
                statusCode: 429,
                title: "Too many wrong passwords"
            );
        var member = Guid.TryParse(user.FindFirstValue("sub"), out var id)
            ? await members.FindAsync(id, user.WorkspaceId(), http.RequestAborted)
            : null;
        if (!await passwords.VerifyAsync(member?.PasswordHash, request.Current!, http.RequestAborted))
        {
            throttle.Failed(name, address);
            return Results.Problem(
                "Type the password that you signed in with.",
                statusCode: 400,
                title: "The current password is wrong"
            );
        }
        var stamp = Passwords.NewStamp();
        var hash = passwords.Hash(request.New!);
        if (!await members.ChangePasswordAsync(member!, hash, stamp, clock.GetUtcNow(), http.RequestAborted))
            return Results.Problem(
                "It was changed elsewhere meanwhile: sign in again.",
                statusCode: 409,
                title: "Nothing was changed"
            );
        stamps.Set(member!.UserId, stamp);
        var changed = member with { SecurityStamp = stamp, PasswordHash = hash, MustChangePassword = false };
        var (token, expiresAt) = tokens.Issue(changed);
        SessionCookie.Set(http, token, expiresAt);
        // This one's own screens come back by themselves, with the new cookie.
        screens.End("sub", member.UserId.ToString());
        return Results.Ok(new SignIn.Session(token, expiresAt, SignedIn.Of(changed)));
    }

    /// <summary>What is wrong with the new password; null when nothing is.</summary>
    internal static string? Fault(PasswordChange request) =>
        request switch
        {
            { Current: null or "" } or { Current.Length: > Passwords.MaxLength } => "Type the current password.",
            { New: null } or { New.Length: < Passwords.MinLength } =>
                $"Take at least {Passwords.MinLength} characters: a few words are easier to remember than signs.",
            { New.Length: > Passwords.MaxLength } => $"Take at most {Passwords.MaxLength} characters.",
            _ when string.Equals(request.New, request.Current, StringComparison.Ordinal) => "It is the old one.",
            _ => null,
        };
}
