using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Finds people by something that few or many may have.</summary>
internal interface IFindViewers
{
    /// <summary>Everybody of the workspace who has it; null where these are more than <paramref name="most"/>.</summary>
    Task<long[]?> AllAsync(int most, CancellationToken cancellationToken);

    /// <summary>Who of these has it.</summary>
    Task<long[]> AmongAsync(long[] people, CancellationToken cancellationToken);
}

/// <summary>
/// Finds people by a part of any of their names. The text is compared as text, so nothing in it has a meaning of its own.
/// </summary>
internal sealed class ViewerSearch : IFindViewers
{
    /// <summary>Shorter texts are the beginning of a name: a part so short would be in almost every name.</summary>
    private const int ShortestPart = 3;

    // Names are kept by user id: whose they are is decided here, so that merging and its undo change no names. The rarest
    // letters alone are looked up: the index takes long over those that almost every name has ("user").
    private const string ByGramsSql = """
        select coalesce(m.into_user_id, s.user_id) from analytics.viewer_search s
        left join analytics.viewer_merges m on m.workspace_id = s.workspace_id and m.user_id = s.user_id
        where s.workspace_id = $1 and strpos(s.names, $2) > 0 and s.grams @> (
            select array_agg(r.gram) from (
                select k.gram from unnest($3) as k(gram)
                left join (
                    select unnest(most_common_elems::text::bigint[]) as gram, unnest(most_common_elem_freqs) as share
                    from pg_stats where schemaname = 'analytics' and tablename = 'viewer_search' and attname = 'grams'
                ) c using (gram)
                order by coalesce(c.share, 0) limit 3
            ) r
        )
        limit $4
        """;

    private const string AmongSql = """
        select user_id from analytics.viewer_search
        where workspace_id = $1 and user_id = any($3) and strpos(names, $2) > 0
        union all
        select m.into_user_id from analytics.viewer_merges m join analytics.viewer_search s using (workspace_id, user_id)
        where m.workspace_id = $1 and m.into_user_id = any($3) and strpos(s.names, $2) > 0
        """;

    private readonly NpgsqlConnection _connection;
    private readonly Guid _workspaceId;
    private readonly string _needle;

    private ViewerSearch(NpgsqlConnection connection, Guid workspaceId, string needle)
    {
        _connection = connection;
        _workspaceId = workspaceId;
        _needle = needle;
    }

    /// <summary>Folds the text as the names are folded. Null where nothing is left of it.</summary>
    public static ViewerSearch? Of(NpgsqlConnection connection, Guid workspaceId, string text)
    {
        var folded = SearchNames.Fold(text);
        if (folded.Length == 0)
            return null;
        var letters = folded.EnumerateRunes().Count();
        return new ViewerSearch(connection, workspaceId, letters < ShortestPart ? "\n" + folded : folded);
    }

    /// <inheritdoc/>
    public async Task<long[]?> AllAsync(int most, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(ByGramsSql, _connection);
        find.Parameters.With(_workspaceId)
            .With(_needle)
            .With(SearchNames.GramsOf(_workspaceId, _needle), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With((long)most + 1);
        var people = await find.ReadIdsAsync(cancellationToken);
        return people.Length > most ? null : people;
    }

    /// <inheritdoc/>
    public async Task<long[]> AmongAsync(long[] people, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(AmongSql, _connection);
        find.Parameters.With(_workspaceId).With(_needle).With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return await find.ReadIdsAsync(cancellationToken);
    }
}
