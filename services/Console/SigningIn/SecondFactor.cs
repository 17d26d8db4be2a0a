using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// A member's own second factor: <c>GET /api/auth/second-factor</c> and what is posted below it. Also open to a session
/// that may do nothing else until it is set up.
/// </summary>
internal static class SecondFactor
{
    /// <summary>The password that the member signed in with.</summary>
    public sealed record PasswordGiven(string? Password);

    /// <summary>A code of the app.</summary>
    public sealed record CodeGiven(string? Code);

    /// <summary>Both, to switch off or to get new recovery codes.</summary>
    public sealed record PasswordAndCode(string? Password, string? Code);

    /// <param name="IsOn">Sign-in asks for a code.</param>
    /// <param name="Since">When it was switched on.</param>
    /// <param name="RecoveryCodesLeft">Recovery codes that are not used up.</param>
    /// <param name="IsRequired">The workspace asks for it: it cannot be switched off.</param>
    public sealed record State(bool IsOn, DateTimeOffset? Since, int RecoveryCodesLeft, bool IsRequired);

    /// <param name="Secret">Base32, for an app that cannot see the picture.</param>
    /// <param name="Uri">What the picture holds.</param>
    /// <param name="Qr">The picture: a data address of a PNG.</param>
    public sealed record SetUp(string Secret, string Uri, string Qr);

    /// <summary>Told this once. The session is a new one.</summary>
    public sealed record SwitchedOn(IReadOnlyList<string> RecoveryCodes, SignIn.Session? Session);

    public static async Task<IResult> Read(
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] SecondFactorStore factors
    )
    {
        var member = await FindAsync(http, members);
        if (member is null)
            return WhoAmI.Gone();
        var state = await factors.ReadAsync(member.UserId, http.RequestAborted);
        return Results.Ok(new State(state.IsOn, state.Since, state.RecoveryCodesLeft, IsRequired(member)));
    }

    public static async Task<IResult> Begin(
        PasswordGiven request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors
    )
    {
        var member = await FindAsync(http, members);
        if (member is null)
            return WhoAmI.Gone();
        return await gate.CheckAsync(
            http,
            member.Name,
            member.PasswordHash,
            request.Password ?? "",
            ChangePassword.WrongCurrent(),
            async () =>
            {
                var secret = Totp.NewSecret();
                if (!await factors.BeginAsync(member.UserId, secret, http.RequestAborted))
                    return Results.Problem(
                        "Switch it off first, then set up another.",
                        statusCode: 409,
                        title: "A second factor is on already"
                    );
                var uri = Totp.Uri(secret, member.Name, member.WorkspaceName);
                return Results.Ok(new SetUp(Totp.ToBase32(secret), uri, QrPicture.Of(uri)));
            }
        );
    }

    public static async Task<IResult> Confirm(
        CodeGiven request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] SessionStarter sessions,
        [FromServices] TimeProvider clock
    )
    {
        var member = await FindAsync(http, members);
        if (member is null)
            return WhoAmI.Gone();
        return await gate.GuessAsync(
            http,
            member.Name,
            async () =>
            {
                var entry = Entry(http, "second factor switched on", clock);
                var codes = await factors.ConfirmAsync(member.UserId, request.Code, entry, http.RequestAborted);
                if (codes is null)
                    return new Refused(
                        Results.Problem(
                            "Type the six digits that the app shows now. If they are refused again, set the phone's clock to automatic, and begin anew.",
                            statusCode: 400,
                            title: "The code does not fit"
                        )
                    );
                var session = await sessions.TryStartAsync(http, member with { HasSecondFactor = true });
                return Results.Ok(new SwitchedOn(codes, session));
            }
        );
    }

    public static Task<IResult> Renew(
        PasswordAndCode request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] TimeProvider clock
    ) =>
        WithBothAsync(
            request,
            http,
            members,
            gate,
            factors,
            async member =>
                Results.Ok(
                    new SwitchedOn(
                        await factors.RenewCodesAsync(
                            member.UserId,
                            Entry(http, "recovery codes renewed", clock),
                            http.RequestAborted
                        ),
                        null
                    )
                )
        );

    public static Task<IResult> SwitchOff(
        PasswordAndCode request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] TimeProvider clock
    ) =>
        WithBothAsync(
            request,
            http,
            members,
            gate,
            factors,
            async member =>
            {
                if (IsRequired(member))
                    return Results.Problem(
                        "The workspace asks its admins and managers for a second factor. An admin can change that.",
                        statusCode: 409,
                        title: "It cannot be switched off here"
                    );
                var entry = Entry(http, "second factor switched off", clock);
                await factors.RemoveAsync(member.UserId, entry, http.RequestAborted);
                return Results.NoContent();
            }
        );

    private static async Task<IResult> WithBothAsync(
        PasswordAndCode request,
        HttpContext http,
        MemberStore members,
        PasswordGate gate,
        SecondFactorStore factors,
        Func<Member, Task<IResult>> then
    )
    {
        var member = await FindAsync(http, members);
        if (member is null)
            return WhoAmI.Gone();
        if (!member.HasSecondFactor)
            return Results.Problem("It is off.", statusCode: 409, title: "There is no second factor");
        return await gate.CheckAsync(
            http,
            member.Name,
            member.PasswordHash,
            request.Password ?? "",
            ChangePassword.WrongCurrent(),
            async () =>
                await factors.TakeAsync(member, request.Code, Origin.Of(http), http.RequestAborted)
                    ? await then(member)
                    : new Refused(
                        Results.Problem(
                            "Type the six digits that your app shows now, or a recovery code: each counts once.",
                            statusCode: 400,
                            title: "Wrong code"
                        )
                    )
        );
    }

    private static bool IsRequired(Member member) =>
        member.WorkspaceWantsSecondFactor && member.Role is (Roles.Admin or Roles.Manager);

    private static Task<Member?> FindAsync(HttpContext http, MemberStore members)
    {
        var actor = Actor.Of(http);
        return members.FindAsync(actor.UserId, actor.WorkspaceId, http.RequestAborted);
    }

    private static AuditEntry Entry(HttpContext http, string action, TimeProvider clock)
    {
        var actor = Actor.Of(http);
        return actor.Did(action, clock.GetUtcNow(), ("member", actor.UserId.ToString(), actor.Name));
    }
}
