using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Statistics;

/// <summary>How the books themselves are doing. It tells sizes and times of the whole installation, and nothing of what is in them.</summary>
internal sealed record BooksView(WritersView Writers, DatabaseView Database, IReadOnlyList<TableView> Tables);

/// <summary>The database since its statistics were last reset.</summary>
internal sealed record DatabaseView
{
    public required long Bytes { get; init; }
    public required int Connections { get; init; }
    public required long Commits { get; init; }
    public required long Rollbacks { get; init; }

    /// <summary>Anything above 0 is a fault to report.</summary>
    public required long Deadlocks { get; init; }

    /// <summary>Part of the pages that were in memory already, 0 to 1; null before the first.</summary>
    public double? CacheHitRate { get; init; }

    /// <summary>Messages that wait in the outbox for the broker.</summary>
    public required long OutboxMessages { get; init; }
}

/// <summary>One table, its partitions added up. Rows are the database's estimate.</summary>
internal sealed record TableView(string Name, long Rows, long Bytes, long IndexBytes, long DeadRows, int Partitions);

/// <summary>Figures of the database's performance, for administrators.</summary>
internal static class BookFigures
{
    private const string DatabaseSql = """
        select pg_database_size(current_database()), numbackends, xact_commit, xact_rollback, deadlocks,
            case when blks_hit + blks_read > 0 then round(blks_hit::numeric / (blks_hit + blks_read), 4)::float8 end,
            (select count(*) from analytics.outbox)
        from pg_stat_database where datname = current_database()
        """;

    // A partition counts for its table. Of a table that was never analysed the estimate is -1; then what the
    // statistics have counted is nearer.
    private const string TablesSql = """
        select coalesce(p.relname, c.relname)::text,
            sum(case when c.reltuples < 0 then coalesce(s.n_live_tup, 0) else c.reltuples::bigint end)::bigint,
            sum(pg_total_relation_size(c.oid))::bigint, sum(pg_indexes_size(c.oid))::bigint,
            sum(coalesce(s.n_dead_tup, 0))::bigint, count(i.inhparent)::int
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'analytics'
        left join pg_inherits i on i.inhrelid = c.oid
        left join pg_class p on p.oid = i.inhparent
        left join pg_stat_user_tables s on s.relid = c.oid
        where c.relkind = 'r'
        group by 1 order by 3 desc, 1
        """;

    public static void MapBookFigures(this RouteGroupBuilder api) =>
        api.MapGet("/statistics/books", ReadAsync)
            .WithName("readBookFigures")
            .WithSummary("Time of batches, lag, events per second, sizes of tables; administrators only")
            .RequirePermission(Permissions.SystemFigures);

    private static async Task<Ok<BooksView>> ReadAsync(
        NpgsqlDataSource database,
        WriterFigures writers,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(DatabaseSql));
        batch.BatchCommands.Add(new(TablesSql));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var whole = Whole(reader);
        await reader.NextResultAsync(cancellationToken);
        var tables = new List<TableView>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(
                new(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.GetInt32(5)
                )
            );
        return TypedResults.Ok(new BooksView(writers.View(), whole, tables));
    }

    private static DatabaseView Whole(NpgsqlDataReader row) =>
        new()
        {
            Bytes = row.GetInt64(0),
            Connections = row.GetInt32(1),
            Commits = row.GetInt64(2),
            Rollbacks = row.GetInt64(3),
            Deadlocks = row.GetInt64(4),
            CacheHitRate = row.IsDBNull(5) ? null : row.GetDouble(5),
            OutboxMessages = row.GetInt64(6),
        };
}
