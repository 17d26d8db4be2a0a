using LiveOps.Console.Auditing;
using Npgsql;

namespace LiveOps.Console.Team;

/// <param name="InvitationId">Names it; not the code.</param>
/// <param name="Role">What the guest will be.</param>
/// <param name="Note">For whom, as its maker wrote.</param>
/// <param name="MadeBy">The maker's name.</param>
/// <param name="MadeAt">When.</param>
/// <param name="ExpiresAt">Until when it can be used.</param>
/// <param name="UsedAt">When it was; null while it was not.</param>
/// <param name="UsedBy">Who joined with it.</param>
/// <param name="RevokedAt">When somebody took it back.</param>
internal sealed record Invitation(
    Guid InvitationId,
    string Role,
    string? Note,
    string MadeBy,
    DateTimeOffset MadeAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt,
    string? UsedBy,
    DateTimeOffset? RevokedAt
);

/// <summary>An invitation that can be used now.</summary>
internal sealed record OpenInvitation(
    Guid InvitationId,
    Guid WorkspaceId,
    string WorkspaceName,
    string Role,
    string MadeBy,
    DateTimeOffset ExpiresAt
);

/// <summary>Invitations in schema <c>console</c>, by the hash of their code.</summary>
internal sealed class InvitationStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Invitations of a workspace that may be open at once.</summary>
    public const int Open = 100;

    /// <summary>How long one that is over stays on the list.</summary>
    private static readonly TimeSpan _memory = TimeSpan.FromDays(30);

    /// <summary>Open ones, and those of the last 30 days; the newest first.</summary>
    public Task<List<Invitation>> ReadAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            """
            select i.invitation_id, i.role, i.note, maker.name, i.made_at, i.expires_at, i.used_at, guest.name, i.revoked_at
            from console.invitations i
            join console.users maker on maker.user_id = i.made_by
            left join console.users guest on guest.user_id = i.used_by
            where i.workspace_id = $1 and i.made_at > $2
            order by i.made_at desc, i.invitation_id
            """,
            row => new Invitation(
                row.GetGuid(0),
                row.GetString(1),
                row.Text(2),
                row.GetString(3),
                row.Time(4),
                row.Time(5),
                row.TimeOrNull(6),
                row.Text(7),
                row.TimeOrNull(8)
            ),
            cancellationToken,
            workspaceId,
            clock.GetUtcNow() - _memory
        );

    /// <summary>Writes one down. False when the workspace has too many open ones.</summary>
    public async Task<bool> AddAsync(
        Actor actor,
        Invitation invitation,
        byte[] codeHash,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = await connection.ExecuteAsync(
            """
            insert into console.invitations
                (invitation_id, workspace_id, code_hash, role, note, made_by, made_at, expires_at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where (
                select count(*) from console.invitations
                where workspace_id = $2 and used_at is null and revoked_at is null and expires_at > $7
            ) < $9 and exists (select from console.users where user_id = $6)
            """,
            cancellationToken,
            invitation.InvitationId,
            actor.WorkspaceId,
            codeHash,
            invitation.Role,
            invitation.Note,
            actor.UserId,
            invitation.MadeAt,
            invitation.ExpiresAt,
            Open
        );
        if (added == 0)
            return false;
        await connection.AuditAsync(
            actor.Did(
                "invitation made",
                invitation.MadeAt,
                ("invitation", invitation.InvitationId.ToString(), invitation.Note ?? invitation.Role),
                after: new
                {
                    invitation.Role,
                    invitation.Note,
                    invitation.ExpiresAt,
                }
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Takes an open one back. False when there is none, or it is for a role that the caller may not invite.</summary>
    public async Task<bool> RevokeAsync(
        Actor actor,
        Guid id,
        IReadOnlyList<string> roles,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var revoked = await connection.ReadAsync(
            """
            update console.invitations set revoked_at = $3
            where invitation_id = $1 and workspace_id = $2 and role = any($4)
              and used_at is null and revoked_at is null and expires_at > $3
            returning role, note
            """,
            row => (Role: row.GetString(0), Note: row.Text(1)),
            cancellationToken,
            id,
            actor.WorkspaceId,
            now,
            roles.ToArray()
        );
        if (revoked is not [var one])
            return false;
        await connection.AuditAsync(
            actor.Did(
                "invitation revoked",
                now,
                ("invitation", id.ToString(), one.Note ?? one.Role),
                before: new { one.Role, one.Note }
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>What a code is good for; null when it is used, revoked, too old or none at all.</summary>
    public async Task<OpenInvitation?> FindAsync(byte[] codeHash, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                """
                select i.invitation_id, i.workspace_id, w.name, i.role, u.name, i.expires_at
                from console.invitations i
                join console.workspaces w using (workspace_id)
                join console.users u on u.user_id = i.made_by
                where i.code_hash = $1 and i.used_at is null and i.revoked_at is null and i.expires_at > $2
                """,
                row => new OpenInvitation(
                    row.GetGuid(0),
                    row.GetGuid(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetString(4),
                    row.Time(5)
                ),
                cancellationToken,
                codeHash,
                clock.GetUtcNow()
            )
        ).SingleOrDefault();
}
