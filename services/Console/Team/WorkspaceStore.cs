using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Console.Team;

/// <param name="WorkspaceId">Names it.</param>
/// <param name="Name">As its admins call it.</param>
/// <param name="Role">The caller's role in it.</param>
/// <param name="RequireSecondFactor">Asks its admins and managers for a second factor.</param>
/// <param name="TimeZone">IANA name of the zone at whose midnight its days begin.</param>
internal sealed record Workspace(Guid WorkspaceId, string Name, string Role, bool RequireSecondFactor, string TimeZone);

/// <summary>Workspaces in schema <c>console</c>.</summary>
internal sealed class WorkspaceStore(NpgsqlDataSource database, SessionWatch sessions, TimeProvider clock)
{
    /// <summary>Workspaces that one user may make.</summary>
    public const int MostPerUser = 50;

    /// <summary>Those that the user belongs to.</summary>
    public Task<List<Workspace>> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            """
            select w.workspace_id, w.name, m.role, w.require_second_factor, w.time_zone
            from console.memberships m join console.workspaces w using (workspace_id)
            where m.user_id = $1 order by lower(w.name), w.workspace_id
            """,
            row => new Workspace(
                row.GetGuid(0),
                row.GetString(1),
                row.GetString(2),
                row.GetBoolean(3),
                row.GetString(4)
            ),
            cancellationToken,
            userId
        );

    /// <summary>Makes one, with the caller as its admin. Null when the caller has too many.</summary>
    public async Task<Workspace?> AddAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        var made = new Workspace(Guid.CreateVersion7(), name, Roles.Admin, false, "UTC");
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = await connection.ExecuteAsync(
            """
            insert into console.workspaces (workspace_id, name, created_at) select $1, $2, $3
            where (select count(*) from console.memberships where user_id = $4 and role = 'Admin') < $5
                and exists (select from console.users where user_id = $4)
            """,
            cancellationToken,
            made.WorkspaceId,
            name,
            now,
            actor.UserId,
            MostPerUser
        );
        if (added == 0)
            return null;
        await connection.ExecuteAsync(
            "insert into console.memberships (workspace_id, user_id, role, created_at) values ($1, $2, $3, $4)",
            cancellationToken,
            made.WorkspaceId,
            actor.UserId,
            made.Role,
            now
        );
        var there = actor with { WorkspaceId = made.WorkspaceId };
        await connection.AuditAsync(
            there.Did("workspace made", now, ("workspace", made.WorkspaceId.ToString(), name), after: new { name }),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return made;
    }

    /// <summary>
    /// Renames it, sets its time zone and says whether a second factor is asked for. When it is from now on, the sessions of admins and
    /// managers without one end.
    /// </summary>
    /// <returns>False when the caller has none himself and asks others for it; null where there is no such workspace.</returns>
    public async Task<bool?> ChangeAsync(
        Actor actor,
        string? name,
        bool? requireSecondFactor,
        string? timeZone,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadAsync(
            """
            select name, require_second_factor, time_zone,
                   exists (select from console.second_factors where user_id = $2 and confirmed_at is not null)
            from console.workspaces where workspace_id = $1 for no key update
            """,
            row =>
                (
                    Name: row.GetString(0),
                    Require: row.GetBoolean(1),
                    TimeZone: row.GetString(2),
                    HasOne: row.GetBoolean(3)
                ),
            cancellationToken,
            actor.WorkspaceId,
            actor.UserId
        );
        if (found is not [var before])
            return null;
        var after = (
            Name: name ?? before.Name,
            Require: requireSecondFactor ?? before.Require,
            TimeZone: timeZone ?? before.TimeZone
        );
        if (after.Require && !before.Require && !before.HasOne)
            return false;
        if (after == (before.Name, before.Require, before.TimeZone))
            return true;
        await connection.ExecuteAsync(
            "update console.workspaces set name = $2, require_second_factor = $3, time_zone = $4 where workspace_id = $1",
            cancellationToken,
            actor.WorkspaceId,
            after.Name,
            after.Require,
            after.TimeZone
        );
        await connection.AuditAsync(
            actor.Did(
                "workspace changed",
                now,
                ("workspace", actor.WorkspaceId.ToString(), after.Name),
                new
                {
                    before.Name,
                    requireSecondFactor = before.Require,
                    before.TimeZone,
                },
                new
                {
                    after.Name,
                    requireSecondFactor = after.Require,
                    after.TimeZone,
                }
            ),
            cancellationToken
        );
        var ended =
            after.Require && !before.Require ? await EndWithoutAsync(connection, actor, now, cancellationToken) : [];
        await transaction.CommitAsync(cancellationToken);
        sessions.End(ended);
        return true;
    }

    private static Task<List<EndedSession>> EndWithoutAsync(
        NpgsqlConnection connection,
        Actor actor,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        connection.ReadAsync(
            """
            update console.sessions s set ended_at = $2, ended_by = $3, ended_why = $4
            from console.memberships m
            where s.workspace_id = $1 and m.workspace_id = $1 and m.user_id = s.user_id and m.role in ('Admin', 'Manager')
              and s.ended_at is null and s.expires_at > $2 and not exists (
                select from console.second_factors f where f.user_id = s.user_id and f.confirmed_at is not null
              )
            returning s.session_id
            """,
            row => new EndedSession(row.GetGuid(0), SessionEnd.SecondFactorRequired),
            cancellationToken,
            actor.WorkspaceId,
            now,
            actor.Name,
            nameof(SessionEnd.SecondFactorRequired)
        );
}
