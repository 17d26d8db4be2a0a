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

    /// <summary>Adds a key and its audit row, together.</summary>
    /// <returns>False when the workspace has <see cref="Most"/> in use already.</returns>
    public async Task<bool> AddAsync(Guid workspaceId, ApiKey key, byte[] hash, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            with added as (
                insert into console.api_keys
                    (workspace_id, key_id, name, begins, role, scopes, made_by, made_at, expires_at, key_hash)
                select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
                where (
                    select count(*) from console.api_keys
                    where workspace_id = $1 and revoked_at is null and (expires_at is null or expires_at > $8)
                ) < {Most}
                returning name, role, scopes
            )
            insert into console.audit (workspace_id, at, actor, action, detail)
            select $1, $8, $7, 'API key made', name || ' (' || role || ': ' || array_to_string(scopes, ' ') || ')'
            from added
            """,
            workspaceId,
            key.Id,
            key.Name,
            key.Begins,
            key.Role,
            key.Scopes.ToArray(),
            key.MadeBy,
            key.MadeAt
        );
        command.Parameters.Add(
            new() { Value = (object?)key.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        command.Parameters.Add(new() { Value = hash });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
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

    /// <summary>Ends a key and writes the audit row, together. One that is revoked already stays as it is.</summary>
    /// <returns>False when the workspace has no such key.</returns>
    public async Task<bool> RevokeAsync(
        Guid workspaceId,
        Guid keyId,
        string by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            """
            with known as (
                select name, revoked_at from console.api_keys where workspace_id = $1 and key_id = $2 for update
            ), revoked as (
                update console.api_keys set revoked_at = $4, revoked_by = $3
                where workspace_id = $1 and key_id = $2 and revoked_at is null
            ), written as (
                insert into console.audit (workspace_id, at, actor, action, detail)
                select $1, $4, $3, 'API key revoked', name from known where revoked_at is null
            )
            select count(*) from known
            """,
            workspaceId,
            keyId,
            by,
            now
        );
        return await command.ExecuteScalarAsync(cancellationToken) is > 0L;
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
}
