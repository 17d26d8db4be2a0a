using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.Storing;

namespace LiveOps.Analytics.Viewers;

/// <summary>What the books know of a viewer in one live session.</summary>
/// <param name="Newest">The newest visit; null when there is none.</param>
/// <param name="Visits">All of them, counted.</param>
/// <param name="WatchMs">All of them, ms.</param>
internal sealed record KnownVisits(Visit? Newest, int Visits, long WatchMs)
{
    public static readonly KnownVisits None = new(null, 0, 0);
}

/// <summary>What a batch makes of the visits of one viewer to one live session.</summary>
/// <param name="Newest">The newest visit.</param>
/// <param name="Closed">Visits before it that are to be written.</param>
/// <param name="Rewrites">True when <paramref name="Closed"/> takes the place of all that were written before.</param>
/// <param name="Visits">All of them, counted.</param>
/// <param name="WatchMs">All of them, ms.</param>
/// <param name="AddedVisits">How many more there are; fewer where signs have closed a gap.</param>
/// <param name="AddedWatchMs">How much longer they are, ms.</param>
/// <param name="Opens">True when a visit has begun with this batch.</param>
internal sealed record ChangedVisits(
    Visit Newest,
    IReadOnlyList<Visit> Closed,
    bool Rewrites,
    int Visits,
    long WatchMs,
    int AddedVisits,
    long AddedWatchMs,
    bool Opens
)
{
    /// <summary>The first sign among <see cref="Closed"/> and <see cref="Newest"/>.</summary>
    public DateTimeOffset FirstAt => Closed.Count > 0 ? Closed[0].From : Newest.From;

    /// <param name="signs">In any order; at least one.</param>
    /// <param name="known">What the books know.</param>
    /// <param name="older">All visits before the newest, in order; null where they are not needed.</param>
    /// <param name="timeout">The account's.</param>
    public static ChangedVisits Of(
        IReadOnlyList<DateTimeOffset> signs,
        KnownVisits known,
        IReadOnlyList<Visit>? older,
        TimeSpan timeout
    )
    {
        var start = older ?? [];
        var times = new VisitTimes(known.Newest is { } newest ? [.. start, newest] : start, timeout);
        var (countedVisits, countedMs) = (times.Visits.Count, times.WatchMs);
        foreach (var sign in signs)
            times.Add(sign);
        var visits = times.Visits;
        var (addedVisits, addedMs) = (visits.Count - countedVisits, times.WatchMs - countedMs);
        return new ChangedVisits(
            visits[^1],
            [.. visits.Take(visits.Count - 1)],
            Rewrites: older is not null,
            known.Visits + addedVisits,
            known.WatchMs + addedMs,
            addedVisits,
            addedMs,
            Opens: known.Newest is null || visits[^1].From > known.Newest.Value.To
        );
    }
}

/// <summary>What a batch adds to one profile.</summary>
internal sealed class ProfileChange
{
    public DateTimeOffset FirstSeenAt { get; private set; } = DateTimeOffset.MaxValue;
    public DateTimeOffset LastSeenAt { get; private set; } = DateTimeOffset.MinValue;
    public long WatchMs { get; private set; }
    public long Coins { get; private set; }
    public long Gifts { get; private set; }
    public long Comments { get; private set; }
    public long Likes { get; private set; }
    public long Follows { get; private set; }
    public long Shares { get; private set; }
    public long Joins { get; private set; }
    public int Visits { get; private set; }
    public bool IsModerator { get; private set; }

    public void Add(
        ViewerRollUp added,
        DateTimeOffset first,
        DateTimeOffset last,
        int visits,
        long watchMs,
        bool moderator
    )
    {
        FirstSeenAt = first < FirstSeenAt ? first : FirstSeenAt;
        LastSeenAt = last > LastSeenAt ? last : LastSeenAt;
        WatchMs += watchMs;
        Coins += added.Coins;
        Gifts += added.Gifts;
        Comments += added.Comments;
        Likes += added.Likes;
        Follows += added.Follows;
        Shares += added.Shares;
        Joins += added.Joins;
        Visits += visits;
        IsModerator |= moderator;
    }

    /// <summary>What several profiles gain together.</summary>
    public static ProfileChange Sum(IEnumerable<ProfileChange> changes)
    {
        var sum = new ProfileChange();
        foreach (var change in changes)
        {
            sum.WatchMs += change.WatchMs;
            sum.Coins += change.Coins;
            sum.Gifts += change.Gifts;
            sum.Comments += change.Comments;
            sum.Likes += change.Likes;
            sum.Follows += change.Follows;
            sum.Shares += change.Shares;
            sum.Visits += change.Visits;
        }
        return sum;
    }
}

/// <summary>What one live session's new events are to its viewers.</summary>
/// <param name="Session">The session.</param>
/// <param name="Audience">Whose viewers they are.</param>
/// <param name="RollUp">What each viewer added.</param>
/// <param name="Rows">The new events.</param>
internal sealed record SessionNews(
    LockedSession Session,
    Audience Audience,
    SessionRollUp RollUp,
    IReadOnlyList<EventRow> Rows
);
