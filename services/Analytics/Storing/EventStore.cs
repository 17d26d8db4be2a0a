using LiveOps.Analytics.Birthdays;
using LiveOps.Analytics.Progress;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Sessions;
using LiveOps.Analytics.ViewerEditing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Storing;

/// <summary>
/// Puts events and all that follows from them on the books, in one transaction. Events that are there already change
/// nothing, so the same messages may come any number of times and in any order.
/// </summary>
internal sealed class EventStore(
    NpgsqlDataSource database,
    SessionLocks sessions,
    Audiences audiences,
    EventPartitions partitions,
    VipPromotions promotions,
    ViewerNewsPublisher viewerNews,
    LiveBirthdays birthdays,
    ProgressPublisher progress,
    AnalyticsMetrics metrics,
    TimeProvider clock
)
{
    private const string FindKnown = """
        select e.session_no, e.message_id, e.kind
        from unnest($1, $2, $3, $4) as k(session_no, message_id, kind, opened_on)
        join analytics.events e using (session_no, message_id, kind, opened_on)
        """;

    /// <summary>Stores the messages; when it returns they are durable.</summary>
    public async Task StoreAsync(IReadOnlyList<EventMessage> messages, Names names, CancellationToken cancellationToken)
    {
        if (messages.Any(message => message.MayRepeat))
        {
            await StoreAsync(messages, names, lookFirst: true, tell: true, cancellationToken);
            return;
        }
        try
        {
            // Almost every batch is new from the first to the last event: the unique index itself is the test.
            await StoreAsync(messages, names, lookFirst: false, tell: true, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await StoreAsync(messages, names, lookFirst: true, tell: true, cancellationToken);
        }
    }

    /// <summary>
    /// The same for what happened long ago: nobody is told, and nobody is promoted by it before the next live event of
    /// theirs, so that no device moves.
    /// </summary>
    public Task StoreQuietlyAsync(
        IReadOnlyList<EventMessage> messages,
        Names names,
        CancellationToken cancellationToken
    ) => StoreAsync(messages, names, lookFirst: true, tell: false, cancellationToken);

    private async Task StoreAsync(
        IReadOnlyList<EventMessage> messages,
        Names names,
        bool lookFirst,
        bool tell,
        CancellationToken cancellationToken
    )
    {
        var bySession = Group(messages);
        if (bySession.Count == 0)
            return;
        var accounts = bySession.Keys.Select(key => (key.WorkspaceId, key.AccountId)).Distinct().ToList();
        await audiences.EnsureAsync(accounts, cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var audienceOf = await audiences.LockAsync(transaction, accounts, cancellationToken);
        var touched = new List<Guid>();
        var locked = await sessions.LockAsync(
            transaction,
            bySession.ToDictionary(group => group.Key, group => group.Value.Min(row => row.ReceivedAt)),
            touched,
            cancellationToken
        );
        foreach (var openedOn in locked.Values.Select(session => session.OpenedOn).Distinct())
            await partitions.EnsureAsync(openedOn, cancellationToken);

        var known = lookFirst ? await FindKnownAsync(transaction, bySession, locked, cancellationToken) : [];
        var fresh = bySession
            .Select(group => (Session: locked[group.Key], Rows: Unknown(locked[group.Key], group.Value, known)))
            .ToList();
        var changed = await RollUpAsync(transaction, fresh, bySession, cancellationToken);
        var news = NewsOf(fresh, changed, audienceOf);
        var viewers = await ViewerBook.OfAsync(transaction, news, cancellationToken);
        await CopyAsync(connection, fresh, cancellationToken);

        await using var batch = new NpgsqlBatch(connection, transaction);
        RollUpSql.AddTo(batch, changed, viewers.Visits);
        var minutes = new SessionMinutes();
        news.ForEach(part => minutes.Add(part.Session.SessionNo, part.Rows));
        minutes.AddTo(batch);
        var remember = names.AddTo(batch, news);
        viewers.AddTo(batch);
        var profiles = new List<ChangedProfile>();
        if (batch.BatchCommands.Count > 0)
        {
            await batch.PrepareAsync(cancellationToken);
            profiles = await ExecuteAsync(batch, cancellationToken);
            profiles = await NewProfiles.InheritAsync(transaction, profiles, news, cancellationToken);
            if (tell)
                await promotions.PromoteAsync(transaction, profiles, news, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);

        remember();
        if (!tell)
            return;
        viewers.Tell(viewerNews, news, profiles, clock.GetUtcNow());
        await birthdays.SawAsync(news, cancellationToken);
        Count(bySession, changed);
        touched.AddRange(changed.Select(change => change.Session.Id));
        progress.Changed(touched);
    }

    private static List<SessionNews> NewsOf(
        List<(LockedSession Session, IReadOnlyList<EventRow> Rows)> fresh,
        List<(LockedSession Session, SessionRollUp RollUp)> changed,
        Dictionary<(Guid WorkspaceId, Guid AccountId), Audience> audienceOf
    )
    {
        var rowsOf = fresh.ToDictionary(part => part.Session.SessionNo, part => part.Rows);
        return changed.ConvertAll(change => new SessionNews(
            change.Session,
            audienceOf[(change.Session.Key.WorkspaceId, change.Session.Key.AccountId)],
            change.RollUp,
            rowsOf[change.Session.SessionNo]
        ));
    }

    /// <summary>Runs the statements; those that return rows return profiles.</summary>
    private static async Task<List<ChangedProfile>> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var profiles = new List<ChangedProfile>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do while (await reader.ReadAsync(cancellationToken))
            profiles.Add(ProfileBook.Read(reader));
        while (await reader.NextResultAsync(cancellationToken));
        return profiles;
    }

    /// <summary>By session, each event once, in the order in which it happened.</summary>
    private static Dictionary<SessionKey, List<EventRow>> Group(IReadOnlyList<EventMessage> messages)
    {
        var groups = new Dictionary<SessionKey, List<EventRow>>();
        var seen = new HashSet<(SessionKey, long, LiveEventKind)>();
        foreach (var message in messages)
        {
            if (message.Rows.Count == 0)
                continue;
            if (!groups.TryGetValue(message.Session, out var rows))
                groups[message.Session] = rows = [];
            rows.AddRange(message.Rows.Where(row => seen.Add((message.Session, row.MessageId, row.Kind))));
        }
        foreach (var rows in groups.Values)
            rows.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return groups;
    }

    private static IReadOnlyList<EventRow> Unknown(
        LockedSession session,
        List<EventRow> rows,
        HashSet<(long, long, LiveEventKind)> known
    ) => known.Count == 0 ? rows : rows.FindAll(row => !known.Contains((session.SessionNo, row.MessageId, row.Kind)));

    private static async Task<HashSet<(long SessionNo, long MessageId, LiveEventKind Kind)>> FindKnownAsync(
        NpgsqlTransaction transaction,
        Dictionary<SessionKey, List<EventRow>> bySession,
        Dictionary<SessionKey, LockedSession> locked,
        CancellationToken cancellationToken
    )
    {
        var keys = bySession
            .SelectMany(group => group.Value.Select(row => (Session: locked[group.Key], Row: row)))
            .ToList();
        await using var find = new NpgsqlCommand(FindKnown, transaction.Connection, transaction);
        find.Parameters.With(keys.ConvertAll(key => key.Session.SessionNo), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(keys.ConvertAll(key => key.Row.MessageId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(keys.ConvertAll(key => (short)key.Row.Kind), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(keys.ConvertAll(key => key.Session.OpenedOn), NpgsqlDbType.Array | NpgsqlDbType.Date);
        var known = new HashSet<(long, long, LiveEventKind)>();
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known.Add((reader.GetInt64(0), reader.GetInt64(1), (LiveEventKind)reader.GetInt16(2)));
        return known;
    }

    /// <summary>What the new events add, by session; a session without any news is left out.</summary>
    private static async Task<List<(LockedSession Session, SessionRollUp RollUp)>> RollUpAsync(
        NpgsqlTransaction transaction,
        List<(LockedSession Session, IReadOnlyList<EventRow> Rows)> fresh,
        Dictionary<SessionKey, List<EventRow>> all,
        CancellationToken cancellationToken
    )
    {
        var streaks = await RollUpSql.ReadStreaksAsync(
            transaction,
            fresh
                .SelectMany(part => SessionRollUp.StreaksOf(part.Rows).Select(key => (part.Session.SessionNo, key)))
                .ToList(),
            cancellationToken
        );
        var bySession = streaks
            .GroupBy(streak => streak.Key.SessionNo)
            .ToDictionary(
                group => group.Key,
                group => group.ToDictionary(streak => streak.Key.Key, streak => streak.Value)
            );
        var changed = new List<(LockedSession, SessionRollUp)>();
        foreach (var (session, rows) in fresh)
        {
            var rollUp = SessionRollUp.Of(rows, bySession.GetValueOrDefault(session.SessionNo) ?? []);
            // Signs of life count also when they repeat: Ingestion gives its own start and end messages one id.
            var life = session.Life.After(all[session.Key]);
            if (rows.Count > 0 || life != session.Life)
                changed.Add((session with { Life = life }, rollUp));
        }
        return changed;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        List<(LockedSession Session, IReadOnlyList<EventRow> Rows)> fresh,
        CancellationToken cancellationToken
    )
    {
        if (fresh.TrueForAll(part => part.Rows.Count == 0))
            return;
        var buffer = new CopyBuffer();
        foreach (var (session, rows) in fresh)
        {
            foreach (var row in rows)
                EventCopy.Append(buffer, session.SessionNo, session.OpenedOn, row);
        }
        buffer.End();
        await EventCopy.SendAsync(connection, buffer, cancellationToken);
    }

    private void Count(
        Dictionary<SessionKey, List<EventRow>> all,
        List<(LockedSession Session, SessionRollUp RollUp)> changed
    )
    {
        var stored = changed.Sum(change => change.RollUp.Events);
        metrics.EventsStored.Add(stored);
        metrics.EventsRepeated.Add(all.Values.Sum(rows => rows.Count) - stored);
        metrics.CreditsDiffering.Add(changed.Sum(change => change.RollUp.CreditsDiffering));
        metrics.EventsMended.Add(
            all.Values.Sum(rows =>
                rows.Count(row => row.Is(EventFlags.TextCut | EventFlags.TextCleaned | EventFlags.Implausible))
            )
        );
    }
}
