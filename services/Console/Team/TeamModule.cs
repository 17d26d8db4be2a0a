using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Team;

/// <summary>Who belongs to which workspace, in which role, and how somebody gets in.</summary>
internal static class TeamModule
{
    public static IServiceCollection AddTeam(this IServiceCollection services)
    {
        services.AddSingleton<TeamStore>();
        services.AddSingleton<InvitationStore>();
        services.AddSingleton<JoiningStore>();
        services.AddSingleton<WorkspaceStore>();
        return services;
    }

    public static void MapTeam(this WebApplication app)
    {
        var team = app.MapGroup("/api/team").WithTags("Team").RequirePermission(Permissions.TeamEdit);
        team.MapGet("/workspaces", Workspaces.List)
            .RequirePermission(Permissions.SignInOwn)
            .WithSummary("The workspaces of the caller, with the role in each")
            .Produces<IReadOnlyList<Workspace>>();
        team.MapPost("/workspaces", Workspaces.Make)
            .WithSummary("Makes a workspace of which the caller is the admin")
            .Produces<Workspace>()
            .ProducesProblem(400)
            .ProducesProblem(409);
        team.MapPatch("/workspace", Workspaces.Change)
            .WithSummary(
                "Renames the workspace, sets its time zone, or asks its admins and managers for a second factor"
            )
            .Produces(204)
            .ProducesProblem(400)
            .ProducesProblem(409);

        team.MapGet("/members", Members.List)
            .RequirePermission(Permissions.TeamRead)
            .WithSummary("The members of the workspace")
            .Produces<IReadOnlyList<TeamMember>>();
        var member = team.MapGroup("/members/{id:guid}");
        member.MapPut("/role", Members.ChangeRole).WithSummary("Gives a member another role; their sessions end");
        member.MapDelete("", Members.Remove).WithSummary("Takes a member out of the workspace; their sessions end");
        member
            .MapPost("/password", Members.ResetPassword)
            .WithSummary("Gives a member a one-time password, told this once")
            .Produces<Members.OneTimePassword>();
        member
            .MapDelete("/second-factor", Members.TakeSecondFactorOff)
            .WithSummary("Takes the second factor off a member who has lost it");
        member
            .MapGet("/sessions", Members.ListSessions)
            .WithSummary("Where a member is signed in")
            .Produces<IReadOnlyList<SigningIn.MemberSession>>();
        member.MapDelete("/sessions", Members.EndSession).WithSummary("Ends one session of a member, or all");

        var invitations = team.MapGroup("/invitations").RequirePermission(Permissions.TeamInvite);
        invitations
            .MapGet("", Invitations.List)
            .RequirePermission(Permissions.TeamRead)
            .WithSummary("Invitations that are open, and those of the last 30 days")
            .Produces<IReadOnlyList<Invitation>>();
        invitations
            .MapPost("", Invitations.Make)
            .WithSummary("Makes an invitation; its link is told this once")
            .Produces<Invitations.NewInvitation>()
            .ProducesProblem(400)
            .ProducesProblem(409);
        invitations
            .MapDelete("/{id:guid}", Invitations.Revoke)
            .WithSummary("Takes an open invitation back")
            .Produces(204)
            .ProducesProblem(404);

        var guests = app.MapGroup("/api/invitations").WithTags("Team");
        guests.MapPost("/look", AcceptInvitation.Look).AllowAnonymous().WithSummary("What an invitation is good for");
        guests
            .MapPost("/accept", AcceptInvitation.Accept)
            .AllowAnonymous()
            .WithSummary("Joins with an invitation, as a new user or as one who is known");
        guests
            .MapPost("/join", AcceptInvitation.Join)
            .RequirePermission(Permissions.SignInOwn)
            .WithSummary("Joins with an invitation as the one who is signed in");
    }
}
