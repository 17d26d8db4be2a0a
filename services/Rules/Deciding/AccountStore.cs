using System.Collections.Immutable;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>Rules, state and decisions of accounts in PostgreSQL.</summary>
internal sealed class AccountStore(NpgsqlDataSource database, ILogger<AccountStore> log)
{
    /// <summary>The account's enabled rules and its binding.</summary>
    public async Task<AccountRules> LoadRulesAsync(AccountKey key, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(
            batch,
            "select rule_id, name, definition::text from rules.rules where workspace_id = $1 and account_id = $2 and enabled",
            key
        );
        Add(batch, "select board_id from rules.bindings where workspace_id = $1 and account_id = $2", key);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rules = new List<Rule>();
        while (await reader.ReadAsync(cancellationToken))
            if (Read(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)) is { } rule)
                rules.Add(rule);
        await reader.NextResultAsync(cancellationToken);
        var binding = await reader.ReadAsync(cancellationToken) ? new BoardBinding(reader.GetString(0)) : null;
        return new AccountRules(new RuleSet(rules), binding);
    }

    /// <summary>The account's state; an empty one of version 0 when it has none.</summary>
    public async Task<StoredState> LoadStateAsync(
        AccountKey key,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        // One transaction with one snapshot: the version must belong to the entries.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancellationToken
        );
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add(
            batch,
            "select version, last_sequence from rules.account_state where workspace_id = $1 and account_id = $2",
            key
        );
        Add(
            batch,
            "select key, value, expires_at from rules.state_entries where workspace_id = $1 and account_id = $2 and expires_at > $3",
            key
        );
        batch.BatchCommands[1].Parameters.Add(new() { Value = (at - AccountState.Grace).ToUniversalTime() });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (version, last) = await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt64(0), reader.GetInt64(1))
            : (0L, -1L);
        await reader.NextResultAsync(cancellationToken);
        var entries = ImmutableDictionary.CreateBuilder<string, StateEntry>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            entries[reader.GetString(0)] = new StateEntry(
                reader.GetInt64(1),
                await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken)
            );
        return new StoredState(version, last, new AccountState(entries.ToImmutable()));
    }

    /// <summary>
    /// Writes decisions, state and last sequence in one statement, provided that the state in the database is the
    /// one that decided.
    /// </summary>
    /// <returns>The state as stored; null when another replica has been faster: load it and decide again.</returns>
    public async Task<StoredState?> TryPersistAsync(
        CachedAccount account,
        LiveEvents message,
        Unpersisted decided,
        CancellationToken cancellationToken
    )
    {
        var known = account.State!;
        var last = Math.Max(account.LastSequence, message.Sequence + message.Events.Count - 1);
        await using var command = database.CreateCommand(PersistDecisions.Sql);
        PersistDecisions.Fill(command, account.Key, message, decided, known.Version, last);
        var written = await command.ExecuteScalarAsync(cancellationToken);
        return written is 1L ? new StoredState(known.Version + 1, last, decided.Evaluation.State) : null;
    }

    private Rule? Read(Guid id, string name, string definition)
    {
        try
        {
            return new Rule
            {
                Id = id,
                Name = name,
                Definition = JsonSerializer.Deserialize<RuleDefinition>(definition, RuleJson.Options)!,
            };
        }
        catch (JsonException error)
        {
            // Written by a newer version: the account's other rules go on.
            log.LogError("Rule {RuleId} ({Rule}) cannot be read and is off: {Reason}", id, name, error.Message);
            return null;
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, AccountKey key)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = key.WorkspaceId });
        command.Parameters.Add(new NpgsqlParameter { Value = key.AccountId });
        batch.BatchCommands.Add(command);
    }
}
