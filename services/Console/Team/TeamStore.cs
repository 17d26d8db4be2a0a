using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Console.Team;

/// <param name="UserId">Names the person.</param>
/// <param name="Name">As signed in with.</param>
/// <param name="Role">In this workspace.</param>
/// <param name="JoinedAt">Since when a member.</param>
/// <param name="LastSeenAt">Last seen in this workspace, to within a minute; null when never.</param>
/// <param name="HasSecondFactor">Sign-in asks for a code.</param>
/// <param name="MustChangePassword">The password is a one-time one still.</param>
internal sealed record TeamMember(
    Guid UserId,
    string Name,
    string Role,
    DateTimeOffset JoinedAt,
    DateTimeOffset? LastSeenAt,
    bool HasSecondFactor,
    bool MustChangePassword
);

/// <summary>Who belongs to a workspace. Every change is written together with its audit row.</summary>
internal sealed class TeamStore(NpgsqlDataSource database, SessionWatch sessions, TimeProvider clock)
{
    public Task<List<TeamMember>> ReadAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            """
            select u.user_id, u.name, m.role, m.created_at, (
                    select max(s.last_seen_at) from console.sessions s
                    where s.user_id = u.user_id and s.workspace_id = m.workspace_id
                ), f.confirmed_at is not null, u.must_change_password
            from console.memberships m
            join console.users u using (user_id)
            left join console.second_factors f using (user_id)
            where m.workspace_id = $1
            order by lower(u.name)
            """,
            row => new TeamMember(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.Time(3),
                row.TimeOrNull(4),
                row.GetBoolean(5),
                row.GetBoolean(6)
            ),
            cancellationToken,
            workspaceId
        );

    /// <summary>Gives a member another role. The sessions in this workspace end: their tokens carry the old one.</summary>
    public Task<MemberChange> ChangeRoleAsync(
        Actor actor,
        Guid userId,
        string role,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            actor,
            userId,
            async (connection, member, now) =>
            {
                if (member.Role == role)
                    return [];
                await connection.ExecuteAsync(
                    "update console.memberships set role = $3 where workspace_id = $1 and user_id = $2",
                    cancellationToken,
                    actor.WorkspaceId,
                    userId,
                    role
                );
                return await LoseRightsAsync(
                    connection,
                    actor,
                    userId,
                    SessionEnd.RoleChanged,
                    actor.Did("role changed", now, Thing(member), new { member.Role }, new { Role = role }),
                    cancellationToken
                );
            },
            member => member.Role == Roles.Admin && role != Roles.Admin,
            cancellationToken
        );

    /// <summary>Takes a member out of the workspace. The user and what it did stay on the books.</summary>
    public Task<MemberChange> RemoveAsync(Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            userId,
            async (connection, member, now) =>
            {
                await connection.ExecuteAsync(
                    "delete from console.memberships where workspace_id = $1 and user_id = $2",
                    cancellationToken,
                    actor.WorkspaceId,
                    userId
                );
                return await LoseRightsAsync(
                    connection,
                    actor,
                    userId,
                    SessionEnd.Removed,
                    actor.Did("member removed", now, Thing(member), new { member.Role }),
                    cancellationToken
                );
            },
            member => member.Role == Roles.Admin,
            cancellationToken
        );

    /// <summary>Sets a one-time password. All sessions of the user end, in every workspace.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="hash">Of the new password.</param>
    /// <param name="stamp">The new security stamp.</param>
    /// <param name="cancellationToken">Gives up; nothing is changed then.</param>
    public Task<MemberChange> ResetPasswordAsync(
        Actor actor,
        Guid userId,
        string hash,
        string stamp,
        CancellationToken cancellationToken
    ) =>
        ChangeOwnOnlyAsync(
            actor,
            userId,
            async (connection, member, now) =>
            {
                await connection.ExecuteAsync(
                    """
                    update console.users set password_hash = $2, security_stamp = $3, must_change_password = true,
                        password_changed_at = $4
                    where user_id = $1
                    """,
                    cancellationToken,
                    userId,
                    hash,
                    stamp,
                    now
                );
                await connection.AuditAsync(actor.Did("password reset", now, Thing(member)), cancellationToken);
                return await SessionStore.EndAsync(
                    connection,
                    userId,
                    null,
                    SessionEnd.PasswordReset,
                    actor.Name,
                    now,
                    cancellationToken
                );
            },
            cancellationToken
        );

    /// <summary>Takes the second factor off a member who has lost phone and recovery codes.</summary>
    public Task<MemberChange> TakeSecondFactorOffAsync(Actor actor, Guid userId, CancellationToken cancellationToken) =>
        ChangeOwnOnlyAsync(
            actor,
            userId,
            async (connection, member, now) =>
            {
                if (await SecondFactorStore.RemoveAsync(connection, userId, cancellationToken))
                    await connection.AuditAsync(
                        actor.Did("second factor taken off", now, Thing(member)),
                        cancellationToken
                    );
                return [];
            },
            cancellationToken
        );

    private Task<MemberChange> ChangeOwnOnlyAsync(
        Actor actor,
        Guid userId,
        Func<
            NpgsqlConnection,
            (Guid UserId, string Name, string Role),
            DateTimeOffset,
            Task<List<EndedSession>>
        > change,
        CancellationToken cancellationToken
    ) => ChangeAsync(actor, userId, change, _ => false, cancellationToken, ownOnly: true);

    /// <summary>Changes one member while nobody else changes members of the workspace.</summary>
    private async Task<MemberChange> ChangeAsync(
        Actor actor,
        Guid userId,
        Func<
            NpgsqlConnection,
            (Guid UserId, string Name, string Role),
            DateTimeOffset,
            Task<List<EndedSession>>
        > change,
        Func<(Guid UserId, string Name, string Role), bool> takesAnAdminAway,
        CancellationToken cancellationToken,
        bool ownOnly = false
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two admins who demote each other at once: the second finds itself the last.
        await connection.ExecuteAsync(
            "select from console.workspaces where workspace_id = $1 for no key update",
            cancellationToken,
            actor.WorkspaceId
        );
        var found = await connection.ReadAsync(
            """
            select u.user_id, u.name, m.role from console.memberships m join console.users u using (user_id)
            where m.workspace_id = $1 and m.user_id = $2
            for update of m
            """,
            row => (UserId: row.GetGuid(0), Name: row.GetString(1), Role: row.GetString(2)),
            cancellationToken,
            actor.WorkspaceId,
            userId
        );
        if (found is not [var member])
            return MemberChange.NoSuchMember;
        if (takesAnAdminAway(member) && await CountAdminsAsync(connection, actor.WorkspaceId, cancellationToken) < 2)
            return MemberChange.LastAdmin;
        if (ownOnly && await IsElsewhereAsync(connection, actor, userId, cancellationToken))
            return MemberChange.NotOnlyHere;
        var ended = await change(connection, member, clock.GetUtcNow());
        await transaction.CommitAsync(cancellationToken);
        sessions.End(ended);
        return MemberChange.Done;
    }

    /// <summary>Sessions end, and so do the invitations that the member could not make any more.</summary>
    private static async Task<List<EndedSession>> LoseRightsAsync(
        NpgsqlConnection connection,
        Actor actor,
        Guid userId,
        SessionEnd why,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await connection.ExecuteAsync(
            """
            update console.invitations set revoked_at = $3
            where workspace_id = $1 and made_by = $2 and used_at is null and revoked_at is null
            """,
            cancellationToken,
            actor.WorkspaceId,
            userId,
            entry.At
        );
        await connection.AuditAsync(entry, cancellationToken);
        return await SessionStore.EndAsync(
            connection,
            userId,
            actor.WorkspaceId,
            why,
            actor.Name,
            entry.At,
            cancellationToken
        );
    }

    private static async Task<int> CountAdminsAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.ReadAsync(
                "select count(*)::int from console.memberships where workspace_id = $1 and role = 'Admin'",
                row => row.GetInt32(0),
                cancellationToken,
                workspaceId
            )
        )[0];

    private static async Task<bool> IsElsewhereAsync(
        NpgsqlConnection connection,
        Actor actor,
        Guid userId,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.ReadAsync(
                """
                select exists (
                    select from console.memberships m
                    where m.user_id = $1 and not exists (
                        select from console.memberships a
                        where a.workspace_id = m.workspace_id and a.user_id = $2 and a.role = 'Admin'
                    )
                )
                """,
                row => row.GetBoolean(0),
                cancellationToken,
                userId,
                actor.UserId
            )
        )[0];

    private static (string Kind, string Id, string Name) Thing((Guid UserId, string Name, string Role) member) =>
        ("member", member.UserId.ToString(), member.Name);
}
