using System.Text.Json;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.Evaluating;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Rules as people see and change them: always those of one workspace. Every change tells all replicas.</summary>
internal sealed class RuleStore(NpgsqlDataSource database)
{
    private const string Columns =
        "rule_id, account_id, name, enabled, version, definition::text, updated_at, updated_by";

    public async Task<IReadOnlyList<RuleView>> ListAsync(Guid workspace, Guid? account, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            $"select {Columns} from rules.rules where workspace_id = $1 and ($2 is null or account_id = $2 or account_id is null) order by account_id nulls first, lower(name), rule_id"
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = (object?)account ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var rules = new List<RuleView>();
        while (await reader.ReadAsync(cancellation))
            rules.Add(Read(reader));
        return rules;
    }

    /// <returns>Null when this workspace has no such rule.</returns>
    public async Task<RuleView?> FindAsync(Guid workspace, Guid rule, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            $"select {Columns} from rules.rules where workspace_id = $1 and rule_id = $2"
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = rule });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    public async Task<RuleView> AddAsync(
        Guid workspace,
        Guid id,
        RuleForm form,
        string by,
        CancellationToken cancellation
    )
    {
        await using var batch = database.CreateBatch();
        Write(
            batch,
            $"""
            insert into rules.rules (workspace_id, rule_id, account_id, name, enabled, definition, updated_by)
            values ($1, $2, $3, $4, $5, $6, $7) returning {Columns}
            """,
            workspace,
            id,
            form,
            by
        );
        AccountNotice.Add(batch, workspace, form.AccountId);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return Read(reader);
    }

    /// <returns>Null when the version is no longer the one that was read.</returns>
    public async Task<RuleView?> ChangeAsync(
        Guid workspace,
        Guid id,
        RuleForm form,
        string by,
        CancellationToken cancellation
    )
    {
        await using var batch = database.CreateBatch();
        var update = Write(
            batch,
            $"""
            update rules.rules set name = $4, enabled = $5, definition = $6, version = version + 1,
                updated_at = now(), updated_by = $7
            where workspace_id = $1 and rule_id = $2 and account_id is not distinct from $3 and version = $8 returning {Columns}
            """,
            workspace,
            id,
            form,
            by
        );
        update.Parameters.Add(new NpgsqlParameter { Value = form.Version!.Value });
        AccountNotice.Add(batch, workspace, form.AccountId);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    /// <returns>False when the version is no longer the one that was read.</returns>
    public async Task<bool> DeleteAsync(
        Guid workspace,
        Guid? account,
        Guid id,
        long version,
        CancellationToken cancellation
    )
    {
        await using var batch = database.CreateBatch();
        var delete = batch.CreateBatchCommand();
        delete.CommandText =
            "delete from rules.rules where workspace_id = $1 and rule_id = $2 and version = $3 returning rule_id";
        delete.Parameters.Add(new NpgsqlParameter { Value = workspace });
        delete.Parameters.Add(new NpgsqlParameter { Value = id });
        delete.Parameters.Add(new NpgsqlParameter { Value = version });
        batch.BatchCommands.Add(delete);
        AccountNotice.Add(batch, workspace, account);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation);
    }

    private static NpgsqlBatchCommand Write(
        NpgsqlBatch batch,
        string sql,
        Guid workspace,
        Guid id,
        RuleForm form,
        string by
    )
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.Add(new NpgsqlParameter { Value = workspace });
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)form.AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = form.Name.Trim() });
        command.Parameters.Add(new NpgsqlParameter { Value = form.Enabled });
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(form.Definition(), RuleJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        command.Parameters.Add(new NpgsqlParameter { Value = by });
        batch.BatchCommands.Add(command);
        return command;
    }

    private static RuleView Read(NpgsqlDataReader reader)
    {
        var definition = JsonSerializer.Deserialize<RuleDefinition>(reader.GetString(5), RuleJson.Options)!;
        return new RuleView
        {
            Id = reader.GetGuid(0),
            AccountId = reader.IsDBNull(1) ? null : reader.GetGuid(1),
            Name = reader.GetString(2),
            Enabled = reader.GetBoolean(3),
            Version = reader.GetInt64(4),
            Trigger = definition.Trigger,
            Conditions = definition.Conditions,
            Policy = definition.Policy,
            Action = definition.Action,
            UpdatedAt = reader.GetFieldValue<DateTimeOffset>(6),
            UpdatedBy = reader.GetString(7),
        };
    }
}

/// <summary>Tells every replica, when the transaction commits, that an account's rules or binding have changed.</summary>
internal static class AccountNotice
{
    /// <param name="batch">The transaction.</param>
    /// <param name="workspace">Whose.</param>
    /// <param name="account">Null: all accounts of the workspace.</param>
    public static void Add(NpgsqlBatch batch, Guid workspace, Guid? account)
    {
        var notify = batch.CreateBatchCommand();
        notify.CommandText = RuleChangeListener.NotifySql;
        notify.Parameters.Add(new NpgsqlParameter { Value = workspace });
        notify.Parameters.Add(
            new NpgsqlParameter { Value = (object?)account ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        batch.BatchCommands.Add(notify);
    }
}
