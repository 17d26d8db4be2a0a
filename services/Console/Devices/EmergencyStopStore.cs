using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Outbox;
using Npgsql;

namespace LiveOps.Console.Devices;

/// <summary>The stops on the books: they outlive a restart.</summary>
internal sealed class EmergencyStopStore(NpgsqlDataSource database, PostgresOutbox outbox)
{
    private const string Insert = """
        insert into console.emergency_stops
            (stop_id, workspace_id, requested_by, requested_at, gateway_id, board_id, account_id)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (stop_id) do nothing
        """;

    /// <summary>Every stop that nobody has reset.</summary>
    public async Task<IReadOnlyList<EmergencyStop>> ReadLatchedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select stop_id, workspace_id, requested_by, requested_at, gateway_id, board_id, account_id
            from console.emergency_stops where reset_at is null
            """
        );
        var stops = new List<EmergencyStop>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stops.Add(
                new EmergencyStop
                {
                    StopId = reader.GetGuid(0),
                    WorkspaceId = reader.GetGuid(1),
                    RequestedBy = reader.GetString(2),
                    RequestedAt = await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellationToken),
                    Scope = ScopeOf(reader),
                }
            );
        return stops;
    }

    /// <summary>Writes a stop with its line in the audit log. The key is the stop's id: a second time changes nothing.</summary>
    /// <param name="stop">As it was sent.</param>
    /// <param name="actor">Who pressed it here; null for one that is sent again.</param>
    /// <param name="cancellationToken">Gives up; nothing is written then.</param>
    public async Task RecordAsync(EmergencyStop stop, Actor? actor, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InsertAsync(connection, stop, cancellationToken);
        var (kind, id, name) = Thing(stop.Scope);
        await connection.AuditAsync(
            new AuditEntry
            {
                WorkspaceId = stop.WorkspaceId,
                At = stop.RequestedAt,
                Actor = stop.RequestedBy,
                ActorId = actor?.UserId,
                Action = "emergency stop",
                Thing = kind,
                ThingId = id,
                ThingName = name,
                From = actor?.From,
                ChangeId = stop.StopId,
            },
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Resets what is latched up to the reset's time, with its line in the audit log and the message to the gateways, all
    /// or nothing. <paramref name="latched"/> are written as reset too where they did not reach the books before.
    /// </summary>
    public async Task ResetAsync(
        EmergencyStopReset reset,
        Actor actor,
        IReadOnlyList<EmergencyStop> latched,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var stop in latched)
            await InsertAsync(connection, stop, cancellationToken);
        await connection.ExecuteAsync(
            """
            update console.emergency_stops set reset_at = $2, reset_by = $3
            where workspace_id = $1 and reset_at is null and requested_at <= $2
                and ($4 or (gateway_id, board_id, account_id) is not distinct from ($5::text, $6::text, $7::uuid))
            """,
            cancellationToken,
            reset.WorkspaceId,
            reset.RequestedAt,
            reset.RequestedBy,
            reset.Scope is null,
            reset.Scope?.GatewayId,
            reset.Scope?.BoardId,
            reset.Scope?.AccountId
        );
        await connection.AuditAsync(
            actor.Did("emergency stop reset", reset.RequestedAt, Thing(reset.Scope)),
            cancellationToken
        );
        if (reset.Scope is { } scope)
            await outbox.AddAsync(transaction, reset.OfPart(scope), cancellationToken: cancellationToken);
        else
            await outbox.AddAsync(transaction, reset.OfEverything(), cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static Task<int> InsertAsync(
        NpgsqlConnection connection,
        EmergencyStop stop,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            Insert,
            cancellationToken,
            stop.StopId,
            stop.WorkspaceId,
            stop.RequestedBy,
            stop.RequestedAt,
            stop.Scope?.GatewayId,
            stop.Scope?.BoardId,
            stop.Scope?.AccountId
        );

    /// <summary>What is stopped, for the audit log.</summary>
    private static (string Kind, string Id, string Name) Thing(EmergencyStopScope? scope) =>
        scope switch
        {
            { GatewayId: { } gateway } => ("gateway", gateway, gateway),
            { BoardId: { } board } => ("board", board, board),
            { AccountId: { } account } => ("account", account.ToString(), account.ToString()),
            _ => ("workspace", "everything", "everything"),
        };

    private static EmergencyStopScope? ScopeOf(NpgsqlDataReader reader)
    {
        var scope = new EmergencyStopScope
        {
            GatewayId = reader.IsDBNull(4) ? null : reader.GetString(4),
            BoardId = reader.IsDBNull(5) ? null : reader.GetString(5),
            AccountId = reader.IsDBNull(6) ? null : reader.GetGuid(6),
        };
        return scope == new EmergencyStopScope() ? null : scope;
    }
}
