using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Ingestion.Counting;

/// <summary>A gift message, reduced to what counting needs. A local feed knows no fan tickets: null.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GiftStep(
    StreakKey Key,
    long MessageId,
    int RepeatCount,
    int Coins,
    int? FanTickets,
    DateTimeOffset ReceivedAt
)
{
    public LiveViewer? Viewer { get; init; }

    public string? GiftName { get; init; }

    public bool IsHistory { get; init; }
}
