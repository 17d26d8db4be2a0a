using Npgsql;

namespace LiveOps.Console.Gateways;

/// <summary>What a code is good for.</summary>
internal sealed record GatewayCode(Guid WorkspaceId, string GatewayId, string MadeBy);

/// <summary>Enrolment codes in schema <c>console</c>, by their hash.</summary>
internal sealed class GatewayCodes(NpgsqlDataSource database)
{
    /// <summary>Codes of a workspace that may be open at once.</summary>
    public const int Open = 10;

    /// <summary>Writes a code down; an older one for the same gateway is void. Codes that are long over go.</summary>
    /// <returns>False when the workspace has too many open ones.</returns>
    public async Task<bool> AddAsync(
        byte[] hash,
        GatewayCode code,
        DateTimeOffset now,
        DateTimeOffset expiresAt,
        CancellationToken cancellationToken
    )
    {
        await using var batch = database.CreateBatch();
        Add(batch, "delete from console.gateway_codes where expires_at < $1", now - TimeSpan.FromDays(1));
        Add(
            batch,
            "delete from console.gateway_codes where workspace_id = $1 and gateway_id = $2 and used_at is null",
            code.WorkspaceId,
            code.GatewayId
        );
        Add(
            batch,
            """
            insert into console.gateway_codes (code_hash, workspace_id, gateway_id, made_by, expires_at)
            select $1, $2, $3, $4, $5
            where (
                select count(*) from console.gateway_codes
                where workspace_id = $2 and used_at is null and expires_at > $6
            ) < $7
            """,
            hash,
            code.WorkspaceId,
            code.GatewayId,
            code.MadeBy,
            expiresAt,
            now,
            Open
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[2].RecordsAffected > 0;
    }

    /// <summary>What the code is for; null when there is none, or it is used, or too old.</summary>
    public async Task<GatewayCode?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select workspace_id, gateway_id, made_by from console.gateway_codes
            where code_hash = $1 and used_at is null and expires_at > $2
            """
        );
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = now });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new GatewayCode(reader.GetGuid(0), reader.GetString(1), reader.GetString(2))
            : null;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
    }
}
