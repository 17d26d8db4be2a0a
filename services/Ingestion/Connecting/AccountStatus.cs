using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Connecting;

/// <summary>What an operator sees of an account's connection. 64-bit ids are texts: JavaScript would round them.</summary>
internal sealed record AccountStatus
{
    public required AccountConnectionState State { get; init; }

    /// <summary>Why, and what happens next; null when all is well.</summary>
    public string? Detail { get; init; }
    public string? RoomId { get; init; }
    public required DateTimeOffset Since { get; init; }
    public long Frames { get; init; }

    /// <summary>Events since the room was entered.</summary>
    public long Events { get; init; }

    /// <summary>Coins credited since the room was entered.</summary>
    public long Coins { get; init; }
    public long Duplicates { get; init; }
    public long UnknownMessages { get; init; }
    public long UndecodableMessages { get; init; }

    /// <summary>Message types that Ingestion does not know, with their counts.</summary>
    public IReadOnlyDictionary<string, long> UnknownTypes { get; init; } = new Dictionary<string, long>();

    /// <summary>Messages that the broker has not confirmed.</summary>
    public long SpooledFrames { get; init; }

    /// <summary>What the recording does; null when it never ran.</summary>
    public string? Recording { get; init; }
}
