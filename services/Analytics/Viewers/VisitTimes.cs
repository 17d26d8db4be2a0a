using System.Runtime.InteropServices;

namespace LiveOps.Analytics.Viewers;

/// <summary>From the first to the last sign of a viewer in one visit.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Visit(DateTimeOffset From, DateTimeOffset To)
{
    public long WatchMs => (long)(To - From).TotalMilliseconds;
}

/// <summary>
/// The visits of one viewer to one live session. A visit is a chain of signs of which none is further from the next
/// than the time-out. So the visits follow from the times alone: in whatever order and however often these come, the
/// visits come out the same.
/// </summary>
internal sealed class VisitTimes
{
    private readonly TimeSpan _timeout;
    private readonly List<Visit> _visits;

    /// <param name="known">What is on the books, in order; all of it where <see cref="NeedsAll"/>, else the newest alone.</param>
    /// <param name="timeout">A longer silence than this ends a visit.</param>
    public VisitTimes(IEnumerable<Visit> known, TimeSpan timeout)
    {
        _visits = [.. known];
        _timeout = timeout;
    }

    /// <summary>In order, none within the time-out of the next.</summary>
    public IReadOnlyList<Visit> Visits => _visits;

    public long WatchMs => _visits.Sum(visit => visit.WatchMs);

    /// <summary>True when a sign is from before the newest visit on the books: then the older ones may change too.</summary>
    public static bool NeedsAll(Visit newest, DateTimeOffset sign) => sign < newest.From;

    /// <summary>PostgreSQL keeps microseconds and the books count milliseconds: sums stay exact.</summary>
    public static DateTimeOffset Milliseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public void Add(DateTimeOffset sign)
    {
        // The first visit that the sign could belong to; almost always the newest.
        var at = _visits.Count;
        while (at > 0 && _visits[at - 1].To + _timeout >= sign)
            at--;
        if (at == _visits.Count || sign + _timeout < _visits[at].From)
        {
            _visits.Insert(at, new Visit(sign, sign));
            return;
        }
        var joined = new Visit(Earlier(_visits[at].From, sign), Later(_visits[at].To, sign));
        var end = at + 1;
        while (end < _visits.Count && joined.To + _timeout >= _visits[end].From)
            joined = joined with { To = Later(joined.To, _visits[end++].To) };
        _visits[at] = joined;
        _visits.RemoveRange(at + 1, end - at - 1);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
