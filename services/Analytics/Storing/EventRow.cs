using System.Runtime.InteropServices;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.Storing;

/// <summary>Whose LIVE it is. Two workspaces that watch one room have two live sessions.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SessionKey(Guid WorkspaceId, Guid AccountId, long RoomId);

/// <summary>Marks of a stored event.</summary>
[Flags]
internal enum EventFlags : short
{
    None = 0,

    /// <summary>Replayed by TikTok on connect.</summary>
    History = 1,

    /// <summary>TikTok says that the streak is over.</summary>
    RepeatEnd = 2,

    /// <summary>The text is longer than the limit: its beginning is kept.</summary>
    TextCut = 4,

    /// <summary>Characters that cannot be stored were replaced.</summary>
    TextCleaned = 8,

    /// <summary>Numbers beyond belief: kept as they came, counted in no total.</summary>
    Implausible = 16,
}

/// <summary>One event as it goes on the books.</summary>
internal sealed class EventRow
{
    public required long MessageId { get; init; }
    public required LiveEventKind Kind { get; init; }
    public required long Sequence { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public EventFlags Flags { get; init; }
    public LiveViewer? Viewer { get; init; }
    public LiveGift? Gift { get; init; }
    public LiveLike? Like { get; init; }
    public LiveRoomStats? RoomStats { get; init; }
    public LiveSocial? Social { get; init; }
    public LiveGap? Gap { get; init; }
    public string? Text { get; init; }

    /// <summary>JSON of the parts that only rare kinds have.</summary>
    public byte[]? Detail { get; init; }

    /// <summary>Units credited by the books; set when the gift is rolled up.</summary>
    public int? Credited { get; set; }

    /// <summary>Coins credited by the books; set when the gift is rolled up.</summary>
    public long CreditedCoins { get; set; }

    public bool Is(EventFlags flag) => (Flags & flag) != 0;
}

/// <summary>The events of one message.</summary>
/// <param name="Session">Whose they are.</param>
/// <param name="Rows">In the order of their sequence.</param>
/// <param name="MayRepeat">True when some of it may be on the books already: the writer looks first.</param>
internal sealed record EventMessage(SessionKey Session, IReadOnlyList<EventRow> Rows, bool MayRepeat);
