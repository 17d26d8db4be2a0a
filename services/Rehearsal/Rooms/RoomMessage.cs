namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// The units of one gift or streak. A streak's messages carry a running total, so what a consumer can know is the
/// highest total it was served, not the number of messages.
/// </summary>
internal sealed class Streak(long groupId, int coins)
{
    public long GroupId { get; } = groupId;

    /// <summary>Price of a unit in coins.</summary>
    public int Coins { get; } = coins;

    private int _offered;
    private int _served;

    /// <summary>Units that are new to the books of what was done in the room.</summary>
    public int Offer(int total) => Rise(ref _offered, total);

    /// <summary>Units that are new to the books of what a consumer got.</summary>
    public int Serve(int total) => Rise(ref _served, total);

    private static int Rise(ref int highest, int total)
    {
        var rise = Math.Max(0, total - highest);
        highest += rise;
        return rise;
    }
}

/// <summary>One message as it goes over the wire, with the facts that the truth is counted from.</summary>
internal sealed class RoomMessage
{
    public required long MsgId { get; init; }
    public required EventKind Kind { get; init; }
    public required string Method { get; init; }
    public required byte[] Payload { get; init; }
    public required DateTimeOffset At { get; init; }
    public long UserId { get; init; }
    public string? Handle { get; init; }

    /// <summary>Set for gifts; <see cref="RepeatCount"/> is the running total.</summary>
    public Streak? Streak { get; init; }
    public int RepeatCount { get; init; }
    public int LikeCount { get; init; }
    public long LikeTotal { get; init; }

    /// <summary>When it first went to a consumer; null until then. Guarded by the room's gate.</summary>
    public DateTimeOffset? ServedAt { get; set; }
}
