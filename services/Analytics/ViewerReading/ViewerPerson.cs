using System.Globalization;
using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>A person of an audience, and every user id that is theirs.</summary>
/// <param name="UserId">Under which the profile is kept.</param>
/// <param name="Ids">This one and those that are merged into it.</param>
internal sealed record ViewerPerson(long UserId, long[] Ids)
{
    private const int LongestHandle = 200;

    // Who has the handle now has held it until they were last seen, who had it until it was last noted.
    private const string ByHandleSql = """
        select h.user_id from analytics.viewer_handles h
        left join analytics.viewers v using (workspace_id, user_id)
        left join analytics.viewer_merges m using (workspace_id, user_id)
        left join analytics.audiences a on a.workspace_id = h.workspace_id and a.account_id is null
        left join analytics.viewer_profiles p
            on p.audience_no = a.audience_no and p.user_id = coalesce(m.into_user_id, h.user_id)
        where h.workspace_id = $1 and lower(h.handle) = lower($2)
        order by greatest(h.last_at, case when lower(v.handle) = lower($2) then p.last_seen_at end) desc, h.user_id
        limit 1
        """;

    private const string GroupSql = """
        with person as (
            select coalesce((
                select into_user_id from analytics.viewer_merges where workspace_id = $1 and user_id = $3
            ), $3) as user_id
        )
        select p.user_id, array(
            select p.user_id union all
            select user_id from analytics.viewer_merges where workspace_id = $1 and into_user_id = p.user_id
        )
        from person p
        where exists (select from analytics.viewer_profiles where audience_no = $2 and user_id = p.user_id)
        """;

    /// <summary>Null where this audience does not know them.</summary>
    public static async Task<ViewerPerson?> FindAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        string who,
        CancellationToken cancellationToken
    )
    {
        who = who.Trim();
        if (
            !who.StartsWith('@')
            && long.TryParse(who, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            && await GroupAsync(connection, audience, id, cancellationToken) is { } byId
        )
            return byId;
        var handle = who.TrimStart('@');
        // PostgreSQL's text has no NUL, and nobody a handle as long as that.
        if (handle.Length is 0 or > LongestHandle || handle.Contains('\0', StringComparison.Ordinal))
            return null;
        await using var find = new NpgsqlCommand(ByHandleSql, connection);
        find.Parameters.With(audience.WorkspaceId).With(handle);
        return await find.ExecuteScalarAsync(cancellationToken) is long holder
            ? await GroupAsync(connection, audience, holder, cancellationToken)
            : null;
    }

    private static async Task<ViewerPerson?> GroupAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        long userId,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(GroupSql, connection);
        find.Parameters.With(audience.WorkspaceId).With(audience.AudienceNo).With(userId);
        var found = await find.ReadAsync(
            row => new ViewerPerson(row.GetInt64(0), row.GetFieldValue<long[]>(1)),
            cancellationToken
        );
        return found.Count > 0 ? found[0] : null;
    }
}
