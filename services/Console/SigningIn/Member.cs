namespace LiveOps.Console.SigningIn;

/// <summary>A person with a role in a workspace.</summary>
internal sealed record Member
{
    public required Guid UserId { get; init; }
    public required string Name { get; init; }
    public required string PasswordHash { get; init; }

    /// <summary>Changes with the password.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>True while the password is the one-time one of the seed.</summary>
    public required bool MustChangePassword { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string WorkspaceName { get; init; }
    public required string Role { get; init; }
}
