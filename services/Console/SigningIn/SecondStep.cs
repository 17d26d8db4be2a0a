using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.SigningIn;

/// <summary><c>POST /api/auth/second-step</c>: the code after the password.</summary>
internal static class SecondStep
{
    /// <param name="Ticket">Of the answer to the password.</param>
    /// <param name="Code">Six digits of the app, or a recovery code.</param>
    public sealed record CodeGiven(string? Ticket, string? Code);

    public static async Task<IResult> Handle(
        CodeGiven request,
        HttpContext http,
        [FromServices] MemberStore members,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] SessionStarter sessions
    )
    {
        var member = await FindAsync(request, members, factors, http.RequestAborted);
        if (member is null)
            return Over();
        return await gate.GuessAsync(
            http,
            member.Name,
            async () =>
            {
                if (!await factors.TakeAsync(member, request.Code, Origin.Of(http), http.RequestAborted))
                    return new Refused(WrongCode());
                return await factors.UseTicketAsync(request.Ticket!, http.RequestAborted)
                    ? await sessions.StartAsync(http, member)
                    : Over();
            }
        );
    }

    internal static IResult WrongCode() =>
        Results.Problem(
            "Type the six digits that your app shows now: each code counts once. Without the app, use a recovery code; an admin can take the second factor off you.",
            statusCode: 401,
            title: "Wrong code"
        );

    private static async Task<Member?> FindAsync(
        CodeGiven request,
        MemberStore members,
        SecondFactorStore factors,
        CancellationToken cancellationToken
    ) =>
        await factors.FindTicketAsync(request.Ticket, cancellationToken) is { } userName
            ? await members.FindByNameAsync(userName, cancellationToken)
            : null;

    private static IResult Over() =>
        Results.Problem(
            $"It took longer than {SecondFactorStore.TicketLife.TotalMinutes:0} minutes, or was used already: type the password again.",
            statusCode: 401,
            title: "Sign in again"
        );
}
