using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Auditing;
using Npgsql;

namespace LiveOps.Console.Team;

/// <summary>How joining ended.</summary>
internal enum Joining
{
    Done,

    /// <summary>Somebody else was faster, or it was revoked meanwhile.</summary>
    InvitationIsOver,
    NameIsTaken,
    IsMemberAlready,
}

/// <summary>Spends an invitation and makes the membership, and the user where it is a new one: all or nothing.</summary>
internal sealed class JoiningStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>A new user joins.</summary>
    public Task<Joining> JoinAsync(OpenInvitation invitation, Member guest, Origin from, CancellationToken ct) =>
        JoinAsync(
            invitation,
            guest.UserId,
            guest.Name,
            from,
            async connection =>
                await connection.ExecuteAsync(
                    """
                    insert into console.users (user_id, name, password_hash, security_stamp)
                    values ($1, $2, $3, $4) on conflict do nothing
                    """,
                    ct,
                    guest.UserId,
                    guest.Name,
                    guest.PasswordHash,
                    guest.SecurityStamp
                ) > 0,
            ct
        );

    /// <summary>A user who is there already joins.</summary>
    public Task<Joining> JoinAsync(
        OpenInvitation invitation,
        Guid userId,
        string name,
        Origin from,
        CancellationToken ct
    ) => JoinAsync(invitation, userId, name, from, _ => Task.FromResult(true), ct);

    private async Task<Joining> JoinAsync(
        OpenInvitation invitation,
        Guid userId,
        string name,
        Origin from,
        Func<NpgsqlConnection, Task<bool>> user,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await user(connection))
            return Joining.NameIsTaken;
        // The row's lock decides between two who come at once.
        var spent = await connection.ExecuteAsync(
            """
            update console.invitations set used_at = $2, used_by = $3
            where invitation_id = $1 and used_at is null and revoked_at is null and expires_at > $2
            """,
            cancellationToken,
            invitation.InvitationId,
            now,
            userId
        );
        if (spent == 0)
            return Joining.InvitationIsOver;
        var joined = await connection.ExecuteAsync(
            """
            insert into console.memberships (workspace_id, user_id, role, created_at) values ($1, $2, $3, $4)
            on conflict do nothing
            """,
            cancellationToken,
            invitation.WorkspaceId,
            userId,
            invitation.Role,
            now
        );
        if (joined == 0)
            return Joining.IsMemberAlready;
        var actor = new Actor(userId, name, invitation.Role, invitation.WorkspaceId, from);
        await connection.AuditAsync(
            actor.Did(
                "member joined",
                now,
                ("member", userId.ToString(), name),
                after: new { invitation.Role, InvitedBy = invitation.MadeBy }
            ),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return Joining.Done;
    }
}
