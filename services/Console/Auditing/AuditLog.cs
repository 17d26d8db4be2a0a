using Npgsql;

namespace LiveOps.Console.Auditing;

/// <summary>Writes the audit log, in the transaction of the change that it tells of: both or neither.</summary>
internal static class AuditLog
{
    public static Task<int> AuditAsync(
        this NpgsqlConnection connection,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        connection.ExecuteAsync(
            """
            insert into console.audit
                (workspace_id, at, actor, actor_id, action, thing, thing_id, thing_name, before, after, address, browser,
                 service, change_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12, $13, $14)
            on conflict (change_id) where change_id is not null do nothing
            """,
            cancellationToken,
            entry.WorkspaceId,
            entry.At,
            entry.Actor,
            entry.ActorId,
            entry.Action,
            entry.Thing,
            entry.ThingId,
            entry.ThingName,
            entry.Before,
            entry.After,
            entry.From?.Address,
            entry.From?.Browser,
            entry.Service,
            entry.ChangeId
        );
}
