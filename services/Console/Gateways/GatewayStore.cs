using System.Text.Json;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;
using Npgsql;

namespace LiveOps.Console.Gateways;

/// <summary>Enrolled gateways in schema <c>console</c>. What changes rights is written together with its audit row.</summary>
internal sealed class GatewayStore(NpgsqlDataSource database)
{
    private const string Select = """
        select gateway_id, workspace_id, broker_user, broker_password_hash, machine, enrolled_at, enrolled_by,
               last_seen_at, version, revoked_at, revoked_by, deleted_at, cleared_at
        from console.gateways
        """;

    /// <summary>All of them, deleted ones too.</summary>
    public Task<List<Gateway>> ReadAllAsync(CancellationToken cancellationToken) =>
        ReadAsync($"{Select} order by gateway_id", cancellationToken);

    /// <summary>Those of a workspace that are not deleted.</summary>
    public Task<List<Gateway>> ReadAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        ReadAsync(
            $"{Select} where workspace_id = $1 and deleted_at is null order by gateway_id",
            cancellationToken,
            workspaceId
        );

    /// <summary>Whoever has the name; null when nobody does.</summary>
    public async Task<Gateway?> FindAsync(string gatewayId, CancellationToken cancellationToken) =>
        (await ReadAsync($"{Select} where gateway_id = $1", cancellationToken, gatewayId)).SingleOrDefault();

    /// <summary>
    /// Enrols the gateway and spends its code, both or neither. The code is the key: of two who come with the same
    /// one, one is served.
    /// </summary>
    /// <param name="codeHash">Of <see cref="EnrolmentCode.HashOf"/>.</param>
    /// <param name="code">What the code is for, as <see cref="GatewayCodes.FindAsync"/> found it.</param>
    /// <param name="gateway">The row to be; an earlier one of the same workspace is replaced, revoked or not.</param>
    /// <param name="from">The PC's address, for the audit log.</param>
    /// <param name="cancellationToken">Gives up; nothing is enrolled then.</param>
    public async Task<Enrolment> EnrolAsync(
        byte[] codeHash,
        GatewayCode code,
        Gateway gateway,
        Origin from,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var spent = await ExecuteAsync(
            connection,
            """
            update console.gateway_codes set used_at = $2
            where code_hash = $1 and used_at is null and expires_at > $2
            """,
            cancellationToken,
            codeHash,
            gateway.EnrolledAt
        );
        if (spent == 0)
            return Enrolment.CodeIsSpent;
        var taken = await ExecuteAsync(
            connection,
            """
            insert into console.gateways
                (gateway_id, workspace_id, broker_user, broker_password_hash, machine, enrolled_at, enrolled_by)
            values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (gateway_id) do update
            set broker_user = excluded.broker_user, broker_password_hash = excluded.broker_password_hash,
                machine = excluded.machine, enrolled_at = excluded.enrolled_at, enrolled_by = excluded.enrolled_by,
                revoked_at = null, revoked_by = null, deleted_at = null, cleared_at = null
            where gateways.workspace_id = excluded.workspace_id
            """,
            cancellationToken,
            gateway.GatewayId,
            gateway.WorkspaceId,
            gateway.BrokerUser,
            gateway.BrokerPasswordHash,
            gateway.Machine,
            gateway.EnrolledAt,
            gateway.EnrolledBy
        );
        if (taken == 0)
            return Enrolment.NameIsTaken;
        await connection.AuditAsync(
            new AuditEntry
            {
                WorkspaceId = code.WorkspaceId,
                At = gateway.EnrolledAt,
                // Nobody is signed in at the PC: whoever made the code has let it in.
                Actor = code.MadeBy,
                Action = "gateway enrolled",
                Thing = "gateway",
                ThingId = gateway.GatewayId,
                ThingName = gateway.GatewayId,
                After = JsonSerializer.Serialize(new { gateway.Machine }, ChangeLog.Json),
                From = from,
            },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return Enrolment.Done;
    }

    /// <summary>Takes a gateway's rights away, on the books. False when the workspace has no such gateway.</summary>
    public Task<bool> RevokeAsync(
        Actor actor,
        string gatewayId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => EndAsync("revoked_at = $3, revoked_by = $4", "gateway revoked", actor, gatewayId, now, cancellationToken);

    /// <summary>Marks a gateway for deletion; its name is free once the broker has nothing of it any more.</summary>
    public Task<bool> DeleteAsync(
        Actor actor,
        string gatewayId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            "deleted_at = $3, revoked_at = coalesce(revoked_at, $3), revoked_by = coalesce(revoked_by, $4), cleared_at = null",
            "gateway deleted",
            actor,
            gatewayId,
            now,
            cancellationToken
        );

    /// <summary>The broker has nothing of it any more: the row of a deleted one goes, a revoked one is marked.</summary>
    public async Task ClearedAsync(string gatewayId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            "delete from console.gateways where gateway_id = $1 and deleted_at is not null",
            cancellationToken,
            gatewayId
        );
        await ExecuteAsync(
            connection,
            "update console.gateways set cleared_at = $2 where gateway_id = $1 and revoked_at is not null",
            cancellationToken,
            gatewayId,
            now
        );
    }

    /// <summary>When a gateway was heard last, kept over a restart of the Console.</summary>
    public async Task SeenAsync(
        Guid workspaceId,
        string gatewayId,
        DateTimeOffset at,
        string? version,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            """
            update console.gateways set last_seen_at = $3, version = nullif($4, '')
            where gateway_id = $2 and workspace_id = $1 and (last_seen_at is null or last_seen_at < $3)
            """,
            cancellationToken,
            workspaceId,
            gatewayId,
            at,
            version ?? ""
        );
    }

    private async Task<bool> EndAsync(
        string change,
        string action,
        Actor actor,
        string gatewayId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = await connection.ExecuteAsync(
            $"""
            update console.gateways set {change}
            where workspace_id = $1 and gateway_id = $2 and deleted_at is null
            """,
            cancellationToken,
            actor.WorkspaceId,
            gatewayId,
            now,
            actor.Name
        );
        if (ended == 0)
            return false;
        await connection.AuditAsync(actor.Did(action, now, ("gateway", gatewayId, gatewayId)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<Gateway>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var gateways = new List<Gateway>();
        while (await reader.ReadAsync(cancellationToken))
            gateways.Add(
                new Gateway
                {
                    GatewayId = reader.GetString(0),
                    WorkspaceId = reader.GetGuid(1),
                    BrokerUser = reader.GetString(2),
                    BrokerPasswordHash = reader.GetString(3),
                    Machine = reader.GetString(4),
                    EnrolledAt = Time(reader, 5)!.Value,
                    EnrolledBy = reader.GetString(6),
                    LastSeenAt = Time(reader, 7),
                    Version = Text(reader, 8),
                    RevokedAt = Time(reader, 9),
                    RevokedBy = Text(reader, 10),
                    DeletedAt = Time(reader, 11),
                    ClearedAt = Time(reader, 12),
                }
            );
        return gateways;
    }

    private static string? Text(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>How an enrolment ended.</summary>
internal enum Enrolment
{
    Done,

    /// <summary>The code was used or has expired since it was looked up.</summary>
    CodeIsSpent,

    /// <summary>Another workspace has the name.</summary>
    NameIsTaken,
}
