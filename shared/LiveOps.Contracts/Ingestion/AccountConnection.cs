namespace LiveOps.Contracts.Ingestion;

/// <summary>The state of the connection to one account's room changed. Also sent again every 5 s while connected.</summary>
public sealed record AccountConnectionChanged
{
    public required Guid WorkspaceId { get; init; }
    public required Guid AccountId { get; init; }

    /// <summary>The @handle without @.</summary>
    public required string Handle { get; init; }
    public required AccountConnectionState State { get; init; }

    /// <summary>The account's time zone, an IANA name; null from a version that does not say.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Why, and what happens next, in words for the operator; null when all is well.</summary>
    public string? Detail { get; init; }

    /// <summary>The room, where one is known.</summary>
    public long? RoomId { get; init; }

    /// <summary>When this state began, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Messages of types that Ingestion does not know, since connect. Normal.</summary>
    public long UnknownMessages { get; init; }

    /// <summary>Messages and frames that could not be decoded, since connect.</summary>
    public long UndecodableMessages { get; init; }

    /// <summary>Frames that wait on disk because the broker is away.</summary>
    public long SpooledFrames { get; init; }
}

/// <summary>States of <see cref="AccountConnectionChanged"/>. Travels by name.</summary>
public enum AccountConnectionState
{
    /// <summary>Switched off by a person.</summary>
    Stopped,

    /// <summary>Watched, not live.</summary>
    Offline,
    Connecting,
    Live,

    /// <summary>Open but silent for too long; will be reconnected.</summary>
    Stale,

    /// <summary>Refused or failing; retried with back-off. Detail says why.</summary>
    Failing,
}
