using System.Globalization;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Privacy;

/// <summary>
/// Drops weeks of events that every workspace's retention allows to drop. Detaching concurrently waits for those who read
/// and stops nobody who writes; a table that is detached belongs to nobody any more.
/// </summary>
internal sealed class DropPartitions(NpgsqlDataSource database, EventPartitions partitions)
{
    private const string ListSql = """
        select c.relname, i.inhrelid is not null, coalesce(i.inhdetachpending, false)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'analytics'
        left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = 'analytics.events'::regclass
        where c.relkind = 'r' and c.relname ~ '^events_[0-9]{8}$'
        order by c.relname
        """;

    // Weeks of which a session is still to be kept stay; a session without an end is kept.
    private const string MarkSql = """
        with kept as (
            select exists (
                select from analytics.live_sessions s left join analytics.retention r using (workspace_id)
                where s.opened_on >= $1 and s.opened_on < $2 and s.events_removed_at is null
                    and (s.ended_at < $3 - make_interval(days => r.events_days)) is not true
            ) as any
        ), marked as (
            update analytics.live_sessions s set events_removed_at = $3, texts_removed_at = coalesce(texts_removed_at, $3)
            from kept where not kept.any and s.opened_on >= $1 and s.opened_on < $2 and s.events_removed_at is null
            returning s.session_no
        ), streaks as (
            delete from analytics.gift_streaks g using marked where g.session_no = marked.session_no
        )
        select not kept.any from kept
        """;

    /// <returns>The weeks that were dropped, by their Monday.</returns>
    public async Task<List<DateOnly>> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Whoever reads for longer than this is waited for in the next round.
        await ExecuteAsync(connection, "set lock_timeout = '60s'", cancellationToken);
        var dropped = new List<DateOnly>();
        try
        {
            foreach (var (table, isAttached, isPending) in await ListAsync(connection, cancellationToken))
            {
                var monday = DateOnly.ParseExact(table.AsSpan(7), "yyyyMMdd", CultureInfo.InvariantCulture);
                // A week that can still get sessions stays, with the same margin as clocks get elsewhere.
                if (monday.AddDays(9) > DateOnly.FromDateTime(now.UtcDateTime))
                    continue;
                if (!await MarkAsync(connection, monday, now, cancellationToken))
                    continue;
                // The name is eight digits of a date: nothing else passes the list.
                if (isPending)
                    await ExecuteAsync(
                        connection,
                        $"alter table analytics.events detach partition analytics.{table} finalize",
                        cancellationToken
                    );
                else if (isAttached)
                    await ExecuteAsync(
                        connection,
                        $"alter table analytics.events detach partition analytics.{table} concurrently",
                        cancellationToken
                    );
                partitions.Forget(monday);
                await ExecuteAsync(connection, $"drop table analytics.{table}", cancellationToken);
                dropped.Add(monday);
            }
        }
        finally
        {
            await ExecuteAsync(connection, "reset lock_timeout", CancellationToken.None);
        }
        return dropped;
    }

    private static async Task<List<(string Table, bool IsAttached, bool IsPending)>> ListAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var list = new NpgsqlCommand(ListSql, connection);
        var tables = new List<(string, bool, bool)>();
        await using var row = await list.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            tables.Add((row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)));
        return tables;
    }

    /// <summary>Notes that the events of this week go, before they do: an import does not bring them back.</summary>
    /// <returns>False for a week that is to be kept.</returns>
    private static async Task<bool> MarkAsync(
        NpgsqlConnection connection,
        DateOnly monday,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var mark = new NpgsqlCommand(MarkSql, connection);
        mark.Parameters.With(monday).With(monday.AddDays(7)).With(now);
        return await mark.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 180 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
