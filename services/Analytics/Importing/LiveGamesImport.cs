using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>
/// The database of Live Games: its live sessions, gifts, comments and likes become live sessions on the books, by the way
/// that live events take, so that totals, visits, hours and minutes follow. Batch by batch: an import that was
/// interrupted is finished by importing the file again.
/// </summary>
internal sealed class LiveGamesImport(NpgsqlDataSource database, EventStore store, EventPartitions partitions)
{
    private const int BatchRows = 2_000;
    private const string NoSession = "its live session is not in the file";
    private const string Removed = "the events of its live session were removed by the workspace's retention";
    private const string NoTime = "it has no time that can be read";
    private const string NoName = "it names no viewer";
    private const string NoValue = "its value is no number of coins from 0 to 1,000,000";

    // What one program calls device and automation belongs to other services.
    private static readonly (string Table, string Hint)[] _elsewhere =
    [
        (
            "arduino_devices",
            "Devices belong to the gateway of the PC that the board is plugged into: add them to its devices file (docs/gateways.md); pin and duration are in this table."
        ),
        (
            "keyword_actions",
            "Keywords are rules now: make them in the Console, or write them as rules and send them to POST /api/rules/import (docs/rules.md)."
        ),
        (
            "automation_scripts",
            "Scripts are rules now: make them in the Console, or write them as rules and send them to POST /api/rules/import (docs/rules.md)."
        ),
    ];

    public static bool Fits(SqliteFile file) =>
        file.Has("accounts", "id", "username")
        && file.Has("live_sessions", "id", "account_id", "start_time")
        && file.Has("gift_logs", "id", "session_id", "username", "gift_name", "gift_value", "timestamp");

    public static ImportSource SourceOf(Guid workspace, SqliteFile file, string? name)
    {
        if (name is not null)
            return ImportSource.Of(workspace, "live-games", name);
        var first = file.Query(
                $"select id, username, {file.Column("accounts", "created_at")} from accounts order by id limit 1"
            )
            .Select(row => $"{row.GetValue(0)}|{row.GetValue(1)}|{row.GetValue(2)}")
            .FirstOrDefault();
        return ImportSource.Of(workspace, "live-games", "by first account", first);
    }

    public async Task RunAsync(
        SqliteFile file,
        ImportSource source,
        ImportSettings settings,
        ImportReport report,
        CancellationToken cancellationToken
    )
    {
        var accounts = await new ImportedAccounts(database, source, settings).MapAsync(file, report, cancellationToken);
        var sessions = await SessionsAsync(file, source, settings, accounts, report, cancellationToken);
        var began = DateTimeOffset.UtcNow;
        var before = await CountAsync(source, sessions, cancellationToken);
        var actions = new ImportedActions(source);
        var users = new HashSet<long>();
        foreach (var batch in Messages(file, source, settings, sessions, report, actions, users).Chunk(BatchRows))
        {
            await store.StoreQuietlyAsync(batch, new Names(), cancellationToken);
            await actions.StoreAsync(database, cancellationToken);
        }
        await MarkAsync(source, sessions, users, began, cancellationToken);
        Tell(report, sessions, before, await CountAsync(source, sessions, cancellationToken));
        Compare(file, report);
        foreach (var (table, hint) in _elsewhere)
            if (file.Count(table) is > 0 and var rows)
            {
                report.Of(table).Read = rows;
                report.Of(table).Skip("it belongs to another part of LiveOps", rows);
                report.Notes.Add($"{table}: {hint}");
            }
    }

    private async Task<Dictionary<long, ImportedSession>> SessionsAsync(
        SqliteFile file,
        ImportSource source,
        ImportSettings settings,
        Dictionary<long, Guid> accounts,
        ImportReport report,
        CancellationToken cancellationToken
    )
    {
        var sessions = new Dictionary<long, ImportedSession>();
        var table = report.Of("live_sessions");
        foreach (
            var row in file.Rows("live_sessions", ["id", "account_id", "start_time", "end_time", "session_name"], "id")
        )
        {
            table.Read++;
            if (SqliteFile.Long(row, 0) is not { } id || SqliteFile.Long(row, 1) is not { } account)
                table.Skip("it has no id or no account");
            else if (!accounts.TryGetValue(account, out var accountId))
                table.Skip("its account is not in the file");
            else if (SqliteFile.Time(row, 2, settings.Zone) is not { } start)
                table.Skip(NoTime);
            else
                sessions[id] = new(
                    new SessionKey(source.WorkspaceId, accountId, source.RoomId("live_sessions", id)),
                    start,
                    SqliteFile.Time(row, 3, settings.Zone) is { } end && end > start ? end : null,
                    SqliteFile.Text(row, 4, 200)
                );
        }
        await KnowAsync(source, sessions, cancellationToken);
        await OpenAsync(source, sessions, cancellationToken);
        table.Known = sessions.Values.Count(session => session.IsKnown);
        table.New = sessions.Count - table.Known;
        return sessions;
    }

