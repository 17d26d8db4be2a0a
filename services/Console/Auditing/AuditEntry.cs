using LiveOps.Hosting.Auditing;

namespace LiveOps.Console.Auditing;

/// <summary>One line of the audit log: who did what to which thing.</summary>
internal sealed record AuditEntry
{
    public required Guid WorkspaceId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The member's name at that time.</summary>
    public required string Actor { get; init; }
    public Guid? ActorId { get; init; }

    /// <summary>What was done, in words: <c>role changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The kind of thing: <c>member</c>, <c>invitation</c>, <c>rule</c>...</summary>
    public string? Thing { get; init; }
    public string? ThingId { get; init; }
    public string? ThingName { get; init; }

    /// <summary>JSON of what has changed, as it was; null where there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of what has changed, as it is now; null where nothing is left.</summary>
    public string? After { get; init; }

    /// <summary>From where; null where nobody knows.</summary>
    public Origin? From { get; init; }

    /// <summary>The service that made the change.</summary>
    public string Service { get; init; } = "console";

    /// <summary>Names a change that another service tells of: it is written down once.</summary>
    public Guid? ChangeId { get; init; }
}
