using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.SigningIn;

/// <summary>Makes the first workspace and its admin, where the configuration names them and they are absent.</summary>
internal sealed class SeedWorkspace(
    MemberStore members,
    Passwords passwords,
    TokenIssuer tokens,
    IOptions<ConsoleOptions> options,
    ILogger<SeedWorkspace> log
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Asked for here so that a wrong signing key ends the start, not the first sign-in.
        _ = tokens;
        var seed = options.Value.Seed;
        if (!seed.IsSet)
            return;
        var made = await members.SeedAsync(
            new Member
            {
                UserId = Guid.CreateVersion7(),
                Name = seed.AdminUser!.Trim(),
                PasswordHash = passwords.Hash(seed.AdminPassword!),
                SecurityStamp = Passwords.NewStamp(),
                MustChangePassword = true,
                WorkspaceId = seed.WorkspaceId!.Value,
                WorkspaceName = seed.WorkspaceName!,
                Role = Roles.Admin,
            },
            cancellationToken
        );
        if (made)
            log.LogInformation("Made the workspace {Workspace} with its first admin", seed.WorkspaceName);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
