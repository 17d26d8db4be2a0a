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

    private readonly ViewerRanking _ranking = new(connection, audience, query);
    private readonly int _wanted = query.Skip + query.Limit + 1;

    public async Task<ViewerPage> ReadAsync(CancellationToken cancellationToken)
    {
        var people = await FewAsync(cancellationToken);
        List<IFindViewers> finders = query.Tag is { } tag ? [new ViewerTag(connection, audience.WorkspaceId, tag)] : [];
        if (
            query.Search is { } text
            && await ViewerSearch.OfAsync(connection, audience.WorkspaceId, text, cancellationToken) is { } search
        )
            finders.Add(search);
        if (people is null && finders.Count == 1)
            return await FindAsync(finders[0], cancellationToken);
        foreach (var finder in finders)
            people = people is null
                ? await finder.AllAsync(cancellationToken)
                : await finder.AmongAsync(people, cancellationToken);
        return people is null ? await AllAsync(cancellationToken) : await AmongAsync(people, cancellationToken);
    }

    /// <summary>The people whom the conditions leave that few fulfil; null where there is no such condition.</summary>
    private async Task<long[]?> FewAsync(CancellationToken cancellationToken)
    {
        List<long[]> sets = [];
        if (query.Filter == ViewerFilter.Active)
            sets.Add(await ActiveVisits.PeopleAsync(connection, audience, cancellationToken));
        if (query.Filter == ViewerFilter.Favorites)
            sets.Add(await IdsAsync(FavoritesSql, cancellationToken));
        if (query.Blocked == true)
            sets.Add(await IdsAsync(BlockedSql, cancellationToken));
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
    /// What many have is found soonest by going through the list, what few have by its own index. The first look at the
    /// list tells which it is.
    /// </summary>
    private async Task<ViewerPage> FindAsync(IFindViewers finder, CancellationToken cancellationToken)
    {
        var (viewers, known) = await _ranking.SizesAsync(cancellationToken);
        var found = new List<ViewerKey>();
        var (after, seen, look) = (query.After, 0L, FirstLook);
        while (true)
        {
            var keys = await _ranking.ReadAsync(after, look, cancellationToken);
            var hits = await finder.AmongAsync([.. keys.Select(key => key.UserId)], cancellationToken);
            var names = hits.ToHashSet();
            found.AddRange(keys.Where(key => names.Contains(key.UserId)));
            seen += keys.Count;
            if (keys.Count < look)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: false);
            if (found.Count >= _wanted)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: true);
            // Its own index finds them among all people of the workspace.
            var share = Math.Max(found.Count, 1.0) / seen;
            var ahead = Math.Min((_wanted - found.Count) / share, viewers - seen);
            if (ahead > share * known)
                return await AmongAsync(await finder.AllAsync(cancellationToken), cancellationToken);
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

    private async Task<long[]> IdsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.With(audience.AudienceNo);
        return await command.ReadIdsAsync(cancellationToken);
    }
}
