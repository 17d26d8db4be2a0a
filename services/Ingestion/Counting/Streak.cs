using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Counting;

/// <summary>One streak of one room. The group id alone is a time stamp that two viewers can share.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StreakKey(long UserId, long GiftId, long GroupId, long ReceiverId);

/// <summary>What is known about a streak; kept after its end, so that late messages credit nothing twice.</summary>
internal sealed class Streak
{
    /// <summary>Highest repeat count seen: the units credited so far.</summary>
    public int Maximum { get; set; }

    public long LastMessageId { get; set; }

    public DateTimeOffset LastSeen { get; set; }

    /// <summary>The final event is out.</summary>
    public bool IsFinal { get; set; }

    /// <summary>For the final event; null for a streak that was loaded and has not been seen again.</summary>
    public LiveViewer? Viewer { get; set; }

    public string? GiftName { get; set; }

    public int Coins { get; set; }

    public bool IsHistory { get; set; }
}

/// <summary>A streak as it is kept in the database.</summary>
internal sealed record SavedStreak(
    StreakKey Key,
    int Maximum,
    long LastMessageId,
    DateTimeOffset LastSeen,
    bool IsFinal
)
{
    public string? GiftName { get; init; }

    public int Coins { get; init; }
}
