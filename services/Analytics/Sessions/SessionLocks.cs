using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Sessions;

/// <summary>Finds, opens and locks live sessions. The lock of the row orders everything that is written about a session.</summary>
internal sealed class SessionLocks(TimeProvider clock)
{
    private const string LockSql = """
        select s.workspace_id, s.account_id, s.room_id, s.session_no, s.id, s.opened_on, s.started_at, s.ended_at,
            s.active_at, s.start_sequence, s.end_sequence, s.end_at, s.end_received_at
        from unnest($1, $2, $3) as k(workspace_id, account_id, room_id)
        join analytics.live_sessions s using (workspace_id, account_id, room_id)
        order by s.session_no
        for update of s
        """;

    private const string OpenSql = """
        insert into analytics.live_sessions
            (id, workspace_id, account_id, room_id, opened_on, started_at, active_at)
        values ($1, $2, $3, $4, $5, $6, $6)
        on conflict (workspace_id, account_id, room_id) do nothing
        """;

    // An account has one LIVE at a time: whatever older one is still open has ended unseen.
    private const string EndOlderSql = """
        update analytics.live_sessions set ended_at = active_at
        where workspace_id = $1 and account_id = $2 and room_id <> $3 and ended_at is null and started_at < $4
        returning id
        """;

    /// <summary>Locks the sessions, in an order that all writers keep, and opens those that are new.</summary>
    /// <param name="transaction">The transaction that holds the locks.</param>
    /// <param name="wanted">The sessions, each with the time of receipt of its first sign.</param>
    /// <param name="ended">Takes the ids of older sessions that ended by this.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Dictionary<SessionKey, LockedSession>> LockAsync(
        NpgsqlTransaction transaction,
        IReadOnlyDictionary<SessionKey, DateTimeOffset> wanted,
        ICollection<Guid> ended,
        CancellationToken cancellationToken
    )
    {
        var locked = await SelectAsync(transaction, wanted.Keys, cancellationToken);
        if (locked.Count == wanted.Count)
            return locked;
        foreach (var (key, receivedAt) in wanted)
        {
            if (!locked.ContainsKey(key))
                await OpenAsync(transaction, key, receivedAt, ended, cancellationToken);
        }
        return await SelectAsync(transaction, wanted.Keys, cancellationToken);
    }

    private async Task OpenAsync(
        NpgsqlTransaction transaction,
        SessionKey key,
        DateTimeOffset receivedAt,
        ICollection<Guid> ended,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var open = new NpgsqlCommand(OpenSql, transaction.Connection, transaction);
        open.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now) });
        open.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.WorkspaceId });
        open.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.AccountId });
        open.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key.RoomId });
        open.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime(now.UtcDateTime) });
        open.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = receivedAt.UtcDateTime });
        await open.ExecuteNonQueryAsync(cancellationToken);

        await using var end = new NpgsqlCommand(EndOlderSql, transaction.Connection, transaction);
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.WorkspaceId });
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key.AccountId });
        end.Parameters.Add(new NpgsqlParameter<long> { TypedValue = key.RoomId });
        end.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = receivedAt.UtcDateTime });
        await using var reader = await end.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ended.Add(reader.GetGuid(0));
    }

    private static async Task<Dictionary<SessionKey, LockedSession>> SelectAsync(
        NpgsqlTransaction transaction,
        IEnumerable<SessionKey> keys,
        CancellationToken cancellationToken
    )
    {
        var wanted = keys.ToList();
        await using var select = new NpgsqlCommand(LockSql, transaction.Connection, transaction);
        select.Parameters.Add(
            new()
            {
                Value = wanted.ConvertAll(key => key.WorkspaceId),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
            }
        );
        select.Parameters.Add(
            new()
            {
                Value = wanted.ConvertAll(key => key.AccountId),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
            }
        );
        select.Parameters.Add(
            new()
            {
                Value = wanted.ConvertAll(key => key.RoomId),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            }
        );
        await select.PrepareAsync(cancellationToken);
        var locked = new Dictionary<SessionKey, LockedSession>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var session = Read(reader);
            locked[session.Key] = session;
        }
        return locked;
    }

    private static LockedSession Read(NpgsqlDataReader row) =>
        new(
            new SessionKey(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2)),
            row.GetInt64(3),
            row.GetGuid(4),
            row.GetFieldValue<DateOnly>(5),
            new LiveSessionLife
            {
                StartedAt = row.GetFieldValue<DateTimeOffset>(6),
                EndedAt = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
                ActiveAt = row.GetFieldValue<DateTimeOffset>(8),
                StartSequence = row.GetInt64(9),
                EndSequence = row.GetInt64(10),
                EndAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
                EndReceivedAt = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
            }
        );
}
