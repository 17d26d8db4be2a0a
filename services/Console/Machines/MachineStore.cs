using LiveOps.Console.Auditing;
using LiveOps.Console.Devices;
using LiveOps.Console.Gateways;
using Npgsql;

namespace LiveOps.Console.Machines;

/// <summary>What people call their machines, and which of them a workspace has.</summary>
internal sealed class MachineStore(NpgsqlDataSource database, GatewayStore enrolled, GatewayReadModel heard)
{
    /// <summary>Enrolled in this workspace, or heard for it.</summary>
    public async Task<bool> IsKnownAsync(Guid workspaceId, string gatewayId, CancellationToken cancellationToken) =>
        heard.Of(workspaceId).Any(one => one.Status.GatewayId == gatewayId)
        || (await enrolled.ReadAsync(workspaceId, cancellationToken)).Any(one => one.GatewayId == gatewayId);

    /// <summary>The names that people have given, by gateway.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        Guid workspaceId,
        CancellationToken cancellationToken
    ) =>
        (
            await database.ReadAsync(
                "select gateway_id, name from console.machine_names where workspace_id = $1",
                reader => (Id: reader.GetString(0), Name: reader.GetString(1)),
                cancellationToken,
                workspaceId
            )
        ).ToDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal);

    /// <summary>Gives a machine another name; null takes the given one away.</summary>
    public async Task RenameAsync(
        Actor actor,
        string gatewayId,
        string? name,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await connection.ReadAsync(
            "delete from console.machine_names where workspace_id = $1 and gateway_id = $2 returning name",
            reader => reader.GetString(0),
            cancellationToken,
            actor.WorkspaceId,
            gatewayId
        );
        if (name is not null)
            await connection.ExecuteAsync(
                "insert into console.machine_names (workspace_id, gateway_id, name) values ($1, $2, $3)",
                cancellationToken,
                actor.WorkspaceId,
                gatewayId,
                name
            );
        if (before.SingleOrDefault() != name)
            await connection.AuditAsync(
                actor.Did(
                    "machine renamed",
                    now,
                    ("gateway", gatewayId, gatewayId),
                    new { name = before.SingleOrDefault() },
                    new { name }
                ),
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
    }
}
