using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.Sessions;

/// <summary>From when to when a live session runs. Decided from the newest signs, so late and repeated messages change nothing.</summary>
internal sealed record LiveSessionLife
{
    /// <summary>What still arrives shortly after the end (the last comments, streaks that run out) does not reopen a session.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>A start further back than this is a clock gone wrong.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the newest sign of life was received.</summary>
    public required DateTimeOffset ActiveAt { get; init; }

    /// <summary>Sequence of the newest LiveStarted or LiveResumed; -1 without.</summary>
    public long StartSequence { get; init; } = -1;

    /// <summary>Sequence of the newest LiveEnded; -1 without. It said <see cref="EndAt"/> and was received at <see cref="EndReceivedAt"/>.</summary>
    public long EndSequence { get; init; } = -1;
    public DateTimeOffset? EndAt { get; init; }
    public DateTimeOffset? EndReceivedAt { get; init; }

    /// <summary>A session that is opened by something received at <paramref name="receivedAt"/>.</summary>
    public static LiveSessionLife OpenedAt(DateTimeOffset receivedAt) =>
        new() { StartedAt = receivedAt, ActiveAt = receivedAt };

    /// <summary>The life after these events, new ones and repeated ones.</summary>
    public LiveSessionLife After(IEnumerable<EventRow> events)
    {
        var next = this;
        foreach (var row in events)
            next = next.After(row);
        if (next == this)
            return this;
        // Silence had ended it, and this is no news: it stays ended.
        var stirred = next.ActiveAt > ActiveAt || next.StartSequence > StartSequence || next.EndSequence > EndSequence;
        return stirred ? next with { EndedAt = next.IsOver() ? next.EndAt : null } : next;
    }

    private LiveSessionLife After(EventRow row)
    {
        var next = row.ReceivedAt < StartedAt ? this with { StartedAt = row.ReceivedAt } : this;
        switch (row.Kind)
        {
            case LiveEventKind.LiveEnded:
                return row.Sequence <= EndSequence
                    ? next
                    : next with
                    {
                        EndSequence = row.Sequence,
                        EndAt = row.At,
                        EndReceivedAt = row.ReceivedAt,
                    };
            case LiveEventKind.LiveStarted or LiveEventKind.LiveResumed:
                if (
                    row.Kind == LiveEventKind.LiveStarted
                    && row.At < next.StartedAt
                    && row.ReceivedAt - row.At < _longest
                )
                    next = next with { StartedAt = row.At };
                return next with
                {
                    StartSequence = Math.Max(StartSequence, row.Sequence),
                    ActiveAt = Later(ActiveAt, row.ReceivedAt),
                };
            case LiveEventKind.GiftFinal or LiveEventKind.Gap:
                // Ingestion makes these itself, also after the end.
                return next;
            default:
                return row.Is(EventFlags.History) ? next : next with { ActiveAt = Later(ActiveAt, row.ReceivedAt) };
        }
    }

    private bool IsOver() => EndSequence >= 0 && EndSequence > StartSequence && ActiveAt <= EndReceivedAt + Grace;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
