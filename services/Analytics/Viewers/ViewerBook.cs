using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using Npgsql;

namespace LiveOps.Analytics.Viewers;

/// <summary>
/// What a batch of new events is to the people in it: visits, profiles, hours of the week. All of it is written in the
/// transaction of the events, so it is there or not as they are.
/// </summary>
internal sealed class ViewerBook
{
    private readonly Dictionary<(long SessionNo, long UserId), ChangedVisits> _visits;
    private readonly Dictionary<(int AudienceNo, long UserId), ProfileChange> _profiles = [];
    private readonly Dictionary<(int AudienceNo, long UserId), ProfileChange> _workspaceProfiles = [];
    private readonly Dictionary<(int AudienceNo, long UserId, short Hour), (long Events, long Coins)> _hours = [];

    private ViewerBook(Dictionary<(long SessionNo, long UserId), ChangedVisits> visits) => _visits = visits;

    /// <summary>By session and user id of the event.</summary>
    public IReadOnlyDictionary<(long SessionNo, long UserId), ChangedVisits> Visits => _visits;

    /// <summary>Reads what the books know of these viewers and works out what changes.</summary>
    public static async Task<ViewerBook> OfAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<SessionNews> news,
        CancellationToken cancellationToken
    )
    {
        var signs = SignsOf(news);
        var timeouts = news.ToDictionary(part => part.Session.SessionNo, part => part.Audience.Switches.Timeout);
        var book = new ViewerBook(
            signs.Count == 0
                ? []
                : await VisitBook.ChangeAsync(
                    transaction,
                    signs.ToDictionary(viewer => viewer.Key, viewer => viewer.Value.Times),
                    sessionNo => timeouts[sessionNo],
                    cancellationToken
                )
        );
        foreach (var part in news)
        {
            book.AddHours(part);
            book.AddProfiles(part, signs);
        }
        return book;
    }

    /// <summary>Adds all statements; one of them returns the accounts' profiles.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        if (_visits.Count == 0)
            return;
        VisitBook.AddTo(batch, _visits);
        ProfileBook.AddHoursTo(batch, _hours);
        ProfileBook.AddTo(batch, _profiles, _workspaceProfiles);
    }

    /// <summary>Tells who is new and who has come in, once the books are durable.</summary>
    public void Tell(
        ViewerNewsPublisher publisher,
        IReadOnlyList<SessionNews> news,
        IReadOnlyList<ChangedProfile> profiles,
        DateTimeOffset now
    )
    {
        var fresh = profiles
            .Where(profile => profile.IsNew)
            .Select(profile => (profile.AudienceNo, profile.UserId))
            .ToHashSet();
        foreach (var part in news)
        {
            var items = part
                .Rows.Where(row => row.Viewer is not null)
                .DistinctBy(row => row.Viewer!.UserId)
                .SelectMany(row => NewsOf(part, row.Viewer!, fresh, now))
                .ToList();
            if (items.Count > 0)
                publisher.Tell(part.Session.Key.WorkspaceId, part.Session.Key.AccountId, items);
        }
    }

    private IEnumerable<ViewerNewsItem> NewsOf(
        SessionNews part,
        LiveViewer viewer,
        HashSet<(int AudienceNo, long UserId)> fresh,
        DateTimeOffset now
    )
    {
        // What comes late from a queue that has waited is nobody coming in now.
        if (
            !_visits.TryGetValue((part.Session.SessionNo, viewer.UserId), out var visits)
            || now - visits.Newest.To > part.Audience.Switches.Timeout
        )
            yield break;
        if (fresh.Contains((part.Audience.AudienceNo, viewer.UserId)))
            yield return Item(ViewerNewsKind.New, viewer, visits.Newest.From, now);
        if (visits.Opens)
            yield return Item(ViewerNewsKind.Online, viewer, visits.Newest.From, now);
    }

    private static ViewerNewsItem Item(ViewerNewsKind kind, LiveViewer viewer, DateTimeOffset at, DateTimeOffset now) =>
        new()
        {
            NewsId = Guid.CreateVersion7(now),
            Kind = kind,
            UserId = viewer.UserId,
            Handle = viewer.Handle,
            Nickname = viewer.Nickname,
            At = at,
        };

    private static Dictionary<(long SessionNo, long UserId), Signs> SignsOf(IReadOnlyList<SessionNews> news)
    {
        var signs = new Dictionary<(long, long), Signs>();
        foreach (var part in news)
        foreach (var row in part.Rows)
        {
            if (!Presence.Shows(row))
                continue;
            var key = (part.Session.SessionNo, row.Viewer!.UserId);
            if (!signs.TryGetValue(key, out var viewer))
                signs[key] = viewer = new Signs();
            viewer.Times.Add(Presence.At(row));
            viewer.IsModerator |= (row.Viewer.Roles & ViewerRoles.Moderator) != 0;
        }
        return signs;
    }

    private void AddHours(SessionNews part)
    {
        if (!part.Audience.Switches.HeatmapEnabled)
            return;
        var hours = new WeekHours(part.Audience.Zone);
        foreach (var row in part.Rows)
        {
            if (!Presence.Shows(row))
                continue;
            var key = (part.Audience.AudienceNo, row.Viewer!.UserId, hours.Of(Presence.At(row)));
            var (events, coins) = _hours.GetValueOrDefault(key);
            _hours[key] = (events + 1, coins + row.CreditedCoins);
        }
    }

    private void AddProfiles(SessionNews part, Dictionary<(long SessionNo, long UserId), Signs> signs)
    {
        foreach (var (userId, added) in part.RollUp.ByViewer)
        {
            var key = (part.Session.SessionNo, userId);
            if (!signs.TryGetValue(key, out var viewer))
                continue;
            var visits = _visits[key];
            var (first, last) = (viewer.Times.Min(), viewer.Times.Max());
            var person = part.Audience.Rules.PersonOf(userId);
            Of(_profiles, (part.Audience.AudienceNo, person))
                .Add(added, first, last, visits.AddedVisits, visits.AddedWatchMs, viewer.IsModerator);
            Of(_workspaceProfiles, (part.Audience.WorkspaceAudienceNo, person))
                .Add(added, first, last, visits.AddedVisits, visits.AddedWatchMs, viewer.IsModerator);
        }
    }

    private static ProfileChange Of(
        Dictionary<(int AudienceNo, long UserId), ProfileChange> profiles,
        (int AudienceNo, long UserId) key
    )
    {
        if (!profiles.TryGetValue(key, out var change))
            profiles[key] = change = new ProfileChange();
        return change;
    }

    private sealed class Signs
    {
        public List<DateTimeOffset> Times { get; } = [];
        public bool IsModerator { get; set; }
    }
}
