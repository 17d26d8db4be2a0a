using LiveOps.Hosting.Identity;

namespace LiveOps.Console.SigningIn;

/// <summary>A person with a role in a workspace.</summary>
internal sealed record Member
{
    public required Guid UserId { get; init; }
    public required string Name { get; init; }
    public required string PasswordHash { get; init; }

    /// <summary>Changes with the password.</summary>
    public required string SecurityStamp { get; init; }

    /// <summary>True while the password is a one-time one: of the seed, or set by an admin.</summary>
    public required bool MustChangePassword { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string WorkspaceName { get; init; }
    public required string Role { get; init; }

    /// <summary>A sign-in asks for a code too.</summary>
    public bool HasSecondFactor { get; init; }

    /// <summary>The workspace asks its admins and managers for a second factor.</summary>
    public bool WorkspaceWantsSecondFactor { get; init; }

    /// <summary>May do nothing in this workspace until a second factor is set up.</summary>
    public bool MustSetUpSecondFactor =>
        WorkspaceWantsSecondFactor && !HasSecondFactor && Role is (Roles.Admin or Roles.Manager);
}
