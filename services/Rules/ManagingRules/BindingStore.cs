using LiveOps.Hosting.Auditing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Bindings of accounts to boards: always those of one workspace. Every change tells all replicas.</summary>
internal sealed class BindingStore(NpgsqlDataSource database, ChangeLog changes)
{
    private const string Columns = "account_id, board_id, updated_at, updated_by";

    public async Task<IReadOnlyList<BindingView>> ListAsync(
        Guid workspace,
        Guid? account,
        CancellationToken cancellation
    )
    {
        await using var select = database.CreateCommand(
            $"select {Columns} from rules.bindings where workspace_id = $1 and ($2 is null or account_id = $2) order by account_id"
        );
        select.Parameters.Add(new() { Value = workspace });
        select.Parameters.Add(new() { Value = (object?)account ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var bindings = new List<BindingView>();
        while (await reader.ReadAsync(cancellation))
            bindings.Add(Read(reader));
        return bindings;
    }

    public async Task<BindingView> PutAsync(
        Guid workspace,
        Guid account,
        string board,
        Author by,
        CancellationToken cancellation
    )
    {
        var known = await ListAsync(workspace, account, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var upsert = batch.CreateBatchCommand();
        upsert.CommandText = $"""
            insert into rules.bindings (workspace_id, account_id, board_id, updated_by) values ($1, $2, $3, $4)
            on conflict (workspace_id, account_id) do update
            set board_id = excluded.board_id, updated_by = excluded.updated_by, updated_at = now()
            returning {Columns}
            """;
        upsert.Parameters.Add(new NpgsqlParameter { Value = workspace });
        upsert.Parameters.Add(new NpgsqlParameter { Value = account });
        upsert.Parameters.Add(new NpgsqlParameter { Value = board });
        upsert.Parameters.Add(new NpgsqlParameter { Value = by.Name });
        batch.BatchCommands.Add(upsert);
        AccountNotice.Add(batch, workspace, account);
        BindingView bound;
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            bound = Read(reader);
        }
        await changes.AddAsync(
            transaction,
            workspace,
            by,
            new Change("board bound", "account", account.ToString(), null)
            {
                Before = known is [var before] ? new { before.BoardId } : null,
                After = new { bound.BoardId },
            },
            cancellation
        );
        await transaction.CommitAsync(cancellation);
        return bound;
    }

    /// <returns>False when there was none.</returns>
    public async Task<bool> DeleteAsync(Guid workspace, Guid account, Author by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var delete = batch.CreateBatchCommand();
        delete.CommandText =
            "delete from rules.bindings where workspace_id = $1 and account_id = $2 returning board_id";
        delete.Parameters.Add(new NpgsqlParameter { Value = workspace });
        delete.Parameters.Add(new NpgsqlParameter { Value = account });
        batch.BatchCommands.Add(delete);
        AccountNotice.Add(batch, workspace, account);
        string board;
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return false;
            board = reader.GetString(0);
        }
        await changes.AddAsync(
            transaction,
            workspace,
            by,
            new Change("board unbound", "account", account.ToString(), null) { Before = new { BoardId = board } },
            cancellation
        );
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static BindingView Read(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3));
}
