using LiveOps.Analytics.Viewers;
using Npgsql;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Makes viewers that were written straight into the tables findable, with the statement of the service.</summary>
internal static class SearchableNames
{
    private const int Chunk = 5_000;

    public static async Task FillAsync(NpgsqlDataSource database, Guid workspace)
    {
        while (true)
        {
            var seen = new List<KeyValuePair<(Guid, long), SeenNames>>();
            await using (
                var read = database.CreateCommand(
                    $"""
                    select v.user_id, v.handle, v.nickname, v.named_at from analytics.viewers v
                    where v.workspace_id = $1 and not exists (
                        select from analytics.viewer_search s where s.workspace_id = $1 and s.user_id = v.user_id
                    ) limit {Chunk}
                    """
                )
            )
            {
                read.Parameters.Add(new() { Value = workspace });
                await using var row = await read.ExecuteReaderAsync();
                while (await row.ReadAsync())
                    seen.Add(new((workspace, row.GetInt64(0)), Names(row)));
            }
            if (seen.Count == 0)
                return;
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(SearchNames.Command(seen));
            await batch.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A name that a person is seen with now.</summary>
    public static async Task SeeAsync(NpgsqlDataSource database, Guid workspace, long userId, string name)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            SearchNames.Command([new((workspace, userId), new SeenNames(name, DateTimeOffset.UtcNow, [name]))])
        );
        await batch.ExecuteNonQueryAsync();
    }

    private static SeenNames Names(NpgsqlDataReader row)
    {
        var handle = row.IsDBNull(1) ? null : row.GetString(1);
        var nickname = row.IsDBNull(2) ? null : row.GetString(2);
        return new SeenNames(
            nickname ?? handle,
            row.GetFieldValue<DateTimeOffset>(3),
            [.. new[] { handle, nickname }.OfType<string>()]
        );
    }
}
