using LiveOps.Console.Auditing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Console.ApiKeys;

/// <summary>Keys in schema <c>console</c>.</summary>
internal sealed class ApiKeyStore(NpgsqlDataSource database)
{
    /// <summary>Keys that a workspace can have in use: more is a program that makes keys.</summary>
    public const int Most = 200;

    private const string Columns =
        "key_id, name, begins, role, scopes, made_by, made_at, expires_at, revoked_at, revoked_by, last_used_at";

    /// <summary>Adds a key and its line in the audit log, together.</summary>
    /// <returns>False when the workspace has <see cref="Most"/> in use already.</returns>
    public async Task<bool> AddAsync(Actor actor, ApiKey key, byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = await connection.ExecuteAsync(
            $"""
            insert into console.api_keys
                (workspace_id, key_id, name, begins, role, scopes, made_by, made_at, expires_at, key_hash)
            select $1, $2, $3, $4, $5, $6, $7, $8, $9::timestamptz, $10
            where (
                select count(*) from console.api_keys
                where workspace_id = $1 and revoked_at is null and (expires_at is null or expires_at > $8)
            ) < {Most}
            """,
            cancellationToken,
            actor.WorkspaceId,
            key.Id,
            key.Name,
            key.Begins,
            key.Role,
            key.Scopes.ToArray(),
            key.MadeBy,
            key.MadeAt,
            key.ExpiresAt,
            hash
        );
        if (added == 0)
            return false;
        await connection.AuditAsync(
            actor.Did(
                "API key made",
                key.MadeAt,
                Thing(key.Id, key.Name),
                after: new
                {
                    key.Role,
                    key.Scopes,
                    key.ExpiresAt,
                }
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Newest first; revoked and ended ones too, so that what they did can be told from the audit log.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"select {Columns} from console.api_keys where workspace_id = $1 order by made_at desc, key_id limit 1000",
            workspaceId
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new List<ApiKey>();
        while (await reader.ReadAsync(cancellationToken))
            keys.Add(Read(reader));
        return keys;
    }

    /// <summary>Ends a key and tells the audit log, together. One that is revoked already stays as it is.</summary>
    /// <returns>False when the workspace has no such key.</returns>
    public async Task<bool> RevokeAsync(
        Actor actor,
        Guid keyId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var known = await connection.ReadAsync(
            "select name, revoked_at is null from console.api_keys where workspace_id = $1 and key_id = $2 for update",
            row => (Name: row.GetString(0), InUse: row.GetBoolean(1)),
            cancellationToken,
            actor.WorkspaceId,
            keyId
        );
        if (known is not [var (name, inUse)])
            return false;
        if (!inUse)
            return true;
        await connection.ExecuteAsync(
            "update console.api_keys set revoked_at = $3, revoked_by = $4 where workspace_id = $1 and key_id = $2",
            cancellationToken,
            actor.WorkspaceId,
            keyId,
            now,
            actor.Name
        );
        await connection.AuditAsync(actor.Did("API key revoked", now, Thing(keyId, name)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The key of that hash with its workspace, while it is valid; null otherwise. Notes that it was used.</summary>
    public async Task<(Guid WorkspaceId, ApiKey Key)?> UseAsync(
        byte[] hash,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        (Guid WorkspaceId, ApiKey Key) found;
        await using (
            var command = Command(
                $"""
                select {Columns}, workspace_id from console.api_keys
                where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
                """,
                hash,
                now
            )
        )
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            found = (reader.GetGuid(11), Read(reader));
        }
        if (found.Key.LastUsedAt is not { } last || now - last >= TimeSpan.FromMinutes(1))
        {
            await using var used = Command(
                "update console.api_keys set last_used_at = $2 where key_id = $1",
                found.Key.Id,
                now
            );
            await used.ExecuteNonQueryAsync(cancellationToken);
        }
        return found;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static ApiKey Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Name = row.GetString(1),
            Begins = row.GetString(2),
            Role = row.GetString(3),
            Scopes = row.GetFieldValue<string[]>(4),
            MadeBy = row.GetString(5),
            MadeAt = row.GetFieldValue<DateTimeOffset>(6),
            ExpiresAt = Time(row, 7),
            RevokedAt = Time(row, 8),
            RevokedBy = row.IsDBNull(9) ? null : row.GetString(9),
            LastUsedAt = Time(row, 10),
        };

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static (string Kind, string Id, string Name) Thing(Guid id, string name) =>
        ("API key", id.ToString(), name);
}
