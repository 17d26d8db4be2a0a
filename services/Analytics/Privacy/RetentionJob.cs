using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Once an hour: takes out what workspaces do not want to keep any longer, in steps so small that nobody waits for one.
/// Totals of sessions, minutes, viewers and profiles stay. One replica does it at a time.
/// </summary>
internal sealed class RetentionJob(
    NpgsqlDataSource database,
    DropPartitions partitions,
    ErasePerson erase,
    TimeProvider clock,
    ILogger<RetentionJob> log
) : BackgroundService
{
    /// <summary>Rows in one transaction.</summary>
    private const int AtOnce = 5_000;

    /// <summary>People erased of a workspace in one round; the rest follows in the next ones.</summary>
    private const int MostErased = 10_000;
    private static readonly TimeSpan _breath = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _pause = TimeSpan.FromHours(1);

    private const string SessionsSql = """
        select s.session_no, s.opened_on from analytics.live_sessions s join analytics.retention r using (workspace_id)
        where s.events_removed_at is null and s.ended_at < $1 - make_interval(days => r.events_days)
        order by s.session_no
        """;

    private const string TextSessionsSql = """
        select s.session_no, s.opened_on from analytics.live_sessions s join analytics.retention r using (workspace_id)
        where s.texts_removed_at is null and s.events_removed_at is null
            and s.ended_at < $1 - make_interval(days => r.comments_days)
        order by s.session_no
        """;

    private const string DeleteSql = """
        delete from analytics.events where session_no = $1 and opened_on = $2 and (message_id, kind) in (
            select message_id, kind from analytics.events where session_no = $1 and opened_on = $2 limit $3
        )
        """;

    // What nobody wrote (why a connection was lost) is no text of anybody.
    private const string BlankSql = """
        update analytics.events set text = null where session_no = $1 and opened_on = $2 and (message_id, kind) in (
            select message_id, kind from analytics.events
            where session_no = $1 and opened_on = $2 and text is not null and user_id is not null limit $3
        )
        """;

    private const string RemovedSql = """
        with gone as (delete from analytics.gift_streaks where session_no = $1)
        update analytics.live_sessions set events_removed_at = $2, texts_removed_at = coalesce(texts_removed_at, $2)
        where session_no = $1
        """;

    private const string BlankedSql = "update analytics.live_sessions set texts_removed_at = $2 where session_no = $1";

    // The longest away first. A profile of the workspace is as new as the newest of its accounts.
    private const string InactiveSql = """
        select a.workspace_id, p.user_id from analytics.retention r
        join analytics.audiences a on a.workspace_id = r.workspace_id and a.account_id is null
        cross join lateral (
            select user_id from analytics.viewer_profiles p
            where p.audience_no = a.audience_no
                and p.last_seen_at < $1 - make_interval(days => r.inactive_viewers_days)
            order by p.last_seen_at, p.user_id limit $2
        ) p
        where r.inactive_viewers_days is not null
        """;

    private const string ActionsSql = """
        update analytics.actions set viewer_id = null, viewer_name = null where id in (
            select a.id from analytics.retention r
            cross join lateral (
                select id from analytics.actions a
                where a.workspace_id = r.workspace_id and (a.viewer_id is not null or a.viewer_name is not null)
                    and coalesce(a.decided_at, a.sent_at) < $1 - make_interval(days => r.events_days)
                order by a.action_no limit $2
            ) a
            where r.events_days is not null
            limit $2
        )
        """;

    /// <summary>Takes out what is over at <paramref name="now"/>; what it does not come to is left for the next time.</summary>
    /// <returns>False when another replica is at it.</returns>
    public async Task<bool> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var guard = await database.OpenConnectionAsync(cancellationToken);
        if (
            await ScalarAsync(
                guard,
                "select pg_try_advisory_lock(hashtext('liveops.analytics.retention'))",
                cancellationToken
            )
            is not true
        )
            return false;
        try
        {
            if (
                await ScalarAsync(guard, "select exists (select from analytics.retention)", cancellationToken)
                is not true
            )
                return true;
            // Whole weeks first: what is dropped with its table need not be deleted.
            foreach (var week in await partitions.RunAsync(now, cancellationToken))
                log.LogInformation("Events of live sessions opened in the week of {Week} were dropped.", week);
            foreach (var session in await FindAsync(SessionsSql, now, cancellationToken))
                await InStepsAsync(session, DeleteSql, RemovedSql, now, cancellationToken);
            foreach (var session in await FindAsync(TextSessionsSql, now, cancellationToken))
                await InStepsAsync(session, BlankSql, BlankedSql, now, cancellationToken);
            await EraseInactiveAsync(now, cancellationToken);
            while (await ActionsAsync(now, cancellationToken) >= AtOnce)
                await Task.Yield();
            return true;
        }
        finally
        {
            await ScalarAsync(
                guard,
                "select pg_advisory_unlock(hashtext('liveops.analytics.retention'))",
                CancellationToken.None
            );
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("Retention goes on in an hour: {Reason}", error.Message);
            }
        }
    }

    private async Task<List<(long SessionNo, DateOnly OpenedOn)>> FindAsync(
        string sql,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var find = database.CreateCommand(sql);
        find.Parameters.With(now);
        var sessions = new List<(long, DateOnly)>();
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            sessions.Add((row.GetInt64(0), await row.GetFieldValueAsync<DateOnly>(1, cancellationToken)));
        return sessions;
    }

    private async Task InStepsAsync(
        (long SessionNo, DateOnly OpenedOn) session,
        string step,
        string end,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        int done;
        do
        {
            await using var command = database.CreateCommand(step);
            command.Parameters.With(session.SessionNo).With(session.OpenedOn).With(AtOnce);
            done = await command.ExecuteNonQueryAsync(cancellationToken);
        } while (done == AtOnce);
        await using var mark = database.CreateCommand(end);
        mark.Parameters.With(session.SessionNo).With(now);
        await mark.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task EraseInactiveAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var people = new Dictionary<Guid, List<long>>();
        await using (var find = new NpgsqlCommand(InactiveSql, connection))
        {
            find.Parameters.With(now).With(MostErased);
            await using var row = await find.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                if (!people.TryGetValue(row.GetGuid(0), out var those))
                    people[row.GetGuid(0)] = those = [];
                those.Add(row.GetInt64(1));
            }
        }
        foreach (var (workspace, those) in people)
        foreach (var some in those.Chunk(ErasePerson.AtOnce))
        {
            await erase.EraseAsync(workspace, some, cancellationToken);
            // Writers of the workspace wait while people are erased, and come in between.
            await Task.Delay(_breath, cancellationToken);
        }
    }

    private async Task<int> ActionsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ActionsSql);
        command.Parameters.With(now).With(AtOnce);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
