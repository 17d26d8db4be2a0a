using LiveOps.Console.Auditing;
using Npgsql;

namespace LiveOps.Console.Overlays;

/// <summary>The sounds of workspaces in schema <c>console</c>.</summary>
internal sealed class SoundStore(NpgsqlDataSource database)
{
    /// <summary>Sounds that a workspace may have.</summary>
    public const int Most = 50;

    private const string Columns = "sound_id, name, kind, octet_length(content), added_by, added_at";

    public Task<List<Sound>> ListAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            $"select {Columns} from console.overlay_sounds where workspace_id = $1 order by lower(name)",
            Read,
            cancellationToken,
            workspaceId
        );

    /// <summary>Null where the workspace has none of this id.</summary>
    public async Task<SoundContent?> ReadAsync(Guid workspaceId, Guid soundId, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                "select kind, content from console.overlay_sounds where workspace_id = $1 and sound_id = $2",
                Content,
                cancellationToken,
                workspaceId,
                soundId
            )
        ).SingleOrDefault();

    /// <summary>Null where the workspace has none of this name.</summary>
    public async Task<SoundContent?> FindAsync(Guid workspaceId, string name, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                "select kind, content from console.overlay_sounds where workspace_id = $1 and lower(name) = lower($2)",
                Content,
                cancellationToken,
                workspaceId,
                name
            )
        ).SingleOrDefault();

    /// <summary>Adds a sound, in place of the one that has the name already. Null where there are <see cref="Most"/>.</summary>
    public async Task<Sound?> AddAsync(
        Guid workspaceId,
        string name,
        SoundContent content,
        string by,
        DateTimeOffset now,
        Func<Sound, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // One at a time, so that the count stays true.
        await connection.ExecuteAsync(
            "select pg_advisory_xact_lock(hashtextextended('overlay sounds ' || $1::text, 0))",
            cancellationToken,
            workspaceId
        );
        var added = await connection.ReadAsync(
            $"""
            insert into console.overlay_sounds (sound_id, workspace_id, name, kind, content, added_by, added_at)
            select $1, $2, $3, $4, $5, $6, $7
            where (select count(*) from console.overlay_sounds where workspace_id = $2 and lower(name) <> lower($3)) < $8
            on conflict (workspace_id, lower(name)) do update
            set name = excluded.name, kind = excluded.kind, content = excluded.content, added_by = excluded.added_by,
                added_at = excluded.added_at
            returning {Columns}
            """,
            Read,
            cancellationToken,
            Guid.CreateVersion7(now),
            workspaceId,
            name,
            content.Kind,
            content.Content,
            by,
            now,
            Most
        );
        if (added is not [var one])
            return null;
        await connection.AuditAsync(entry(one), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return one;
    }

    /// <summary>False where it is gone already.</summary>
    public async Task<bool> DeleteAsync(
        Guid workspaceId,
        Guid soundId,
        Func<Sound, AuditEntry> entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var deleted = await connection.ReadAsync(
            $"delete from console.overlay_sounds where workspace_id = $1 and sound_id = $2 returning {Columns}",
            Read,
            cancellationToken,
            workspaceId,
            soundId
        );
        if (deleted is not [var one])
            return false;
        await connection.AuditAsync(entry(one), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static SoundContent Content(NpgsqlDataReader row) => new(row.GetString(0), row.GetFieldValue<byte[]>(1));

    private static Sound Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.Time(5));
}
