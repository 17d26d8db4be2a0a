using LiveOps.Console.Auditing;
using LiveOps.Console.Live;
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
        [FromServices] MemberStore members,
        [FromServices] Passwords passwords,
        [FromServices] PasswordPolicy policy,
        [FromServices] PasswordGate gate,
        [FromServices] SessionStarter sessions,
        [FromServices] SecurityStamps stamps,
        [FromServices] LiveConnections screens,
        [FromServices] TimeProvider clock
    )
    {
        var actor = Actor.Of(http);
        if ((Fault(request) ?? policy.Fault(request.New, actor.Name)) is { } fault)
            return Results.Problem(fault, statusCode: 400, title: PasswordPolicy.Title);
        var member = await members.FindAsync(actor.UserId, actor.WorkspaceId, http.RequestAborted);
        if (member is null)
            return WhoAmI.Gone();
        return await gate.CheckAsync(
            http,
            member.Name,
            member.PasswordHash,
            request.Current!,
            WrongCurrent(),
            async () =>
            {
                var stamp = Passwords.NewStamp();
                var hash = passwords.Hash(request.New!);
                var entry = actor.Did(
                    "password changed",
                    clock.GetUtcNow(),
                    ("member", member.UserId.ToString(), member.Name)
                );
                if (!await members.ChangePasswordAsync(member, hash, stamp, entry, http.RequestAborted))
                    return Results.Problem(
                        "It was changed elsewhere meanwhile: sign in again.",
                        statusCode: 409,
                        title: "Nothing was changed"
                    );
                stamps.Set(member.UserId, stamp);
                var changed = member with { SecurityStamp = stamp, PasswordHash = hash, MustChangePassword = false };
                var answer = await sessions.StartAsync(http, changed);
                // This one's own screens come back by themselves, with the new cookie.
                screens.End("sub", member.UserId.ToString());
                return answer;
            }
        );
    }

    internal static IResult WrongCurrent() =>
        Results.Problem(
            "Type the password that you signed in with.",
            statusCode: 400,
            title: "The current password is wrong"
        );

    /// <summary>What is wrong with the pair; null when nothing is.</summary>
    internal static string? Fault(PasswordChange request) =>
        request switch
        {
            { Current: null or "" } or { Current.Length: > Passwords.MaxLength } => "Type the current password.",
            _ when string.Equals(request.New, request.Current, StringComparison.Ordinal) => "It is the old one.",
            _ => null,
        };
}
