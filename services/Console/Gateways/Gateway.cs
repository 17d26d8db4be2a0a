namespace LiveOps.Console.Gateways;

/// <summary>A gateway that was enrolled, as it is on the books.</summary>
internal sealed record Gateway
{
    public required string GatewayId { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>Its user at the broker.</summary>
    public required string BrokerUser { get; init; }

    /// <summary>As the broker keeps it, see <see cref="BrokerPassword.Hash(string)"/>.</summary>
    public required string BrokerPasswordHash { get; init; }

    /// <summary>The name of the PC, as it told.</summary>
    public required string Machine { get; init; }
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>The member who made the code.</summary>
    public required string EnrolledBy { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
    public string? Version { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokedBy { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When the broker had nothing of it any more, once revoked.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>Whether it may use the broker.</summary>
    public bool IsActive => RevokedAt is null && DeletedAt is null;
}
