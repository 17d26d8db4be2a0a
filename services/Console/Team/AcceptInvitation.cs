using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Auditing;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Team;

/// <summary>
/// <c>/api/invitations</c>, for whoever holds a link: look what it is for, then join with an existing user name or a new
/// one.
/// </summary>
internal static class AcceptInvitation
{
    /// <param name="Code">What follows the # of the link.</param>
    public sealed record CodeHeld(string? Code);

    /// <param name="Code">What follows the # of the link.</param>
    /// <param name="User">The user name: an existing one, or the one to be.</param>
    /// <param name="Password">Of the existing user, or the one to be.</param>
    /// <param name="IsNew">Makes a new user; else the name has to exist.</param>
    /// <param name="SecondFactorCode">Of an existing user who has a second factor.</param>
    public sealed record Acceptance(string? Code, string? User, string? Password, bool IsNew, string? SecondFactorCode);

    public static async Task<IResult> Look(
        CodeHeld request,
        HttpContext http,
        [FromServices] InvitationStore invitations,
        [FromServices] PasswordPolicy policy
    ) =>
        await FindAsync(request.Code, invitations, http) is { } open
            ? Results.Ok(
                new
                {
                    open.WorkspaceName,
                    open.Role,
                    open.MadeBy,
                    open.ExpiresAt,
                    MinPasswordLength = policy.MinLength,
                }
            )
            : Over();

    public static async Task<IResult> Accept(
        Acceptance request,
        HttpContext http,
        [FromServices] InvitationStore invitations,
        [FromServices] JoiningStore joining,
        [FromServices] MemberStore members,
        [FromServices] Passwords passwords,
        [FromServices] PasswordPolicy policy,
        [FromServices] PasswordGate gate,
        [FromServices] SecondFactorStore factors,
        [FromServices] SessionStarter sessions
    )
    {
        if (await FindAsync(request.Code, invitations, http) is not { } open)
            return Over();
        var name = request.User?.Trim() ?? "";
        if (NameFault(name) is { } fault)
            return Results.Problem(fault, statusCode: 400, title: "The user name cannot be taken");
        if (request.IsNew)
        {
            if (policy.Fault(request.Password, name) is { } weak)
                return Results.Problem(weak, statusCode: 400, title: PasswordPolicy.Title);
            var guest = Guest(open, name, passwords.Hash(request.Password!));
            var joined = await joining.JoinAsync(open, guest, Origin.Of(http), http.RequestAborted);
            return await AnswerAsync(joined, guest.UserId, open, http, members, sessions);
        }
        var user = await members.FindUserAsync(name, http.RequestAborted);
        return await gate.CheckAsync(
            http,
            name,
            user?.PasswordHash,
            request.Password ?? "",
            SignIn.Wrong(),
            async () =>
            {
                if (user!.HasSecondFactor && string.IsNullOrWhiteSpace(request.SecondFactorCode))
                    return new HalfWay(CodeWanted());
                if (
                    user.HasSecondFactor
                    && !await factors.TakeAsync(
                        user with
                        {
                            WorkspaceId = open.WorkspaceId,
                        },
                        request.SecondFactorCode,
                        Origin.Of(http),
                        http.RequestAborted
                    )
                )
                    return new Refused(SecondStep.WrongCode());
                var joined = await joining.JoinAsync(
                    open,
                    user.UserId,
                    user.Name,
                    Origin.Of(http),
                    http.RequestAborted
                );
                return await AnswerAsync(joined, user.UserId, open, http, members, sessions);
            }
        );
    }

    /// <summary><c>POST /api/invitations/join</c>: for whoever is signed in already.</summary>
    public static async Task<IResult> Join(
        CodeHeld request,
        HttpContext http,
        [FromServices] InvitationStore invitations,
        [FromServices] JoiningStore joining,
        [FromServices] MemberStore members,
        [FromServices] SessionStarter sessions
    )
    {
        if (await FindAsync(request.Code, invitations, http) is not { } open)
            return Over();
        var actor = Actor.Of(http);
        var joined = await joining.JoinAsync(open, actor.UserId, actor.Name, actor.From, http.RequestAborted);
        return await AnswerAsync(joined, actor.UserId, open, http, members, sessions);
    }

    /// <summary>What is wrong with a user name; null when nothing is.</summary>
    internal static string? NameFault(string name) =>
        name.Length is < 2 or > MemberStore.LongestName ? $"Take a name of 2 to {MemberStore.LongestName} characters."
        : name.Any(char.IsControl) || name.EnumerateRunes().Any(IsInvisible)
            ? "Take letters, digits, blanks and the usual signs: a name must look like what it is."
        : null;

    // Direction marks and the like let one name look like another.
    private static bool IsInvisible(System.Text.Rune rune) =>
        System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format;

    private static Member Guest(OpenInvitation open, string name, string hash) =>
        new()
        {
            UserId = Guid.CreateVersion7(),
            Name = name,
            PasswordHash = hash,
            SecurityStamp = Passwords.NewStamp(),
            MustChangePassword = false,
            WorkspaceId = open.WorkspaceId,
            WorkspaceName = open.WorkspaceName,
            Role = open.Role,
        };

    private static async Task<OpenInvitation?> FindAsync(string? code, InvitationStore invitations, HttpContext http) =>
        InvitationCode.HashOf(code) is { } hash ? await invitations.FindAsync(hash, http.RequestAborted) : null;

    private static async Task<IResult> AnswerAsync(
        Joining joined,
        Guid userId,
        OpenInvitation open,
        HttpContext http,
        MemberStore members,
        SessionStarter sessions
    ) =>
        joined switch
        {
            Joining.Done => await members.FindAsync(userId, open.WorkspaceId, http.RequestAborted) is { } member
                ? await sessions.StartAsync(http, member)
                : WhoAmI.Gone(),
            Joining.InvitationIsOver => Over(),
            Joining.NameIsTaken => Results.Problem(
                "Take another name; or, if it is yours, say that you have a user already.",
                statusCode: 409,
                title: "The user name is taken"
            ),
            Joining.IsMemberAlready => Results.Problem(
                $"You belong to {open.WorkspaceName} already. The invitation is still open for somebody else.",
                statusCode: 409,
                title: "You are a member already"
            ),
        };

    private static IResult CodeWanted() =>
        Results.Problem(
            "Type the six digits that your app shows, too, or a recovery code.",
            statusCode: 409,
            title: "Your second factor is asked for",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["codeWanted"] = true }
        );

    private static IResult Over() =>
        Results.Problem(
            $"An invitation is good once, for {InvitationCode.Life.TotalDays:0} days, until somebody revokes it. Ask for another.",
            statusCode: 404,
            title: "This invitation cannot be used"
        );
}
