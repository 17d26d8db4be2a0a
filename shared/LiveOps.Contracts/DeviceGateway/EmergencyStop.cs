namespace LiveOps.Contracts.DeviceGateway;

/// <summary>Off, now, and latched. Fanned out to every gateway past every queue. Anyone signed in may send it.</summary>
public sealed record EmergencyStop
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Names this stop; a gateway that already knows it does nothing new.</summary>
    public required Guid StopId { get; init; }

    /// <summary>Who pressed it.</summary>
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>What it stops; null: everything of the workspace. Whoever does not understand it stops everything.</summary>
    public EmergencyStopScope? Scope { get; init; }
}

/// <summary>A part of a workspace that is stopped by itself. Exactly one is set.</summary>
public sealed record EmergencyStopScope
{
    /// <summary>All boards of this gateway.</summary>
    public string? GatewayId { get; init; }

    /// <summary>This board, whichever gateway it is on.</summary>
    public string? BoardId { get; init; }

    /// <summary>What this account moves: every board that does something for it now, and all that it asks for later.</summary>
    public Guid? AccountId { get; init; }
}

/// <summary>Release the latch on every gateway of the workspace, those of parts too. Asks for the role Manager.</summary>
public sealed record ResetEmergencyStop
{
    public required Guid WorkspaceId { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}

/// <summary>
/// Release the latch of one part; a stop of everything, and of other parts, holds on. A message of its own: one who
/// does not know parts must not take it for the release of everything. Asks for the role Manager.
/// </summary>
public sealed record ResetScopedEmergencyStop
{
    public required Guid WorkspaceId { get; init; }
    public required EmergencyStopScope Scope { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}
