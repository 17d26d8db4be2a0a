using LiveOps.Hosting.Auditing;
using Npgsql;

namespace LiveOps.Ingestion.Accounts;

/// <summary>
/// The accounts of all workspaces. Whoever answers a customer passes the customer's workspace. Every change is told to
/// the audit log in its own transaction.
/// </summary>
internal sealed class AccountStore(NpgsqlDataSource database, ChangeLog changes)
{
    private const string Columns = "id, workspace_id, handle, display_name, time_zone, enabled, record, feed";

    /// <summary>Accounts of one workspace, with the live status that their owner last wrote.</summary>
    public async Task<List<(Account Account, string? Owner, string? Status)>> OfWorkspaceAsync(
        Guid workspaceId,
        Guid? id,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlCommand command = database.CreateCommand(
            $"""
            select {Columns}, case when l.expires_at > now() then l.owner end, case when l.expires_at > now() then l.status::text end
            from ingestion.accounts a left join ingestion.leases l on l.account_id = a.id
            where workspace_id = $1 and ($2::uuid is null or id = $2) order by handle
            """
        );
        command.Parameters.AddWithValue(workspaceId);
        command.Parameters.AddWithValue(NpgsqlTypes.NpgsqlDbType.Uuid, (object?)id ?? DBNull.Value);
        var found = new List<(Account, string?, string?)>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((Read(reader), TextOrNull(reader, 8), TextOrNull(reader, 9)));
        }
        return found;
    }

    /// <summary>All accounts of the installation, for whoever connects them.</summary>
    public async Task<Dictionary<Guid, Account>> AllAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = database.CreateCommand($"select {Columns} from ingestion.accounts");
        var found = new Dictionary<Guid, Account>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            Account account = Read(reader);
            found.Add(account.Id, account);
        }
        return found;
    }

    /// <summary>False where the workspace has that handle already, or the id exists.</summary>
    public async Task<bool> AddAsync(Account account, Author by, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand(
            $"insert into ingestion.accounts ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
            connection,
            transaction
        );
        Fill(insert, account);
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }
        await TellAsync(transaction, by, "account added", null, account, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes the account as it is now, whoever else changes it at the same time.</summary>
    /// <param name="workspaceId">The caller's.</param>
    /// <param name="id">Which one.</param>
    /// <param name="change">Makes the new one of the old one; keeps its id and workspace.</param>
    /// <param name="action">What that is, for the audit log.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>False where the workspace has no such account.</returns>
    /// <exception cref="PostgresException">Another account has that handle.</exception>
    public async Task<bool> ChangeAsync(
        Guid workspaceId,
        Guid id,
        Func<Account, Account> change,
        string action,
        Author by,
        CancellationToken cancellationToken
    )
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand(
            $"select {Columns} from ingestion.accounts where id = $1 and workspace_id = $2 for update",
            connection,
            transaction
        );
        if (await ReadOneAsync(find, id, workspaceId, cancellationToken) is not { } before)
        {
            return false;
        }
        Account after = change(before);
        if (after == before)
        {
            return true;
        }
        await using var update = new NpgsqlCommand(
            """
            update ingestion.accounts
            set handle = $3, display_name = $4, time_zone = $5, enabled = $6, record = $7, feed = $8
            where id = $1 and workspace_id = $2
            """,
            connection,
            transaction
        );
        Fill(update, after);
        await update.ExecuteNonQueryAsync(cancellationToken);
        await TellAsync(transaction, by, action, before, after, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<bool> RemoveAsync(Guid workspaceId, Guid id, Author by, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var delete = new NpgsqlCommand(
            $"delete from ingestion.accounts where id = $1 and workspace_id = $2 returning {Columns}",
            connection,
            transaction
        );
        if (await ReadOneAsync(delete, id, workspaceId, cancellationToken) is not { } removed)
        {
            return false;
        }
        await TellAsync(transaction, by, "account removed", removed, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Task TellAsync(
        NpgsqlTransaction transaction,
        Author by,
        string action,
        Account? before,
        Account? after,
        CancellationToken cancellationToken
    )
    {
        Account account = (after ?? before)!;
        return changes.AddAsync(
            transaction,
            account.WorkspaceId,
            by,
            new Change(action, "account", account.Id.ToString(), $"@{account.Handle}")
            {
                Before = Told(before),
                After = Told(after),
            },
            cancellationToken
        );
    }

    private static object? Told(Account? account) =>
        account is null
            ? null
            : new
            {
                account.Handle,
                account.DisplayName,
                account.TimeZone,
                account.Source,
                account.Enabled,
                account.Record,
            };

    private static async Task<Account?> ReadOneAsync(
        NpgsqlCommand command,
        Guid id,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(workspaceId);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private static void Fill(NpgsqlCommand command, Account account)
    {
        command.Parameters.AddWithValue(account.Id);
        command.Parameters.AddWithValue(account.WorkspaceId);
        command.Parameters.AddWithValue(account.Handle);
        command.Parameters.AddWithValue(account.DisplayName);
        command.Parameters.AddWithValue(account.TimeZone);
        command.Parameters.AddWithValue(account.Enabled);
        command.Parameters.AddWithValue(account.Record);
        command.Parameters.AddWithValue(NpgsqlTypes.NpgsqlDbType.Text, (object?)account.Feed ?? DBNull.Value);
    }

    private static Account Read(NpgsqlDataReader reader) =>
        new()
        {
            Id = reader.GetGuid(0),
            WorkspaceId = reader.GetGuid(1),
            Handle = reader.GetString(2),
            DisplayName = reader.GetString(3),
            TimeZone = reader.GetString(4),
            Enabled = reader.GetBoolean(5),
            Record = reader.GetBoolean(6),
            Feed = TextOrNull(reader, 7),
        };

    private static string? TextOrNull(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}
