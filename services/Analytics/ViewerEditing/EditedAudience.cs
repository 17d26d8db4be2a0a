using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>An audience of the caller's workspace.</summary>
/// <param name="AudienceNo">Names it in the tables.</param>
/// <param name="AccountId">Null for that of the whole workspace.</param>
internal sealed record EditedAudience(int AudienceNo, Guid? AccountId)
{
    /// <summary>All of a workspace, that of the workspace itself last.</summary>
    public static async Task<List<EditedAudience>> AllAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            """
            select audience_no, account_id from analytics.audiences where workspace_id = $1
            order by account_id is null, audience_no
            """,
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId);
        var audiences = new List<EditedAudience>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            audiences.Add(new EditedAudience(reader.GetInt32(0), reader.ValueOrNull<Guid>(1)));
        return audiences;
    }
}
