namespace LiveOps.Contracts.DeviceGateway;

/// <summary>Everything off, now, and latched. Fanned out to every gateway past every queue. Anyone signed in may send it.</summary>
public sealed record EmergencyStop
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>Names this stop; a gateway that already knows it does nothing new.</summary>
    public required Guid StopId { get; init; }

    /// <summary>Who pressed it.</summary>
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}

/// <summary>Release the latch on every gateway of the workspace. Asks for the role Manager.</summary>
public sealed record ResetEmergencyStop
{
    public required Guid WorkspaceId { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
}
