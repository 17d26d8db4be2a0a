using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>Reads and writes visits within the transaction that stores the events. The session's lock guards them.</summary>
internal static class VisitBook
{
    private const string ReadSql = """
        select v.session_no, v.user_id, v.visit_from, v.visit_to, v.visits, v.watch_ms
        from unnest($1, $2) as k(session_no, user_id)
        join analytics.session_viewers v using (session_no, user_id)
        where v.visit_from is not null
        """;

    private const string ReadOlderSql = """
        select v.session_no, v.user_id, v.joined_at, v.left_at
        from unnest($1, $2) as k(session_no, user_id)
        join analytics.visits v using (session_no, user_id)
        order by v.session_no, v.user_id, v.joined_at
        """;

    private const string DeleteSql = """
        delete from analytics.visits v using unnest($1, $2) as k(session_no, user_id)
        where v.session_no = k.session_no and v.user_id = k.user_id
        """;

    private const string WriteSql = """
        insert into analytics.visits (session_no, user_id, joined_at, left_at) select * from unnest($1, $2, $3, $4)
        """;

    private const NpgsqlDbType Numbers = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Times = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;

    /// <summary>What the signs make of the visits on the books, by session and viewer.</summary>
    public static async Task<Dictionary<(long SessionNo, long UserId), ChangedVisits>> ChangeAsync(
        NpgsqlTransaction transaction,
        IReadOnlyDictionary<(long SessionNo, long UserId), List<DateTimeOffset>> signs,
        Func<long, TimeSpan> timeoutOf,
        CancellationToken cancellationToken
    )
    {
        var known = await ReadAsync(transaction, signs.Keys, cancellationToken);
        var disordered = signs
            .Where(viewer =>
                known.GetValueOrDefault(viewer.Key) is { Newest: { } newest }
                && viewer.Value.Exists(sign => VisitTimes.NeedsAll(newest, sign))
            )
            .Select(viewer => viewer.Key)
            .ToList();
        var older = await ReadOlderAsync(transaction, disordered, cancellationToken);
        return signs.ToDictionary(
            viewer => viewer.Key,
            viewer =>
                ChangedVisits.Of(
                    viewer.Value,
                    known.GetValueOrDefault(viewer.Key) ?? KnownVisits.None,
                    older.GetValueOrDefault(viewer.Key),
                    timeoutOf(viewer.Key.SessionNo)
                )
        );
    }

    /// <summary>Adds the statements that write the visits before the newest ones.</summary>
    public static void AddTo(
        NpgsqlBatch batch,
        IReadOnlyDictionary<(long SessionNo, long UserId), ChangedVisits> changed
    )
    {
        var rewritten = changed.Where(viewer => viewer.Value.Rewrites).Select(viewer => viewer.Key).ToList();
        if (rewritten.Count > 0)
        {
            var delete = new NpgsqlBatchCommand(DeleteSql);
            AddKeys(delete.Parameters, rewritten);
            batch.BatchCommands.Add(delete);
        }
        var closed = changed
            .SelectMany(viewer => viewer.Value.Closed.Select(visit => (viewer.Key, Visit: visit)))
            .ToList();
        if (closed.Count == 0)
            return;
        var write = new NpgsqlBatchCommand(WriteSql);
        AddKeys(write.Parameters, closed.ConvertAll(visit => visit.Key));
        write
            .Parameters.With(closed.ConvertAll(visit => visit.Visit.From.UtcDateTime), Times)
            .With(closed.ConvertAll(visit => visit.Visit.To.UtcDateTime), Times);
        batch.BatchCommands.Add(write);
    }

    private static async Task<Dictionary<(long, long), KnownVisits>> ReadAsync(
        NpgsqlTransaction transaction,
        IEnumerable<(long SessionNo, long UserId)> viewers,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(ReadSql, transaction.Connection, transaction);
        AddKeys(read.Parameters, [.. viewers]);
        await read.PrepareAsync(cancellationToken);
        var known = new Dictionary<(long, long), KnownVisits>();
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known[(reader.GetInt64(0), reader.GetInt64(1))] = new KnownVisits(
                VisitOf(reader),
                reader.GetInt32(4),
                reader.GetInt64(5)
            );
        return known;
    }

    private static async Task<Dictionary<(long, long), List<Visit>>> ReadOlderAsync(
        NpgsqlTransaction transaction,
        List<(long SessionNo, long UserId)> viewers,
        CancellationToken cancellationToken
    )
    {
        // Also where there is none: everything known of them is then in hand.
        var older = viewers.ToDictionary(viewer => viewer, _ => new List<Visit>());
        if (viewers.Count == 0)
            return older;
        await using var read = new NpgsqlCommand(ReadOlderSql, transaction.Connection, transaction);
        AddKeys(read.Parameters, viewers);
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            older[(reader.GetInt64(0), reader.GetInt64(1))].Add(VisitOf(reader));
        return older;
    }

    private static Visit VisitOf(NpgsqlDataReader row) =>
        new(row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3));

    private static void AddKeys(
        NpgsqlParameterCollection parameters,
        IReadOnlyList<(long SessionNo, long UserId)> viewers
    ) =>
        parameters
            .With(viewers.Select(viewer => viewer.SessionNo).ToArray(), Numbers)
            .With(viewers.Select(viewer => viewer.UserId).ToArray(), Numbers);
}
