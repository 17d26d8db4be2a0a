using System.Collections.Concurrent;
using System.Text.Json;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>Finds and makes audiences. What it remembers is checked against the database in every transaction.</summary>
internal sealed class Audiences(NpgsqlDataSource database)
{
    private const string MakeSql = """
        insert into analytics.audiences (workspace_id, account_id, settings)
        select k.workspace_id, k.account_id, coalesce(w.settings, '{}')
        from unnest($1, $2) as k(workspace_id, account_id)
        left join analytics.audiences w on w.workspace_id = k.workspace_id and w.account_id is null
        on conflict (workspace_id, account_id) do nothing
        """;

    private const string MakeTiersSql = """
        insert into analytics.vip_tiers (workspace_id, tier, name, min_coins, min_watch_ms, min_visits, color, sort_order)
        select w, d.tier, d.name, d.coins, d.hours * 3600000, d.visits, d.color, d.tier
        from unnest($1) as w
        cross join (values
            (1, 'Bronze', 1000, 5::bigint, 10, '#CD7F32'), (2, 'Silver', 5000, 20, 25, '#C0C0C0'),
            (3, 'Gold', 20000, 50, 50, '#FFD700'), (4, 'Platinum', 100000, 200, 100, '#E5E4E2')
        ) as d(tier, name, coins, hours, visits, color)
        on conflict (workspace_id, tier) do nothing
        """;

    // Shared: writers do not wait for each other. Whoever merges or erases viewers takes it alone and waits for them.
    // In one order, so that no two wait for each other in a circle.
    private const string LockSql = """
        select pg_advisory_xact_lock_shared(hashtextextended('liveops.analytics.viewers:' || w, 0))
        from (select distinct w::text as w from unnest($1) as w order by 1) as k
        """;

    private const string ReadSql = """
        select a.workspace_id, a.account_id, a.audience_no, w.audience_no, a.time_zone, a.settings, w.version
        from unnest($1, $2) as k(workspace_id, account_id)
        join analytics.audiences a using (workspace_id, account_id)
        join analytics.audiences w on w.workspace_id = a.workspace_id and w.account_id is null
        """;

    private readonly ConcurrentDictionary<(Guid WorkspaceId, Guid AccountId), bool> _made = new();
    private readonly ConcurrentDictionary<int, (int Version, WorkspaceViewers Rules)> _rules = new();

    /// <summary>Takes the viewers of a workspace for one alone, until the transaction ends.</summary>
    public static async Task LockAloneAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select pg_advisory_xact_lock(hashtextextended('liveops.analytics.viewers:' || $1::text, 0))",
            transaction.Connection,
            transaction
        );
        command.Parameters.With(workspaceId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tells every writer that switches, merges or tiers are other ones, from the end of the transaction on.</summary>
    public static async Task ChangedAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "update analytics.audiences set version = version + 1 where workspace_id = $1 and account_id is null",
            transaction.Connection,
            transaction
        );
        command.Parameters.With(workspaceId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes what is missing. Not in the transaction of the books: everybody else would wait for its end.</summary>
    public async Task EnsureAsync(
        IEnumerable<(Guid WorkspaceId, Guid AccountId)> accounts,
        CancellationToken cancellationToken
    )
    {
        var missing = accounts.Where(account => !_made.ContainsKey(account)).Distinct().ToList();
        if (missing.Count == 0)
            return;
        var workspaces = missing.Select(account => account.WorkspaceId).Distinct().Order().ToList();
        var rows = workspaces
            .Select(workspace => (workspace, (Guid?)null))
            .Concat(missing.Order().Select(account => (account.WorkspaceId, (Guid?)account.AccountId)))
            .ToList();
        await using var batch = database.CreateBatch();
        var make = new NpgsqlBatchCommand(MakeSql);
        make.Parameters.With(rows.ConvertAll(row => row.Item1), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(rows.ConvertAll(row => row.Item2), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var tiers = new NpgsqlBatchCommand(MakeTiersSql);
        tiers.Parameters.With(workspaces, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        batch.BatchCommands.Add(make);
        batch.BatchCommands.Add(tiers);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        missing.ForEach(account => _made[account] = true);
    }

    /// <summary>The audiences of accounts that exist; nobody merges or erases viewers of theirs until the transaction ends.</summary>
    public async Task<Dictionary<(Guid WorkspaceId, Guid AccountId), Audience>> LockAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(Guid WorkspaceId, Guid AccountId)> accounts,
        CancellationToken cancellationToken
    )
    {
        var rows = await ReadAsync(transaction, accounts, cancellationToken);
        var audiences = new Dictionary<(Guid, Guid), Audience>();
        foreach (var row in rows)
            audiences[(row.WorkspaceId, row.AccountId)] = new Audience
            {
                AudienceNo = row.AudienceNo,
                WorkspaceAudienceNo = row.WorkspaceAudienceNo,
                Zone = TimeZoneInfo.TryFindSystemTimeZoneById(row.TimeZone, out var zone) ? zone : TimeZoneInfo.Utc,
                Switches = row.Switches,
                Rules = await RulesAsync(transaction, row, cancellationToken),
            };
        return audiences;
    }

    private async Task<WorkspaceViewers> RulesAsync(
        NpgsqlTransaction transaction,
        Row row,
        CancellationToken cancellationToken
    )
    {
        if (_rules.TryGetValue(row.WorkspaceAudienceNo, out var known) && known.Version == row.WorkspaceVersion)
            return known.Rules;
        var rules = await WorkspaceRules.ReadAsync(transaction, row.WorkspaceId, cancellationToken);
        _rules[row.WorkspaceAudienceNo] = (row.WorkspaceVersion, rules);
        return rules;
    }

    private static async Task<List<Row>> ReadAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(Guid WorkspaceId, Guid AccountId)> accounts,
        CancellationToken cancellationToken
    )
    {
        var workspaces = accounts.Select(account => account.WorkspaceId).ToArray();
        // Two statements: the second one sees what was done while the first waited.
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var take = new NpgsqlBatchCommand(LockSql);
        take.Parameters.With(workspaces, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var read = new NpgsqlBatchCommand(ReadSql);
        read.Parameters.With(workspaces, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(accounts.Select(account => account.AccountId).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        batch.BatchCommands.Add(take);
        batch.BatchCommands.Add(read);
        await batch.PrepareAsync(cancellationToken);
        var rows = new List<Row>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new Row(
                    reader.GetGuid(0),
                    reader.GetGuid(1),
                    reader.GetInt32(2),
                    reader.GetInt32(3),
                    reader.GetString(4),
                    JsonSerializer.Deserialize<ViewerSwitches>(reader.GetString(5))!,
                    reader.GetInt32(6)
                )
            );
        return rows;
    }

    private sealed record Row(
        Guid WorkspaceId,
        Guid AccountId,
        int AudienceNo,
        int WorkspaceAudienceNo,
        string TimeZone,
        ViewerSwitches Switches,
        int WorkspaceVersion
    );
}
