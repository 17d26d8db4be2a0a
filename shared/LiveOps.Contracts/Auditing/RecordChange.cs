namespace LiveOps.Contracts.Auditing;

/// <summary>
/// A member has changed something in another service, for the audit log that the Console keeps. Sent through the outbox
/// of the service, in the transaction of the change; comes at least once and is written down once, by
/// <see cref="ChangeId"/>.
/// </summary>
public sealed record RecordChange
{
    /// <summary>Names the change.</summary>
    public required Guid ChangeId { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The service that made it, as in the topology.</summary>
    public required string Service { get; init; }

    /// <summary>The member's name; for what happens by itself, what did it.</summary>
    public required string Actor { get; init; }

    /// <summary>The member's id, where a member did it.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>What was done, in words and lower case: <c>rule changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing: <c>rule</c>, <c>viewer</c>...</summary>
    public required string Thing { get; init; }
    public required string ThingId { get; init; }

    /// <summary>What people call it.</summary>
    public string? ThingName { get; init; }

    /// <summary>JSON of what has changed, as it was; null where there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what has changed, as it is now; null where nothing is left.</summary>
    public string? After { get; init; }

    /// <summary>The member's IP address, where the service knows it.</summary>
    public string? Address { get; init; }

    /// <summary>The member's browser in words, where the service knows it.</summary>
    public string? Browser { get; init; }
}
