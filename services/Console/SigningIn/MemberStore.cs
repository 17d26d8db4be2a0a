using LiveOps.Console.Auditing;
using Npgsql;

namespace LiveOps.Console.SigningIn;

/// <summary>Members in schema <c>console</c>.</summary>
internal sealed class MemberStore(NpgsqlDataSource database)
{
    /// <summary>Characters of a user name.</summary>
    public const int LongestName = 200;

    private const string Select = """
        select u.user_id, u.name, u.password_hash, u.security_stamp, u.must_change_password,
               m.workspace_id, w.name, m.role, f.confirmed_at is not null, w.require_second_factor
        from console.users u
        join console.memberships m using (user_id)
        join console.workspaces w using (workspace_id)
        left join console.second_factors f using (user_id)
        """;

    /// <summary>The member by the name typed, in the workspace used last, else the first joined; null where there is none.</summary>
    public Task<Member?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        ReadAsync(
            $"{Select} where lower(u.name) = lower($1) order by m.last_used_at desc nulls last, m.created_at limit 1",
            cancellationToken,
            name
        );

    /// <summary>The user by the name typed, also one who is in no workspace; null where there is none.</summary>
    public async Task<Member?> FindUserAsync(string name, CancellationToken cancellationToken) =>
        (
            await database.ReadAsync(
                """
                select u.user_id, u.name, u.password_hash, u.security_stamp, u.must_change_password,
                       f.confirmed_at is not null
                from console.users u left join console.second_factors f using (user_id)
                where lower(u.name) = lower($1)
                """,
                row => new Member
                {
                    UserId = row.GetGuid(0),
                    Name = row.GetString(1),
                    PasswordHash = row.GetString(2),
                    SecurityStamp = row.GetString(3),
                    MustChangePassword = row.GetBoolean(4),
                    HasSecondFactor = row.GetBoolean(5),
                    WorkspaceId = Guid.Empty,
                    WorkspaceName = "",
                    Role = "",
                },
                cancellationToken,
                name
            )
        ).SingleOrDefault();

    /// <summary>The member by id within a workspace; null where there is none.</summary>
    public Task<Member?> FindAsync(Guid userId, Guid workspaceId, CancellationToken cancellationToken) =>
        ReadAsync($"{Select} where u.user_id = $1 and m.workspace_id = $2", cancellationToken, userId, workspaceId);

    /// <summary>Sets a new password, ends all tokens of the old one and writes the audit row, together.</summary>
    /// <returns>False when the password was changed by somebody else meanwhile.</returns>
    public async Task<bool> ChangePasswordAsync(
        Member member,
        string newHash,
        string newStamp,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.ExecuteAsync(
            """
            update console.users
            set password_hash = $3, security_stamp = $4, must_change_password = false, password_changed_at = $5
            where user_id = $1 and security_stamp = $2
            """,
            cancellationToken,
            member.UserId,
            member.SecurityStamp,
            newHash,
            newStamp,
            entry.At
        );
        if (changed == 0)
            return false;
        await SessionStore.EndAsync(
            connection,
            member.UserId,
            workspaceId: null,
            SessionEnd.PasswordChanged,
            entry.Actor,
            entry.At,
            cancellationToken
        );
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Stamps of the users whose password changed since <paramref name="since"/>.</summary>
    public async Task<Dictionary<Guid, string>> ReadStampsAsync(
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select user_id, security_stamp from console.users where password_changed_at >= $1"
        );
        command.Parameters.Add(new() { Value = since });
        var stamps = new Dictionary<Guid, string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stamps[reader.GetGuid(0)] = reader.GetString(1);
        return stamps;
    }

    /// <summary>Makes the workspace and its admin where they are absent. An admin that exists keeps his password.</summary>
    /// <returns>True when the admin was made now.</returns>
    public async Task<bool> SeedAsync(Member admin, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(
            Command(
                "insert into console.workspaces (workspace_id, name) values ($1, $2) on conflict do nothing",
                admin.WorkspaceId,
                admin.WorkspaceName
            )
        );
        batch.BatchCommands.Add(
            Command(
                """
                insert into console.users (user_id, name, password_hash, security_stamp, must_change_password)
                values ($1, $2, $3, $4, true) on conflict do nothing
                """,
                admin.UserId,
                admin.Name,
                admin.PasswordHash,
                admin.SecurityStamp
            )
        );
        batch.BatchCommands.Add(
            Command(
                """
                insert into console.memberships (workspace_id, user_id, role)
                select $1, user_id, $3 from console.users where lower(name) = lower($2) on conflict do nothing
                """,
                admin.WorkspaceId,
                admin.Name,
                admin.Role
            )
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected > 0;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private async Task<Member?> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new Member
        {
            UserId = reader.GetGuid(0),
            Name = reader.GetString(1),
            PasswordHash = reader.GetString(2),
            SecurityStamp = reader.GetString(3),
            MustChangePassword = reader.GetBoolean(4),
            WorkspaceId = reader.GetGuid(5),
            WorkspaceName = reader.GetString(6),
            Role = reader.GetString(7),
            HasSecondFactor = reader.GetBoolean(8),
            WorkspaceWantsSecondFactor = reader.GetBoolean(9),
        };
    }
}
