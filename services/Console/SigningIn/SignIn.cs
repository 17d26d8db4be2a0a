using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// <c>POST /api/auth/login</c>: the cookie for a browser, the token for a program. A member with a second factor gets
/// a ticket instead (202), for <see cref="SecondStep"/>.
/// </summary>
internal static class SignIn
{
    /// <summary>Name and password as typed.</summary>
    public sealed record Credentials(string? User, string? Password);

    /// <summary>Send the token as <c>Authorization: Bearer</c> until it expires.</summary>
    public sealed record Session(string Token, DateTimeOffset ExpiresAt, SignedIn Member);

    /// <summary>The password was right: send the ticket with a code to <c>/api/auth/second-step</c>.</summary>
    public sealed record CodeWanted(string Ticket, DateTimeOffset ExpiresAt);

    public static async Task<IResult> Handle(
        Credentials request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] SessionStarter sessions
    )
    {
        var name = request.User?.Trim() ?? "";
        var password = request.Password ?? "";
        if (name.Length is 0 or > MemberStore.LongestName || password.Length is 0 or > Passwords.MaxLength)
            return Results.Problem(
                $"Type a user name and a password of at most {Passwords.MaxLength} characters.",
                statusCode: 400,
                title: "User name or password is missing or too long"
            );
        var member = await members.FindByNameAsync(name, http.RequestAborted);
        return await gate.CheckAsync(
            http,
            name,
            member?.PasswordHash,
            password,
            Wrong(),
            async () =>
                member!.HasSecondFactor
                    // The right password alone does not forgive wrong codes: they are what is guessed then.
                    ? new HalfWay(Results.Accepted(value: await factors.MakeTicketAsync(member, http.RequestAborted)))
                    : await sessions.StartAsync(http, member)
        );
    }

    internal static IResult Wrong() =>
        Results.Problem(
            "Check the user name and the password. A lost password is set anew by an admin of the workspace.",
            statusCode: 401,
            title: "Wrong user name or password"
        );
}
