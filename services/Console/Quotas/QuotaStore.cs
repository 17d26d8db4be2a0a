using LiveOps.Console.Auditing;
using Npgsql;

namespace LiveOps.Console.Quotas;

/// <summary>One quota of one member.</summary>
/// <param name="Name">Which.</param>
/// <param name="Span">Minute, or Day of the workspace.</param>
/// <param name="Most">The member's limit; null where there is none.</param>
/// <param name="Used">Used today; null for what is counted by the minute.</param>
/// <param name="StartsAnewAt">When the next day begins; null for what is counted by the minute.</param>
/// <param name="LeastLimit">Lowest limit that may be set.</param>
/// <param name="MostLimit">Highest limit that may be set.</param>
internal sealed record MemberQuota(
    string Name,
    QuotaSpan Span,
    int? Most,
    int? Used,
    DateTimeOffset? StartsAnewAt,
    int LeastLimit,
    int MostLimit
);

/// <summary>How counting one ended.</summary>
/// <param name="Taken">False: the quota is used up, and nothing was counted.</param>
/// <param name="Most">The limit; null where there is none.</param>
/// <param name="Day">The day it counts for.</param>
internal sealed record QuotaCount(bool Taken, int? Most, QuotaDay Day);

/// <summary>Limits and what was used of them, in schema <c>console</c>. Exact however many processes count at once.</summary>
internal sealed class QuotaStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Days of use that are kept.</summary>
    private const int KeptDays = 35;

    /// <summary>Counts one, unless the member's quota of the day is used up.</summary>
    public async Task<QuotaCount> CountAsync(
        Guid workspaceId,
        Guid userId,
        Quota quota,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.ReadAsync(
            """
            select w.time_zone, q.most from console.workspaces w
            left join console.quotas q on q.workspace_id = w.workspace_id and q.user_id = $2 and q.quota = $3
            where w.workspace_id = $1
            """,
            row => (Zone: row.GetString(0), Most: row.IsDBNull(1) ? (int?)null : row.GetInt32(1)),
            cancellationToken,
            workspaceId,
            userId,
            quota.Name
        );
        var (zone, most) = found is [var one] ? one : ("UTC", null);
        var day = QuotaDay.Of(clock.GetUtcNow(), zone);
        // One statement decides and counts: of all that ask at once, the limit's number get through.
        var counted = await connection.ReadAsync(
            """
            insert into console.quota_use as known (workspace_id, user_id, quota, day, used)
            select $1, $2, $3, $4, 1 where $5 > 0
            on conflict (workspace_id, user_id, quota, day) do update set used = known.used + 1 where known.used < $5
            returning used
            """,
            row => row.GetInt32(0),
            cancellationToken,
            workspaceId,
            userId,
            quota.Name,
            day.Date,
            most ?? int.MaxValue
        );
        return new QuotaCount(counted.Count > 0, most, day);
    }

    /// <summary>Takes one back that came to nothing.</summary>
    public async Task GiveBackAsync(
        Guid workspaceId,
        Guid userId,
        Quota quota,
        QuotaDay day,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            """
            update console.quota_use set used = used - 1
            where workspace_id = $1 and user_id = $2 and quota = $3 and day = $4 and used > 0
            """,
            cancellationToken,
            workspaceId,
            userId,
            quota.Name,
            day.Date
        );
    }

    /// <summary>All quotas of one member, with what was used today.</summary>
    public async Task<List<MemberQuota>> ReadAsync(Guid workspaceId, Guid userId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var zone = await connection.ReadAsync(
            "select time_zone from console.workspaces where workspace_id = $1",
            row => row.GetString(0),
            cancellationToken,
            workspaceId
        );
        var day = QuotaDay.Of(clock.GetUtcNow(), zone is [var name] ? name : "UTC");
        var limits = await LimitsAsync(connection, workspaceId, userId, cancellationToken);
        var used = (
            await connection.ReadAsync(
                "select quota, used from console.quota_use where workspace_id = $1 and user_id = $2 and day = $3",
                row => (Quota: row.GetString(0), Used: row.GetInt32(1)),
                cancellationToken,
                workspaceId,
                userId,
                day.Date
            )
        ).ToDictionary(one => one.Quota, one => one.Used, StringComparer.Ordinal);
        return
        [
            .. QuotaTable.All.Select(quota =>
            {
                var most = limits.TryGetValue(quota.Name, out var limit) ? limit : (int?)null;
                return quota.Span == QuotaSpan.Day
                    ? new MemberQuota(
                        quota.Name,
                        quota.Span,
                        most,
                        used.GetValueOrDefault(quota.Name),
                        day.EndsAt,
                        quota.Least,
                        quota.Most
                    )
                    : new MemberQuota(quota.Name, quota.Span, most, null, null, quota.Least, quota.Most);
            }),
        ];
    }

    /// <summary>Sets all limits of a member anew, with the audit row; those that are not named end.</summary>
    /// <returns>False when the workspace has no such member.</returns>
    public async Task<bool> SetAsync(
        Actor actor,
        Guid userId,
        IReadOnlyDictionary<string, int> limits,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var members = await connection.ReadAsync(
            """
            select u.name from console.memberships m join console.users u using (user_id)
            where m.workspace_id = $1 and m.user_id = $2 for no key update of m
            """,
            row => row.GetString(0),
            cancellationToken,
            actor.WorkspaceId,
            userId
        );
        if (members is not [var name])
            return false;
        var before = await LimitsAsync(connection, actor.WorkspaceId, userId, cancellationToken);
        if (before.Count == limits.Count && before.All(one => limits.GetValueOrDefault(one.Key, -1) == one.Value))
            return true;
        await connection.ExecuteAsync(
            "delete from console.quotas where workspace_id = $1 and user_id = $2",
            cancellationToken,
            actor.WorkspaceId,
            userId
        );
        await connection.ExecuteAsync(
            "insert into console.quotas (workspace_id, user_id, quota, most) select $1, $2, * from unnest($3::text[], $4::int[])",
            cancellationToken,
            actor.WorkspaceId,
            userId,
            limits.Keys.ToArray(),
            limits.Values.ToArray()
        );
        await connection.AuditAsync(
            actor.Did("quotas changed", clock.GetUtcNow(), ("member", userId.ToString(), name), before, limits),
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Every limit of the installation, for <see cref="QuotaWatch"/>.</summary>
    public async Task<Dictionary<(Guid WorkspaceId, Guid UserId, string Quota), int>> AllAsync(
        CancellationToken cancellationToken
    ) =>
        (
            await database.ReadAsync(
                "select workspace_id, user_id, quota, most from console.quotas",
                row => (Key: (row.GetGuid(0), row.GetGuid(1), row.GetString(2)), Most: row.GetInt32(3)),
                cancellationToken
            )
        ).ToDictionary(one => one.Key, one => one.Most);

    /// <summary>Forgets what was used long ago.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            "delete from console.quota_use where day < $1",
            cancellationToken,
            DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-KeptDays)
        );
    }

    private static async Task<Dictionary<string, int>> LimitsAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        Guid userId,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.ReadAsync(
                "select quota, most from console.quotas where workspace_id = $1 and user_id = $2 order by quota",
                row => (Quota: row.GetString(0), Most: row.GetInt32(1)),
                cancellationToken,
                workspaceId,
                userId
            )
        ).ToDictionary(one => one.Quota, one => one.Most, StringComparer.Ordinal);
}
