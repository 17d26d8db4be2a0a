using System.Text.Json;
using LiveOps.Console.Auditing;
using LiveOps.Hosting.Secrets;
using Npgsql;

namespace LiveOps.Console.Overlays;

/// <summary>An overlay as it is kept.</summary>
/// <param name="OverlayId">Names it.</param>
/// <param name="WorkspaceId">Whose it is.</param>
/// <param name="AccountId">The account that it shows.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Settings">What it shows and how.</param>
/// <param name="Version">Rises with every change.</param>
/// <param name="TokenHash">Of the token of its link.</param>
/// <param name="TokenMadeAt">Since when the link is this one.</param>
internal sealed record Overlay(
    Guid OverlayId,
    Guid WorkspaceId,
    Guid AccountId,
    string Name,
    OverlaySettings Settings,
    int Version,
    byte[] TokenHash,
    DateTimeOffset TokenMadeAt
);

/// <summary>Overlays in schema <c>console</c>.</summary>
internal sealed class OverlayStore(NpgsqlDataSource database, SecretBox box)
{
    /// <summary>Overlays that a workspace may have.</summary>
    public const int Most = 200;

    private const string Purpose = "overlay-token";

    private const string Columns =
        "overlay_id, workspace_id, account_id, name, settings, version, token_hash, token_made_at";

    /// <summary>Those of a workspace, by account, oldest first.</summary>
    public Task<List<Overlay>> ListAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"select {Columns} from console.overlays where workspace_id = $1 order by account_id, made_at",
            Read,
            cancellationToken,
            workspaceId
        );

    /// <summary>Null where the workspace has none of this id.</summary>
    public async Task<Overlay?> ReadAsync(Guid workspaceId, Guid overlayId, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                $"select {Columns} from console.overlays where workspace_id = $1 and overlay_id = $2",
                Read,
                cancellationToken,
                workspaceId,
                overlayId
            )
        ).SingleOrDefault();

    /// <summary>The overlay that a token opens; null for one that is unknown or replaced.</summary>
    public async Task<Overlay?> FindAsync(byte[] tokenHash, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                $"select {Columns} from console.overlays where token_hash = $1",
                Read,
                cancellationToken,
                tokenHash
            )
        ).SingleOrDefault();

    /// <summary>The token of an overlay's link; null where the workspace has no such overlay.</summary>
    public async Task<string?> TokenAsync(Guid workspaceId, Guid overlayId, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                "select token_sealed from console.overlays where workspace_id = $1 and overlay_id = $2",
                row => box.Open(Purpose, workspaceId, row.GetFieldValue<byte[]>(0)),
                cancellationToken,
                workspaceId,
                overlayId
            )
        ).SingleOrDefault();

    /// <summary>Null where the workspace has <see cref="Most"/> already.</summary>
    public async Task<Overlay?> AddAsync(
        Guid workspaceId,
        Guid accountId,
        string name,
        OverlaySettings settings,
        DateTimeOffset now,
        Func<Overlay, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        var token = OverlayToken.Make();
        return await ChangeAsync(
            $"""
            insert into console.overlays
                (overlay_id, workspace_id, account_id, name, settings, version, token_hash, token_sealed, token_made_at, made_at)
            select $1, $2, $3, $4, $5::jsonb, 1, $6, $7, $8, $8
            where (select count(*) from console.overlays where workspace_id = $2) < $9
            returning {Columns}
            """,
            entry,
            cancellationToken,
            Guid.CreateVersion7(now),
            workspaceId,
            accountId,
            name,
            Text(settings),
            OverlayToken.HashOf(token),
            box.Seal(Purpose, workspaceId, token),
            now,
            Most
        );
    }

    /// <summary>Null where somebody else has changed it meanwhile, or it is gone.</summary>
    public Task<Overlay?> SetAsync(
        Overlay before,
        string name,
        OverlaySettings settings,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            $"""
            update console.overlays set name = $4, settings = $5::jsonb, version = version + 1
            where workspace_id = $1 and overlay_id = $2 and version = $3 returning {Columns}
            """,
            _ => entry,
            cancellationToken,
            before.WorkspaceId,
            before.OverlayId,
            before.Version,
            name,
            Text(settings)
        );

    /// <summary>Gives an overlay a new token; the old one opens nothing from now on. Null where it is gone.</summary>
    public Task<Overlay?> SetTokenAsync(
        Overlay before,
        DateTimeOffset now,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        var token = OverlayToken.Make();
        return ChangeAsync(
            $"""
            update console.overlays set token_hash = $3, token_sealed = $4, token_made_at = $5
            where workspace_id = $1 and overlay_id = $2 returning {Columns}
            """,
            _ => entry,
            cancellationToken,
            before.WorkspaceId,
            before.OverlayId,
            OverlayToken.HashOf(token),
            box.Seal(Purpose, before.WorkspaceId, token),
            now
        );
    }

    /// <summary>Null where it is gone already.</summary>
    public Task<Overlay?> DeleteAsync(Overlay overlay, AuditEntry entry, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"delete from console.overlays where workspace_id = $1 and overlay_id = $2 returning {Columns}",
            _ => entry,
            cancellationToken,
            overlay.WorkspaceId,
            overlay.OverlayId
        );

    private async Task<Overlay?> ChangeAsync(
        string sql,
        Func<Overlay, AuditEntry> entry,
        CancellationToken cancellationToken,
        params object?[] values
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ReadAsync(sql, Read, cancellationToken, values) is not [var changed])
            return null;
        await connection.AuditAsync(entry(changed), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private static string Text(OverlaySettings settings) => JsonSerializer.Serialize(settings, OverlayItem.Json);

    private static Overlay Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetGuid(1),
            row.GetGuid(2),
            row.GetString(3),
            JsonSerializer.Deserialize<OverlaySettings>(row.GetString(4), OverlayItem.Json)!,
            row.GetInt32(5),
            row.GetFieldValue<byte[]>(6),
            row.Time(7)
        );
}
