namespace LiveOps.Console.SigningIn;

/// <summary>Users, workspaces and memberships; tokens that every service checks by itself.</summary>
internal static class SigningInModule
{
    public static IServiceCollection AddSigningIn(this IServiceCollection services)
    {
        services.AddSingleton<MemberStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<SecurityStamps>();
        services.AddHostedService<SeedWorkspace>();
        services.AddHostedService(provider => provider.GetRequiredService<SecurityStamps>());
        return services;
    }

    public static void MapSigningIn(this WebApplication app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Sign-in");
        auth.MapPost("/login", SignIn.Handle).AllowAnonymous();
        auth.MapPost("/logout", SignOut.Handle).AllowAnonymous();
        auth.MapGet("/me", WhoAmI.Handle);
        auth.MapPost("/password", ChangePassword.Handle);
    }
}
