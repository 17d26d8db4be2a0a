using LiveOps.Console.Auditing;
using LiveOps.Hosting.Auditing;
using Npgsql;

namespace LiveOps.Console.SigningIn;

/// <summary>One sign-in, as members see it.</summary>
/// <param name="SessionId">Names it.</param>
/// <param name="UserId">Whose.</param>
/// <param name="WorkspaceId">The workspace it acts for.</param>
/// <param name="WorkspaceName">That workspace's name.</param>
/// <param name="MadeAt">When the member signed in.</param>
/// <param name="LastSeenAt">The last request, to within a minute.</param>
/// <param name="ExpiresAt">Its end, whatever happens.</param>
/// <param name="Address">From where the member signed in.</param>
/// <param name="Browser">With what, in words.</param>
internal sealed record MemberSession(
    Guid SessionId,
    Guid UserId,
    Guid WorkspaceId,
    string WorkspaceName,
    DateTimeOffset MadeAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt,
    string Address,
    string Browser
);

/// <summary>Sign-ins in schema <c>console</c>.</summary>
internal sealed class SessionStore(NpgsqlDataSource database)
{
    /// <summary>How long a session that is over stays on the books.</summary>
    private static readonly TimeSpan _memory = TimeSpan.FromDays(90);

    /// <summary>
    /// Writes a sign-in down, if the member still has the role that its token will carry; the session that it replaces
    /// ends with it.
    /// </summary>
    /// <returns>False when the role or the membership changed meanwhile.</returns>
    public async Task<bool> AddAsync(
        Guid sessionId,
        Member member,
        Origin from,
        (DateTimeOffset From, DateTimeOffset To) life,
        Guid? replaces,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The update waits for whoever is changing the role: that one ends the sessions that it finds.
        var added = await connection.ExecuteAsync(
            """
            with used as (
                update console.memberships set last_used_at = $5
                where user_id = $2 and workspace_id = $3 and role = $4
                returning user_id
            )
            insert into console.sessions
                (session_id, user_id, workspace_id, made_at, last_seen_at, expires_at, address, browser)
            select $1, $2, $3, $5, $5, $6, $7, $8 from used
            """,
            cancellationToken,
            sessionId,
            member.UserId,
            member.WorkspaceId,
            member.Role,
            life.From,
            life.To,
            from.Address,
            from.Browser
        );
        if (added == 0)
            return false;
        if (replaces is { } old)
            await connection.ExecuteAsync(
                """
                update console.sessions set ended_at = $2, ended_by = $3, ended_why = $4
                where session_id = $1 and ended_at is null
                """,
                cancellationToken,
                old,
                life.From,
                member.Name,
                nameof(SessionEnd.SignedOut)
            );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Sessions that are neither ended nor expired, the last used first.</summary>
    public Task<List<MemberSession>> ReadAsync(
        Guid userId,
        Guid? workspaceId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            """
            select s.session_id, s.user_id, s.workspace_id, w.name, s.made_at, s.last_seen_at, s.expires_at, s.address,
                   s.browser
            from console.sessions s join console.workspaces w using (workspace_id)
            where s.user_id = $1 and s.ended_at is null and s.expires_at > $2
              and ($3::uuid is null or s.workspace_id = $3)
            order by s.last_seen_at desc, s.session_id
            """,
            row => new MemberSession(
                row.GetGuid(0),
                row.GetGuid(1),
                row.GetGuid(2),
                row.GetString(3),
                row.Time(4),
                row.Time(5),
                row.Time(6),
                row.GetString(7),
                row.GetString(8)
            ),
            cancellationToken,
            userId,
            now,
            workspaceId
        );

    /// <summary>Ends sessions and writes it to the audit log, together.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="workspaceId">Only those of this workspace; null for all.</param>
    /// <param name="only">Only this one; null for all.</param>
    /// <param name="except">All but this one.</param>
    /// <param name="why">What those who used them are told.</param>
    /// <param name="entry">What is written when any was ended.</param>
    /// <param name="cancellationToken">Gives up; nothing is ended then.</param>
    /// <returns>The sessions that were ended now.</returns>
    public async Task<List<EndedSession>> EndAsync(
        Guid userId,
        Guid? workspaceId,
        Guid? only,
        Guid? except,
        SessionEnd why,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = await connection.ReadAsync(
            """
            update console.sessions set ended_at = $5, ended_by = $6, ended_why = $7
            where user_id = $1 and ($2::uuid is null or workspace_id = $2) and ($3::uuid is null or session_id = $3)
              and ($4::uuid is null or session_id <> $4) and ended_at is null and expires_at > $5
            returning session_id
            """,
            row => new EndedSession(row.GetGuid(0), why),
            cancellationToken,
            userId,
            workspaceId,
            only,
            except,
            entry.At,
            entry.Actor,
            why.ToString()
        );
        if (ended.Count == 0)
            return ended;
        await connection.AuditAsync(entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <summary>A member signs out.</summary>
    public async Task LeaveAsync(Guid sessionId, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            update console.sessions set ended_at = $2, ended_by = $3, ended_why = $4
            where session_id = $1 and ended_at is null
            """,
            cancellationToken,
            sessionId,
            now,
            by,
            nameof(SessionEnd.SignedOut)
        );
    }

    /// <summary>Ends the sessions of a member in a workspace within a transaction of the caller's.</summary>
    public static Task<List<EndedSession>> EndAsync(
        NpgsqlConnection connection,
        Guid userId,
        Guid? workspaceId,
        SessionEnd why,
        string by,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        connection.ReadAsync(
            """
            update console.sessions set ended_at = $3, ended_by = $4, ended_why = $5
            where user_id = $1 and ($2::uuid is null or workspace_id = $2) and ended_at is null and expires_at > $3
            returning session_id
            """,
            row => new EndedSession(row.GetGuid(0), why),
            cancellationToken,
            userId,
            workspaceId,
            now,
            by,
            why.ToString()
        );

    /// <summary>Ended sessions whose token would still be valid, and until when.</summary>
    public Task<List<(EndedSession Session, DateTimeOffset ExpiresAt)>> ReadEndedAsync(
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            """
            select session_id, expires_at, ended_why from console.sessions
            where ended_at is not null and expires_at > $1
            """,
            row => (new EndedSession(row.GetGuid(0), WhyOf(row.Text(2))), row.Time(1)),
            cancellationToken,
            now
        );

    /// <summary>Notes when sessions were last seen, and forgets those that are long over.</summary>
    public async Task SeenAsync(
        IReadOnlyDictionary<Guid, DateTimeOffset> seen,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (seen.Count > 0)
            await connection.ExecuteAsync(
                """
                update console.sessions s set last_seen_at = greatest(s.last_seen_at, seen.at)
                from unnest($1::uuid[], $2::timestamptz[]) as seen (session_id, at)
                where s.session_id = seen.session_id
                """,
                cancellationToken,
                seen.Keys.ToArray(),
                seen.Values.ToArray()
            );
        await connection.ExecuteAsync(
            "delete from console.sessions where expires_at < $1",
            cancellationToken,
            now - _memory
        );
        await connection.ExecuteAsync(
            "delete from console.sign_in_tickets where expires_at < $1",
            cancellationToken,
            now
        );
    }

    // Empty where an older version wrote none, unknown where a newer one did.
    private static SessionEnd WhyOf(string? name) =>
        Enum.TryParse<SessionEnd>(name, out var why) ? why : SessionEnd.SignedOut;
}
