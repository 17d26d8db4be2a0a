using LiveOps.Contracts.Auditing;
using LiveOps.Hosting.Auditing;
using MassTransit;
using Npgsql;

namespace LiveOps.Console.Auditing;

/// <summary>Writes down what other services have changed: each change once, by its id.</summary>
internal sealed class RecordChangeConsumer(NpgsqlDataSource database) : IConsumer<RecordChange>
{
    public async Task Consume(ConsumeContext<RecordChange> context)
    {
        var change = context.Message;
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        await connection.AuditAsync(
            new AuditEntry
            {
                WorkspaceId = change.WorkspaceId,
                At = change.At,
                Actor = change.Actor,
                ActorId = change.ActorId,
                Action = change.Action,
                Thing = change.Thing,
                ThingId = change.ThingId,
                ThingName = change.ThingName,
                Before = change.Before,
                After = change.After,
                From = change.Address is null ? null : new Origin(change.Address, change.Browser ?? ""),
                Service = change.Service,
                ChangeId = change.ChangeId,
            },
            context.CancellationToken
        );
    }
}
