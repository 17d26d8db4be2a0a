using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Importing;

/// <summary>
/// The plugin's grids of hours. Its week begins on Sunday and ours on Monday; its hours are those of the computer that it
/// ran on. What was added before is remembered, so a newer copy of the database adds the difference.
/// </summary>
internal sealed class ImportedHours(
    NpgsqlTransaction transaction,
    ProfilesSession session,
    Audience audience,
    ImportedPeople people,
    ImportSettings settings
)
{
    private const int ChunkRows = 5_000;

    private const string KnownSql = """
        select h.row_id, h.hour_of_week, h.events, h.coins
        from unnest($2, $3) as k(row_id, hour_of_week)
        join analytics.imported_hours h on h.session_no = $1 and h.row_id = k.row_id and h.hour_of_week = k.hour_of_week
        """;

    private const string RememberSql = """
        insert into analytics.imported_hours (session_no, row_id, hour_of_week, events, coins)
        select $1, * from unnest($2, $3, $4, $5)
        on conflict (session_no, row_id, hour_of_week) do update
        set events = excluded.events, coins = excluded.coins
        """;

    public async Task StoreAsync(SqliteFile file, TableReport table, CancellationToken cancellationToken)
    {
        foreach (var chunk in Read(file, table).Chunk(ChunkRows))
        {
            var known = await KnownAsync(chunk, cancellationToken);
            var changed = chunk
                .Where(cell => known.GetValueOrDefault((cell.RowId, cell.Hour)) != (cell.Events, cell.Coins))
                .ToList();
            table.Known += chunk.Length - changed.Count;
            table.New += changed.Count;
            if (changed.Count == 0)
                continue;
            var added = new Dictionary<(int AudienceNo, long UserId, short Hour), (long Events, long Coins)>();
            foreach (var cell in changed)
            {
                var key = (audience.AudienceNo, cell.UserId, cell.Hour);
                var (events, coins) = added.GetValueOrDefault(key);
                var (before, beforeCoins) = known.GetValueOrDefault((cell.RowId, cell.Hour));
                added[key] = (events + cell.Events - before, coins + cell.Coins - beforeCoins);
            }
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            ProfileBook.AddHoursTo(batch, added);
            batch.BatchCommands.Add(Remember(changed));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private NpgsqlBatchCommand Remember(List<HourCell> cells)
    {
        var remember = new NpgsqlBatchCommand(RememberSql);
        remember
            .Parameters.With(session.SessionNo)
            .With(cells.ConvertAll(cell => cell.RowId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(cells.ConvertAll(cell => cell.Hour), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(cells.ConvertAll(cell => cell.Events), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(cells.ConvertAll(cell => cell.Coins), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return remember;
    }

    private async Task<Dictionary<(long, short), (long Events, long Coins)>> KnownAsync(
        HourCell[] cells,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(KnownSql, transaction.Connection, transaction);
        find.Parameters.With(session.SessionNo)
            .With(cells.Select(cell => cell.RowId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(cells.Select(cell => cell.Hour).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Smallint);
        var known = new Dictionary<(long, short), (long, long)>();
        await using var row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            known[(row.GetInt64(0), row.GetInt16(1))] = (row.GetInt64(2), row.GetInt64(3));
        return known;
    }

    private IEnumerable<HourCell> Read(SqliteFile file, TableReport table)
    {
        var seen = new HashSet<(long, short)>();
        foreach (
            var row in file.Rows(
                "viewer_activity_heatmap",
                ["id", "viewer_id", "hour_of_day", "day_of_week", "activity_count", "total_coins_in_hour"],
                "viewer_id, id"
            )
        )
        {
            table.Read++;
            var viewer = SqliteFile.Long(row, 1);
            if (people.UserOf(viewer) is not { } user)
                table.Skip("its viewer is not in the file");
            else if (
                SqliteFile.Long(row, 2) is not (>= 0 and < 24 and var hour)
                || SqliteFile.Long(row, 3) is not (>= 0 and < 7 and var day)
            )
                table.Skip("it is no hour of a week");
            else if (!seen.Add((viewer!.Value, (short)((((day + 6) % 7) * 24) + hour))))
                table.Skip("the same hour of this viewer came before");
            else
            {
                var coins = SqliteFile.Count(row, 5);
                yield return new HourCell(
                    viewer.Value,
                    user,
                    (short)((((day + 6) % 7) * 24) + hour),
                    SqliteFile.Count(row, 4),
                    settings.CoinsAsIs ? coins : coins / 2
                );
            }
        }
    }

    private sealed record HourCell(long RowId, long UserId, short Hour, long Events, long Coins);
}
