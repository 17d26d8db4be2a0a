using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.Auditing;

/// <summary>
/// What the audit log calls people. Lines of the log are never changed and outlive whom they are about, so they carry
/// neither user id nor name but a random id. Which person it is stands here alone, and goes when they are erased.
/// </summary>
internal static class AuditIds
{
    private const string TakeSql = """
        insert into analytics.viewer_audit_ids as a (workspace_id, user_id) values ($1, $2)
        on conflict (workspace_id, user_id) do update set audit_id = a.audit_id
        returning audit_id
        """;

    /// <summary>The id of a person; a new one with the first change that is told of them.</summary>
    /// <param name="transaction">One that has the workspace's viewers alone: whoever is erased meanwhile must not get one.</param>
    /// <param name="workspaceId">Whose viewer.</param>
    /// <param name="userId">Under which the person is, or was, known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Guid> TakeAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long userId,
        CancellationToken cancellationToken
    )
    {
        await using var take = new NpgsqlCommand(TakeSql, transaction.Connection, transaction);
        take.Parameters.With(workspaceId).With(userId);
        return (Guid)(await take.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Whom the audit log means; null for nobody, and for those who are erased.</summary>
    public static async Task<long?> FindAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        Guid auditId,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(
            "select user_id from analytics.viewer_audit_ids where workspace_id = $1 and audit_id = $2",
            connection
        );
        find.Parameters.With(workspaceId).With(auditId);
        return await find.ExecuteScalarAsync(cancellationToken) as long?;
    }
}
