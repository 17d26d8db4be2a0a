using System.Text.Json;
using LiveOps.Hosting.Auditing;
using LiveOps.Rules.Auditing;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.Evaluating;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Rules as people see and change them: always those of one workspace. Every change tells all replicas.</summary>
internal sealed class RuleStore(NpgsqlDataSource database, ChangeLog changes)
{
    public const string Columns =
        "rule_id, account_id, name, enabled, version, definition::text, updated_at, updated_by";

    /// <summary>Rules of an account come with those that all accounts share; without an account: all.</summary>
    public async Task<IReadOnlyList<RuleView>> ListAsync(Guid workspace, Guid? account, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(
            $"""
            select {Columns} from rules.rules
            where workspace_id = $1 and ($2 is null or account_id = $2 or account_id is null)
            order by account_id nulls first, lower(name), rule_id
            """
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(Parameter(account));
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await ReadAllAsync(reader, cancellation);
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
        Author by,
        CancellationToken cancellation
    ) =>
        (
            await WriteAsync(
                workspace,
                form.AccountId,
                [RuleWrites.Add(workspace, id, form.AccountId, form.Content(), by.Name)],
                by,
                RuleChange.Of(id, null, null, form.Content()),
                cancellation
            )
        )!;

    /// <returns>Null when the version is no longer the one that was read.</returns>
    public async Task<RuleView?> ChangeAsync(
        Guid workspace,
        RuleView known,
        RuleContent content,
        long version,
        Author by,
        CancellationToken cancellation
    ) =>
        await WriteAsync(
            workspace,
            known.AccountId,
            [RuleWrites.Change(workspace, known.Id, content, version, by.Name)],
            by,
            RuleChange.Of(known.Id, null, known.Content(), content),
            cancellation
        );

    /// <returns>False when the version is no longer the one that was read.</returns>
    public async Task<bool> DeleteAsync(
        Guid workspace,
        RuleView known,
        long version,
        Author by,
        CancellationToken cancellation
    ) =>
        await WriteAsync(
            workspace,
            known.AccountId,
            [RuleWrites.Delete(workspace, known.Id, version, by.Name)],
            by,
            RuleChange.Of(known.Id, null, known.Content(), null),
            cancellation
        )
            is not null;

    /// <summary>Writes a rule, tells all replicas and the audit log, all in one transaction.</summary>
    /// <param name="workspace">The caller's.</param>
    /// <param name="account">Whose rule it is; null: all accounts share it.</param>
    /// <param name="writes">Of these the first that finds something to do counts.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="change">What the audit log is told.</param>
    /// <param name="cancellation">Stops it; nothing is kept then.</param>
    /// <returns>Null when nothing was written: the version is no longer the one that was read.</returns>
    public async Task<RuleView?> WriteAsync(
        Guid workspace,
        Guid? account,
        IReadOnlyList<NpgsqlBatchCommand> writes,
        Author by,
        Change change,
        CancellationToken cancellation
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        RuleView? written = null;
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            foreach (var write in writes)
                batch.BatchCommands.Add(write);
            AccountNotice.Add(batch, workspace, account);
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            for (var n = 0; n < writes.Count && written is null; n++)
            {
                if (n > 0)
                    await reader.NextResultAsync(cancellation);
                if (await reader.ReadAsync(cancellation))
                    written = Read(reader);
            }
        }
        if (written is null)
            return null;
        await changes.AddAsync(transaction, workspace, by, change, cancellation);
        await transaction.CommitAsync(cancellation);
        return written;
    }

    public static async Task<IReadOnlyList<RuleView>> ReadAllAsync(
        NpgsqlDataReader reader,
        CancellationToken cancellation
    )
    {
        var rules = new List<RuleView>();
        while (await reader.ReadAsync(cancellation))
            rules.Add(Read(reader));
        return rules;
    }

    /// <summary>The present row of a reader of <see cref="Columns"/>.</summary>
    public static RuleView Read(NpgsqlDataReader reader)
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
            Imported = definition.Imported,
            UpdatedAt = reader.GetFieldValue<DateTimeOffset>(6),
            UpdatedBy = reader.GetString(7),
        };
    }

    /// <summary>An account, or null for all accounts.</summary>
    public static NpgsqlParameter Parameter(Guid? account) =>
        new() { Value = (object?)account ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}

/// <summary>
/// Tells every replica, when the transaction commits, that an account's rules or binding have changed; without an
/// account: those of all accounts.
/// </summary>
internal static class AccountNotice
{
    public static void Add(NpgsqlBatch batch, Guid workspace, Guid? account)
    {
        var notify = batch.CreateBatchCommand();
        notify.CommandText = RuleChangeListener.NotifySql;
        notify.Parameters.Add(new NpgsqlParameter { Value = workspace });
        notify.Parameters.Add(RuleStore.Parameter(account));
        batch.BatchCommands.Add(notify);
    }
}