    /// <summary>Opens them as imported ones before anything is in them: nobody is told that they end.</summary>
    private async Task OpenAsync(
        ImportSource source,
        Dictionary<long, ImportedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var missing = sessions.Where(session => !session.Value.IsKnown).ToList();
        await using var open = database.CreateCommand(
            """
            insert into analytics.live_sessions
                (id, workspace_id, account_id, room_id, opened_on, started_at, active_at, imported_from)
            select id, $1, account_id, room_id, (now() at time zone 'utc')::date, at, at, $2
            from unnest($3, $4, $5, $6) as k(id, account_id, room_id, at)
            on conflict (workspace_id, account_id, room_id) do nothing
            """
        );
        open.Parameters.With(source.WorkspaceId)
            .With(source.Id)
            .With(
                missing.ConvertAll(session => source.RowId("live_sessions session", session.Key)),
                NpgsqlDbType.Array | NpgsqlDbType.Uuid
            )
            .With(missing.ConvertAll(session => session.Value.Key.AccountId), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(missing.ConvertAll(session => session.Value.Key.RoomId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(
                missing.ConvertAll(session => session.Value.StartedAt.UtcDateTime),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            );
        await open.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A session that is on the books stays with its account, and what retention has taken does not come back.</summary>
    private async Task KnowAsync(
        ImportSource source,
        Dictionary<long, ImportedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        var byRoom = sessions.ToDictionary(session => session.Value.Key.RoomId, session => session.Key);
        await using var find = database.CreateCommand(
            """
            select room_id, account_id, events_removed_at is not null, opened_on from analytics.live_sessions
            where workspace_id = $1 and room_id = any($2)
            """
        );
        find.Parameters.With(source.WorkspaceId).With(byRoom.Keys.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var session = sessions[byRoom[row.GetInt64(0)]];
            session.StaysWith = row.GetGuid(1) == session.Key.AccountId ? null : row.GetGuid(1);
            session.Key = session.Key with { AccountId = row.GetGuid(1) };
            (session.IsKnown, session.IsRemoved) = (true, row.GetBoolean(2));
            if (!session.IsRemoved)
                await partitions.EnsureAsync(
                    await row.GetFieldValueAsync<DateOnly>(3, cancellationToken),
                    cancellationToken
                );
        }
    }

    private static IEnumerable<EventMessage> Messages(
        SqliteFile file,
        ImportSource source,
        ImportSettings settings,
        Dictionary<long, ImportedSession> sessions,
        ImportReport report,
        ImportedActions actions,
        HashSet<long> users
    )
    {
        foreach (var (id, session) in sessions.Where(one => !one.Value.IsRemoved))
        {
            yield return session.Message(
                Plain(LiveEventKind.LiveStarted, source.MessageId("session start", id), session.StartedAt)
            );
            if (session.EndedAt is { } end)
                yield return session.Message(Plain(LiveEventKind.LiveEnded, source.MessageId("session end", id), end));
        }
        foreach (var row in file.Query(LiveGamesRows.Sql(file)))
        {
            var what = LiveGamesRows.Read(row, settings.Zone);
            var table = report.Of(what.Table);
            table.Read++;
            if (what.SessionId is not { } id || !sessions.TryGetValue(id, out var session))
                table.Skip(NoSession);
            else if (session.IsRemoved)
                table.Skip(Removed);
            else if (what.At is null)
                table.Skip(NoTime);
            else if (what.Kind != LiveEventKind.Like && what.Name is null)
                table.Skip(NoName);
            else if (what.Kind == LiveEventKind.Gift && what.Coins is not (>= 0 and <= EventMapping.MostCoins))
                table.Skip(NoValue);
            else
            {
                var happened = what.ToEvent(source);
                if (happened.Viewer is { } viewer)
                    users.Add(viewer.UserId);
                actions.Add(what, happened, session);
                yield return session.Message(happened);
            }
        }
    }

    private static LiveEvent Plain(LiveEventKind kind, long message, DateTimeOffset at) =>
        new()
        {
            MessageId = message,
            Kind = kind,
            At = at,
        };

    /// <summary>Events of these sessions by kind.</summary>
    private async Task<Dictionary<LiveEventKind, long>> CountAsync(
        ImportSource source,
        Dictionary<long, ImportedSession> sessions,
        CancellationToken cancellationToken
    )
    {
        await using var count = database.CreateCommand(
            """
            select e.kind, count(*) from analytics.live_sessions s
            join analytics.events e on e.session_no = s.session_no and e.opened_on = s.opened_on
            where s.workspace_id = $1 and s.room_id = any($2) group by e.kind
            """
        );
        count.CommandTimeout = 0;
        count
            .Parameters.With(source.WorkspaceId)
            .With(
                sessions.Values.Select(session => session.Key.RoomId).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            );
        var kinds = new Dictionary<LiveEventKind, long>();
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            kinds[(LiveEventKind)row.GetInt16(0)] = row.GetInt64(1);
        return kinds;
    }

    private static void Tell(
        ImportReport report,
        Dictionary<long, ImportedSession> sessions,
        Dictionary<LiveEventKind, long> before,
        Dictionary<LiveEventKind, long> after
    )
    {
        foreach (var (name, kind) in LiveGamesRows.Kinds)
            if (report.Tables.TryGetValue(name, out var table))
            {
                table.New = after.GetValueOrDefault(kind) - before.GetValueOrDefault(kind);
                table.Known = table.Read - table.Skipped - table.New;
            }
        report.Notes.Add(
            "Viewers have no ids in this file: each name is a viewer of its own, tagged \"imported\". Merge one with the real person where you know that they are the same (docs/viewers.md)."
        );
        foreach (
            var stay in sessions.Values.Where(session => session.StaysWith is not null).GroupBy(x => x.StaysWith!.Value)
        )
            report.Notes.Add(
                $"Live sessions that are on the books from an earlier import ({stay.Count()}) stay with account {stay.Key}: an import does not move them to another one."
            );
        if (sessions.Values.Any(session => session.EndedAt is null))
            report.Notes.Add("Live sessions without an end in the file end with the last thing that happened in them.");
    }

    /// <summary>The file's own sums: what they say beyond its gifts is told, not invented.</summary>
    private static void Compare(SqliteFile file, ImportReport report)
    {
        if (!file.Has("user_leaderboard", "session_id", "username", "total_coins"))
            return;
        var (rows, differing) = file.Query(
                """
                select count(*), coalesce(sum(l.total_coins <> coalesce(g.coins, 0)), 0)
                from user_leaderboard l
                left join (
                    select session_id, username, sum(gift_value) as coins from gift_logs
                    where typeof(gift_value) = 'integer' and gift_value between 0 and 1000000 group by session_id, username
                ) g on g.session_id = l.session_id and g.username = l.username
                """
            )
            .Select(row => (row.GetInt64(0), row.GetInt64(1)))
            .First();
        var table = report.Of("user_leaderboard");
        (table.Read, table.Known) = (rows, rows - differing);
        if (differing == 0)
            return;
        table.Skip("it says other coins than the gifts in the file add up to; the gifts count", differing);
    }

    private async Task MarkAsync(
        ImportSource source,
        Dictionary<long, ImportedSession> sessions,
        HashSet<long> users,
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        var name = new NpgsqlBatchCommand(
            """
            update analytics.live_sessions s set imported_from = $1, imported_name = k.name
            from unnest($3, $4) as k(room_id, name)
            where s.workspace_id = $2 and s.room_id = k.room_id
                and (s.imported_from, s.imported_name) is distinct from ($1, k.name)
            """
        );
        name.Parameters.With(source.Id)
            .With(source.WorkspaceId)
            .With(
                sessions.Values.Select(session => session.Key.RoomId).ToArray(),
                NpgsqlDbType.Array | NpgsqlDbType.Bigint
            )
            .With(sessions.Values.Select(session => session.Name).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        batch.BatchCommands.Add(name);
        // Only those who are new: a tag that somebody has taken away stays away.
        var tag = new NpgsqlBatchCommand(
            """
            update analytics.viewers set tags = array_append(tags, 'imported')
            where workspace_id = $1 and user_id = any($2) and created_at >= $3 and not tags @> '{imported}'
            """
        );
        tag.Parameters.With(source.WorkspaceId)
            .With(users.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(began.AddSeconds(-5));
        batch.BatchCommands.Add(tag);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
