using System.Globalization;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>A viewer that a request names.</summary>
/// <param name="UserId">The user id that was meant.</param>
/// <param name="PersonId">The user id under which the person is known: another one where the two are merged.</param>
internal sealed record Person(long UserId, long PersonId)
{
    private const int LongestHandle = 200;

    /// <summary>As ids travel: JavaScript loses the last digits of a number.</summary>
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private const string Known = """
        exists (
            select from analytics.audiences a join analytics.viewer_profiles p using (audience_no)
            where a.workspace_id = $1 and p.user_id = coalesce(m.into_user_id, k.user_id)
        )
        """;

    private const string ByIdSql = $"""
        select k.user_id, coalesce(m.into_user_id, k.user_id)
        from (select $2::bigint as user_id) k
        left join analytics.viewer_merges m on m.workspace_id = $1 and m.user_id = k.user_id
        where {Known}
        """;

    // Who has the handle now has held it until they were last seen, who had it until it was last noted.
    private const string ByHandleSql = $"""
        select k.user_id, coalesce(m.into_user_id, k.user_id)
        from analytics.viewer_handles k
        left join analytics.viewers v using (workspace_id, user_id)
        left join analytics.viewer_merges m using (workspace_id, user_id)
        left join analytics.audiences w on w.workspace_id = k.workspace_id and w.account_id is null
        left join analytics.viewer_profiles s
            on s.audience_no = w.audience_no and s.user_id = coalesce(m.into_user_id, k.user_id)
        where k.workspace_id = $1 and lower(k.handle) = lower($2) and {Known}
        order by greatest(k.last_at, case when lower(v.handle) = lower($2) then s.last_seen_at end) desc, k.user_id
        limit 1
        """;

    /// <summary>
    /// The viewer of this workspace with a numeric id or a handle (with or without @; with it, digits are a handle);
    /// null where there is none.
    /// </summary>
    public static async Task<Person?> FindAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        string user,
        CancellationToken cancellationToken
    )
    {
        user = user.Trim();
        if (
            long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            && await FindAsync(transaction, ByIdSql, workspaceId, id, NpgsqlDbType.Bigint, cancellationToken)
                is { } byId
        )
            return byId;
        var handle = user.TrimStart('@');
        // PostgreSQL's text has no NUL, and nobody a handle as long as that.
        return handle.Length is 0 or > LongestHandle || Characters.Of(handle) is null
            ? null
            : await FindAsync(transaction, ByHandleSql, workspaceId, handle, NpgsqlDbType.Text, cancellationToken);
    }

    /// <summary>All user ids of a person, the one under which it is known first.</summary>
    public static async Task<List<long>> IdsAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(
            "select user_id from analytics.viewer_merges where workspace_id = $1 and into_user_id = $2 order by user_id",
            transaction.Connection,
            transaction
        );
        select.Parameters.With(workspaceId).With(personId);
        var ids = new List<long> { personId };
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetInt64(0));
        return ids;
    }

    private static async Task<Person?> FindAsync(
        NpgsqlTransaction transaction,
        string sql,
        Guid workspaceId,
        object key,
        NpgsqlDbType type,
        CancellationToken cancellationToken
    )
    {
        await using var find = new NpgsqlCommand(sql, transaction.Connection, transaction);
        find.Parameters.With(workspaceId).With(key, type);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Person(reader.GetInt64(0), reader.GetInt64(1)) : null;
    }
}
