using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;

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

    /// <summary>Writes a stop with its audit row. The key is the stop's id: a second time changes nothing.</summary>
    public async Task RecordAsync(EmergencyStop stop, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            with recorded as (
                {Insert}
                returning stop_id
            )
            insert into console.audit (workspace_id, at, actor, action, detail)
            select $2, $4, $3, 'emergency stop', stop_id::text || $8 from recorded
            """
        );
        Add(command, stop);
        command.Parameters.Add(new() { Value = Words(stop.Scope) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Resets what is latched up to the reset's time, with its audit row and the message to the gateways, all or
    /// nothing. <paramref name="latched"/> are written as reset too where they did not reach the books before.
    /// </summary>
    public async Task ResetAsync(
        EmergencyStopReset reset,
        IReadOnlyList<EmergencyStop> latched,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var stop in latched)
        {
            await using var record = new NpgsqlCommand(Insert, connection, transaction);
            Add(record, stop);
            await record.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var update = new NpgsqlCommand(
            """
            with reset as (
                update console.emergency_stops set reset_at = $2, reset_by = $3
                where workspace_id = $1 and reset_at is null and requested_at <= $2
                    and ($4 or (gateway_id, board_id, account_id) is not distinct from ($5, $6, $7))
                returning stop_id
            )
            insert into console.audit (workspace_id, at, actor, action, detail)
            values ($1, $2, $3, 'emergency stop reset', concat((select string_agg(stop_id::text, ' ') from reset), $8::text))
            """,
            connection,
            transaction
        );
        update.Parameters.Add(new() { Value = reset.WorkspaceId });
        update.Parameters.Add(new() { Value = reset.RequestedAt });
        update.Parameters.Add(new() { Value = reset.RequestedBy });
        update.Parameters.Add(new() { Value = reset.Scope is null });
        Add(update, reset.Scope);
        update.Parameters.Add(new() { Value = Words(reset.Scope) });
        await update.ExecuteNonQueryAsync(cancellationToken);
        if (reset.Scope is { } scope)
            await outbox.AddAsync(transaction, reset.OfPart(scope), cancellationToken: cancellationToken);
        else
            await outbox.AddAsync(transaction, reset.OfEverything(), cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>What a line of the audit log says of a part, after the stop's id.</summary>
    private static string Words(EmergencyStopScope? scope) =>
        scope switch
        {
            { GatewayId: { } gateway } => $" (gateway {gateway})",
            { BoardId: { } board } => $" (board {board})",
            { AccountId: { } account } => $" (account {account})",
            _ => "",
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

    private static void Add(NpgsqlCommand command, EmergencyStop stop)
    {
        command.Parameters.Add(new() { Value = stop.StopId });
        command.Parameters.Add(new() { Value = stop.WorkspaceId });
        command.Parameters.Add(new() { Value = stop.RequestedBy });
        command.Parameters.Add(new() { Value = stop.RequestedAt });
        Add(command, stop.Scope);
    }

    private static void Add(NpgsqlCommand command, EmergencyStopScope? scope)
    {
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = scope?.GatewayId });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = scope?.BoardId });
        command.Parameters.Add(
            new() { Value = (object?)scope?.AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
    }
}
