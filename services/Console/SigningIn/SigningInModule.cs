using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Secrets;

namespace LiveOps.Console.SigningIn;

/// <summary>Users, workspaces and memberships; tokens that every service checks by itself.</summary>
internal static class SigningInModule
{
    public static WebApplicationBuilder AddSigningIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddLiveOpsSecrets();
        services.AddSingleton<MemberStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PasswordPolicy>();
        services.AddSingleton<PasswordGate>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<SecurityStamps>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<SessionStarter>();
        services.AddSingleton<SecondFactorStore>();
        services.AddHostedService<SeedWorkspace>();
        services.AddHostedService(provider => provider.GetRequiredService<SecurityStamps>());
        services.AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        return builder;
    }

    public static void MapSigningIn(this WebApplication app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Sign-in").RequirePermission(Permissions.SignInOwn);
        auth.MapPost("/login", SignIn.Handle)
            .AllowAnonymous()
            .WithName("signIn")
            .WithSummary("The cookie for a browser, the token for a program")
            .Produces<SignIn.Session>()
            .ProducesProblem(400)
            .ProducesProblem(401);
        auth.MapPost("/second-step", SecondStep.Handle)
            .AllowAnonymous()
            .WithName("signInSecondStep")
            .WithSummary("The second step of a sign-in that asks for a code");
        auth.MapPost("/logout", SignOut.Handle)
            .AllowAnonymous()
            .WithName("signOut")
            .WithSummary("Takes the cookie away and closes the live screens of this session")
            .Produces(204);
        auth.MapGet("/me", WhoAmI.Handle).WithName("whoAmI").WithSummary("Who is signed in").Produces<SignedIn>();
        auth.MapPost("/password", ChangePassword.Handle)
            .WithName("changePassword")
            .WithSummary("Changes one's own password and ends every other session of the member")
            .Produces<SignIn.Session>()
            .ProducesProblem(400)
            .ProducesProblem(409);
        auth.MapPost("/workspace", SwitchWorkspace.Handle)
            .WithName("switchWorkspace")
            .WithSummary("Goes on in another workspace of the member");
        auth.MapGet("/sessions", OwnSessions.List)
            .WithName("listOwnSessions")
            .WithSummary("One's own sessions")
            .Produces<IReadOnlyList<OwnSessions.OwnSession>>();
        auth.MapDelete("/sessions", OwnSessions.EndOthers)
            .WithName("endOtherSessions")
            .WithSummary("Ends all of one's sessions but this one");
        auth.MapDelete("/sessions/{id:guid}", OwnSessions.End)
            .WithName("endOwnSession")
            .WithSummary("Ends one of one's own sessions");

        var factor = auth.MapGroup("/second-factor");
        factor
            .MapGet("", SecondFactor.Read)
            .WithName("readSecondFactor")
            .WithSummary("Whether one's own sign-in asks for a second factor")
            .Produces<SecondFactor.State>();
        factor
            .MapPost("", SecondFactor.Begin)
            .WithName("beginSecondFactor")
            .WithSummary("Makes the secret of a second factor and shows it, to be confirmed");
        factor
            .MapPost("/confirm", SecondFactor.Confirm)
            .WithName("confirmSecondFactor")
            .WithSummary("Confirms the second factor with a code of it");
        factor
            .MapPost("/recovery-codes", SecondFactor.Renew)
            .WithName("renewRecoveryCodes")
            .WithSummary("Makes new recovery codes; the old ones end");
        factor
            .MapPost("/off", SecondFactor.SwitchOff)
            .WithName("switchSecondFactorOff")
            .WithSummary("Takes one's own second factor away");
    }
}
