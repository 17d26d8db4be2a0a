using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Decides by which way a page of a list is found soonest, and finds it.</summary>
internal sealed class ViewerSelection(NpgsqlConnection connection, ViewerAudience audience, ViewerQuery query)
{
    /// <summary>Above it a list of VIPs who are not blocked says "at least"; every other list knows its size.</summary>
    private const int MostCounted = 10_000;
    private const int FirstLook = 500;
    private const int LongestLook = 8_000;

    private const string FavoritesSql =
        "select user_id from analytics.viewer_profiles where audience_no = $1 and is_favorite";

    private const string BlockedSql =
        "select user_id from analytics.viewer_profiles where audience_no = $1 and is_blocked";

    private const string TaggedSql = """
        select user_id from analytics.viewers where workspace_id = $1 and tags <> '{}' and tags @> array[$2]
        """;

    private readonly ViewerRanking _ranking = new(connection, audience, query);
    private readonly int _wanted = query.Skip + query.Limit + 1;

    public async Task<ViewerPage> ReadAsync(CancellationToken cancellationToken)
    {
        var people = await FewAsync(cancellationToken);
        var search = query.Search is { } text
            ? await ViewerSearch.OfAsync(connection, audience.WorkspaceId, text, cancellationToken)
            : null;
        if (search is not null && people is not null)
            people = await search.AmongAsync(people, cancellationToken);
        else if (search is not null)
            return await SearchAsync(search, cancellationToken);
        return people is null ? await AllAsync(cancellationToken) : await AmongAsync(people, cancellationToken);
    }

    /// <summary>The people whom the conditions leave that few fulfil; null where there is no such condition.</summary>
    private async Task<long[]?> FewAsync(CancellationToken cancellationToken)
    {
        List<long[]> sets = [];
        if (query.Filter == ViewerFilter.Active)
            sets.Add(await ActiveVisits.PeopleAsync(connection, audience, cancellationToken));
        if (query.Filter == ViewerFilter.Favorites)
            sets.Add(await IdsAsync(FavoritesSql, command => command.With(audience.AudienceNo), cancellationToken));
        if (query.Blocked == true)
            sets.Add(await IdsAsync(BlockedSql, command => command.With(audience.AudienceNo), cancellationToken));
        if (query.Tag is { } tag)
            sets.Add(
                await IdsAsync(TaggedSql, command => command.With(audience.WorkspaceId).With(tag), cancellationToken)
            );
        return sets.Count switch
        {
            0 => null,
            1 => sets[0],
            _ => [.. sets.Skip(1).Aggregate(sets[0].AsEnumerable(), (common, set) => common.Intersect(set))],
        };
    }

    private async Task<ViewerPage> AllAsync(CancellationToken cancellationToken)
    {
        var keys = await _ranking.ReadAsync(query.After, _wanted, cancellationToken);
        if (query.After is not null)
            return PageOf(keys, null, isCapped: false);
        var totals = await AudienceTotals.ReadAsync(connection, audience.AudienceNo, cancellationToken);
        if (query.Filter != ViewerFilter.Vip)
            return PageOf(
                keys,
                query.Blocked == false ? totals.Viewers - totals.Blocked : totals.Viewers,
                isCapped: false
            );
        if (query.Blocked is null)
            return PageOf(keys, totals.Vips, isCapped: false);
        var counted = await _ranking.CountAsync(MostCounted, cancellationToken);
        return PageOf(keys, counted, isCapped: counted == MostCounted);
    }

    private async Task<ViewerPage> AmongAsync(long[] people, CancellationToken cancellationToken)
    {
        var (keys, total) = await _ranking.ReadAmongAsync(people, query.After, _wanted, cancellationToken);
        return PageOf(keys, query.After is null ? total : null, isCapped: false);
    }

    /// <summary>
    /// What is in many names is found soonest by going through the list, what is in few by the index of names. The first
    /// look at the list tells which it is.
    /// </summary>
    private async Task<ViewerPage> SearchAsync(ViewerSearch search, CancellationToken cancellationToken)
    {
        // Going through the list by name needs all names of the workspace, most of which may be other accounts' viewers.
        if (query.Sort.Name == ViewerSort.ByName)
            return await AmongAsync(await search.AllAsync(cancellationToken), cancellationToken);
        var viewers = (await AudienceTotals.ReadAsync(connection, audience.AudienceNo, cancellationToken)).Viewers;
        var found = new List<ViewerKey>();
        var (after, seen, look) = (query.After, 0L, FirstLook);
        while (true)
        {
            var keys = await _ranking.ReadAsync(after, look, cancellationToken);
            var hits = await search.AmongAsync([.. keys.Select(key => key.UserId)], cancellationToken);
            var names = hits.ToHashSet();
            found.AddRange(keys.Where(key => names.Contains(key.UserId)));
            seen += keys.Count;
            if (keys.Count < look)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: false);
            if (found.Count >= _wanted)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: true);
            var share = (double)found.Count / seen;
            var ahead = (_wanted - found.Count) / share;
            if (found.Count == 0 || ahead > share * viewers)
                return await AmongAsync(await search.AllAsync(cancellationToken), cancellationToken);
            after = keys[^1];
            look = (int)Math.Clamp(ahead * 1.2, FirstLook, LongestLook);
        }
    }

    private ViewerPage PageOf(List<ViewerKey> keys, long? total, bool isCapped) =>
        new(
            [.. keys.Skip(query.Skip).Take(query.Limit)],
            keys.Count > query.Skip + query.Limit,
            total,
            isCapped && total is not null
        );

    private async Task<long[]> IdsAsync(
        string sql,
        Action<NpgsqlParameterCollection> with,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        with(command.Parameters);
        return await command.ReadIdsAsync(cancellationToken);
    }
}
