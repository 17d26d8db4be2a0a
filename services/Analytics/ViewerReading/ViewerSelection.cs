using LiveOps.Analytics.Storing;
using Npgsql;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Decides by which way a page of a list is found soonest, and finds it.</summary>
internal sealed class ViewerSelection(NpgsqlConnection connection, ViewerAudience audience, ViewerQuery query)
{
    /// <summary>Above it a list of VIPs who are not blocked says "at least"; every other list knows its size.</summary>
    private const int MostCounted = 10_000;
    private const int FirstLook = 200;
    private const int LongestLook = 8_000;

    /// <summary>More of a search than this are not gathered: going through the list finds a page of them sooner.</summary>
    private const int MostFound = 20_000;

    /// <summary>More than this are not looked up one by one.</summary>
    private const int MostLookedUp = 1_000;

    // What one of them takes, in times of fetching a row by a bitmap: to read a name by its key, to find a profile by its
    // key, and to go one on in an index.
    private const double NameCost = 3;
    private const double ProfileCost = 3;
    private const double StepCost = 0.25;

    private const string FavoritesSql =
        "select user_id from analytics.viewer_profiles where audience_no = $1 and is_favorite";

    private const string BlockedSql =
        "select user_id from analytics.viewer_profiles where audience_no = $1 and is_blocked";

    private readonly ViewerRanking _ranking = new(connection, audience, query);
    private readonly int _wanted = query.Skip + query.Limit + 1;

    /// <summary>Who of these people, or of everybody where they are null, has the tag and is searched; null for everybody.</summary>
    public static Task<long[]?> FoundAsync(
        NpgsqlConnection connection,
        Guid workspaceId,
        ViewerQuery query,
        long[]? people,
        CancellationToken cancellationToken
    ) => FoundAsync(FindersOf(connection, workspaceId, query), people, cancellationToken);

    private static async Task<long[]?> FoundAsync(
        List<IFindViewers> finders,
        long[]? people,
        CancellationToken cancellationToken
    )
    {
        foreach (var finder in finders)
            people = people is null
                ? await finder.AllAsync(int.MaxValue, cancellationToken)
                : await finder.AmongAsync(people, cancellationToken);
        return people;
    }

    private static List<IFindViewers> FindersOf(NpgsqlConnection connection, Guid workspaceId, ViewerQuery query)
    {
        List<IFindViewers> finders = query.Tag is { } tag ? [new ViewerTag(connection, workspaceId, tag)] : [];
        if (query.Search is { } text && ViewerSearch.Of(connection, workspaceId, text) is { } search)
            finders.Add(search);
        return finders;
    }

    public async Task<ViewerPage> ReadAsync(CancellationToken cancellationToken)
    {
        var people = await FewAsync(cancellationToken);
        var finders = FindersOf(connection, audience.WorkspaceId, query);
        if (people is null && finders.Count == 1)
            return await FindAsync(finders[0], cancellationToken);
        people = await FoundAsync(finders, people, cancellationToken);
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
        var (after, seen, look, isCommon) = (query.After, 0L, FirstLook, false);
        while (true)
        {
            var keys = await _ranking.ReadAsync(after, look, cancellationToken);
            var having = await finder.AmongAsync([.. keys.Select(key => key.UserId)], cancellationToken);
            var names = having.ToHashSet();
            found.AddRange(keys.Where(key => names.Contains(key.UserId)));
            seen += keys.Count;
            if (keys.Count < look)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: false);
            if (found.Count >= _wanted)
                return PageOf(found, query.After is null ? found.Count : null, isCapped: true);
            var share = Math.Max(found.Count, 1.0) / seen;
            var ahead = Math.Min((_wanted - found.Count) / share, viewers - seen);
            // Its own index finds them among all people of the workspace.
            var hits = share * known;
            if (!isCommon && ahead * NameCost > hits + Math.Min(hits * ProfileCost, ahead * StepCost))
            {
                if (await finder.AllAsync(MostFound, cancellationToken) is { } people)
                    return await OfAsync(people, cancellationToken);
                isCommon = true;
            }
            after = keys[^1];
            look = (int)Math.Clamp(ahead * 1.2, FirstLook, LongestLook);
        }
    }

    /// <summary>A page of people who were found in the whole workspace, whether few or many.</summary>
    private async Task<ViewerPage> OfAsync(long[] people, CancellationToken cancellationToken)
    {
        if (people.Length <= MostLookedUp || _wanted > MostLookedUp)
            return await AmongAsync(people, cancellationToken);
        var keys = await _ranking.ReadOfManyAsync(people, query.After, _wanted, cancellationToken);
        return PageOf(keys, query.After is null ? keys.Count : null, isCapped: keys.Count == _wanted);
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
