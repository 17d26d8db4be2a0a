namespace LiveOps.Contracts.DeviceGateway;

/// <summary>
/// What a gateway wrote into its log, for people who are not at its PC: published at most once a second. Lines are lost
/// when the broker is away for long; <see cref="Dropped"/> tells how many. Never holds a secret.
/// </summary>
public sealed record GatewayLogged
{
    public required Guid WorkspaceId { get; init; }
    public required string GatewayId { get; init; }

    /// <summary>Oldest first, at most 100.</summary>
    public required IReadOnlyList<GatewayLogLine> Lines { get; init; }

    /// <summary>Lines before these that were never published.</summary>
    public int Dropped { get; init; }
}

/// <summary>One line of a gateway's log.</summary>
public sealed record GatewayLogLine
{
    public required DateTimeOffset At { get; init; }
    public required GatewayLogLevel Level { get; init; }

    /// <summary>The part of the gateway that wrote it.</summary>
    public required string Source { get; init; }

    /// <summary>At most 1,000 characters, on one line.</summary>
    public required string Text { get; init; }
}

/// <summary>How grave a <see cref="GatewayLogLine"/> is. Travels by name.</summary>
public enum GatewayLogLevel
{
    Information,
    Warning,
    Error,
    Critical,
}
