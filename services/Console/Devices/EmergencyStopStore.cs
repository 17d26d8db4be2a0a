using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Outbox;
using Npgsql;

namespace LiveOps.Console.Devices;

/// <summary>The stops on the books: they outlive a restart.</summary>
internal sealed class EmergencyStopStore(NpgsqlDataSource database, PostgresOutbox outbox)
{
    /// <summary>Every stop that nobody has reset.</summary>
    public async Task<IReadOnlyList<EmergencyStop>> ReadLatchedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select stop_id, workspace_id, requested_by, requested_at from console.emergency_stops where reset_at is null"
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
                }
            );
        return stops;
    }

    /// <summary>Writes a stop with its audit row. The key is the stop's id: a second time changes nothing.</summary>
    public async Task RecordAsync(EmergencyStop stop, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with recorded as (
                insert into console.emergency_stops (stop_id, workspace_id, requested_by, requested_at)
                values ($1, $2, $3, $4) on conflict (stop_id) do nothing
                returning stop_id
            )
            insert into console.audit (workspace_id, at, actor, action, detail)
            select $2, $4, $3, 'emergency stop', stop_id::text from recorded
            """
        );
        Add(command, stop);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Resets what is latched up to the reset's time, with its audit row and the message to the gateways, all or
    /// nothing. <paramref name="latched"/> is written as reset too where it did not reach the books before.
    /// </summary>
    public async Task ResetAsync(
        Contracts.DeviceGateway.ResetEmergencyStop reset,
        EmergencyStop? latched,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (latched is not null)
        {
            await using var record = new NpgsqlCommand(
                """
                insert into console.emergency_stops (stop_id, workspace_id, requested_by, requested_at)
                values ($1, $2, $3, $4) on conflict (stop_id) do nothing
                """,
                connection,
                transaction
            );
            Add(record, latched);
            await record.ExecuteNonQueryAsync(cancellationToken);
        }
        await using var update = new NpgsqlCommand(
            """
            with reset as (
                update console.emergency_stops set reset_at = $2, reset_by = $3
                where workspace_id = $1 and reset_at is null and requested_at <= $2
                returning stop_id
            )
            insert into console.audit (workspace_id, at, actor, action, detail)
            values ($1, $2, $3, 'emergency stop reset', (select string_agg(stop_id::text, ' ') from reset))
            """,
            connection,
            transaction
        );
        update.Parameters.Add(new() { Value = reset.WorkspaceId });
        update.Parameters.Add(new() { Value = reset.RequestedAt });
        update.Parameters.Add(new() { Value = reset.RequestedBy });
        await update.ExecuteNonQueryAsync(cancellationToken);
        await outbox.AddAsync(transaction, reset, cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static void Add(NpgsqlCommand command, EmergencyStop stop)
    {
        command.Parameters.Add(new() { Value = stop.StopId });
        command.Parameters.Add(new() { Value = stop.WorkspaceId });
        command.Parameters.Add(new() { Value = stop.RequestedBy });
        command.Parameters.Add(new() { Value = stop.RequestedAt });
    }
}
