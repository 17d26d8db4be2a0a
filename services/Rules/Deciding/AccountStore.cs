using System.Collections.Immutable;
using System.Text.Json;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using LiveOps.Rules.Running;
using LiveOps.Rules.Webhooks;
using Npgsql;

namespace LiveOps.Rules.Deciding;

/// <summary>Rules, state and decisions of accounts in PostgreSQL.</summary>
internal sealed class AccountStore(NpgsqlDataSource database, ILogger<AccountStore> log)
{
    /// <summary>The account's enabled rules, its own and the shared ones, its settings and its binding.</summary>
    public async Task<AccountRules> LoadRulesAsync(AccountKey key, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(
            batch,
            """
            select rule_id, name, definition::text from rules.rules
            where workspace_id = $1 and (account_id = $2 or account_id is null) and enabled
            """,
            key
        );
        Add(batch, "select board_id from rules.bindings where workspace_id = $1 and account_id = $2", key);
        Add(
            batch,
            "select settings::text from rules.account_settings where workspace_id = $1 and account_id = $2",
            key
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var rules = new List<Rule>();
        while (await reader.ReadAsync(cancellationToken))
            if (Read(reader.GetGuid(0), reader.GetString(1), reader.GetString(2)) is { } rule)
                rules.Add(rule);
        await reader.NextResultAsync(cancellationToken);
        var binding = await reader.ReadAsync(cancellationToken) ? new BoardBinding(reader.GetString(0)) : null;
        await reader.NextResultAsync(cancellationToken);
        var settings = await reader.ReadAsync(cancellationToken)
            ? JsonSerializer.Deserialize<AccountSettings>(reader.GetString(0), RuleJson.Options)!
            : AccountSettings.Default;
        return new AccountRules(new RuleSet(rules), settings, binding);
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
            "select version, last_sequence, due_at from rules.account_state where workspace_id = $1 and account_id = $2",
            key
        );
        Add(
            batch,
            "select key, value, expires_at, text, list from rules.state_entries where workspace_id = $1 and account_id = $2 and expires_at > $3",
            key
        );
        batch.BatchCommands[1].Parameters.Add(new() { Value = (at - AccountState.Grace).ToUniversalTime() });
        Add(
            batch,
            "select details::text from rules.executions where workspace_id = $1 and account_id = $2 and ended_at is null",
            key
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (version, last, due) = await reader.ReadAsync(cancellationToken)
            ? (
                reader.GetInt64(0),
                reader.GetInt64(1),
                await reader.IsDBNullAsync(2, cancellationToken)
                    ? null
                    : await reader.GetFieldValueAsync<DateTimeOffset?>(2, cancellationToken)
            )
            : (0L, -1L, null);
        await reader.NextResultAsync(cancellationToken);
        var entries = ImmutableDictionary.CreateBuilder<string, StateEntry>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            entries[reader.GetString(0)] = new StateEntry(
                reader.GetInt64(1),
                await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3),
                await reader.IsDBNullAsync(4, cancellationToken)
                    ? default
                    : [.. await reader.GetFieldValueAsync<long[]>(4, cancellationToken)]
            );
        await reader.NextResultAsync(cancellationToken);
        var executions = ImmutableDictionary.CreateBuilder<Guid, Execution>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var execution = JsonSerializer.Deserialize<Execution>(reader.GetString(0), RuleJson.Options)!;
            executions[execution.Id] = execution;
        }
        var state = new AccountState(entries.ToImmutable(), executions.ToImmutable());
        return new StoredState(version, last, state, due);
    }

    /// <summary>The version of the account's state in the database; 0 when it has none.</summary>
    public async Task<long> VersionAsync(AccountKey key, CancellationToken cancellationToken)
    {
        await using var select = database.CreateCommand(
            "select version from rules.account_state where workspace_id = $1 and account_id = $2"
        );
        select.Parameters.Add(new NpgsqlParameter { Value = key.WorkspaceId });
        select.Parameters.Add(new NpgsqlParameter { Value = key.AccountId });
        return await select.ExecuteScalarAsync(cancellationToken) is long version ? version : 0;
    }

    /// <summary>
    /// Writes decisions, state and last sequence in one statement, provided that the state in the database is the
    /// one that decided.
    /// </summary>
    /// <returns>The state as stored; null when another replica has been faster: load it and decide again.</returns>
    public async Task<StoredState?> TryPersistAsync(
        CachedAccount account,
        AccountInput input,
        Unpersisted decided,
        CancellationToken cancellationToken
    )
    {
        var last = Math.Max(account.LastSequence, input.LastSequence);
        var after = decided.Evaluation.State;
        var due = RuleEngine.NextDue(account.Rules!.Rules, account.Rules.Settings, after);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var calls = WebhookCalls(account.Key, decided.Plan);
        await using var transaction =
            calls.Count > 0 ? await connection.BeginTransactionAsync(cancellationToken) : null;
        await using var command = new NpgsqlCommand(PersistDecisions.Sql, connection, transaction);
        PersistDecisions.Fill(command, input, decided, last, due);
        if (await command.ExecuteScalarAsync(cancellationToken) is not 1L)
            return null;
        if (transaction is not null)
        {
            // A call is made if and only if the decision that it follows from is on the books.
            await using var batch = new NpgsqlBatch(connection, transaction);
            WebhookOutbox.Add(batch, calls);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        return new StoredState(decided.Version + 1, last, after, due);
    }

    private static IReadOnlyList<WebhookCall> WebhookCalls(AccountKey key, DispatchPlan plan) =>
        [
            .. plan
                .Effects.OfType<WebhookEffect>()
                .Select(call => new WebhookCall
                {
                    CallId = call.Id,
                    WorkspaceId = key.WorkspaceId,
                    AccountId = key.AccountId,
                    RuleId = call.Execution.Rule.Id,
                    Url = call.Url,
                    Body = call.Body,
                    CreatedAt = call.At,
                }),
        ];

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
