using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Reads who comes in which place of a list: keys alone, each from an index.</summary>
internal sealed class ViewerRanking(NpgsqlConnection connection, ViewerAudience audience, ViewerQuery query)
{
    private readonly ViewerOrder _order = new(query.Sort, query.Descending);

    // Which table leads is said here (an offset keeps the planner from turning it round): a small audience is looked up
    // in the names, a large one is most of the names, which an index has in their order.
    private const string NamesOfProfiles = """
         cross join lateral (
            select s.user_id, s.sort_name from analytics.viewer_search s
            where s.workspace_id = $1 and s.user_id = p.user_id offset 0
        ) n
        """;

    // Each by its key: the planner expects so many of some thousand people to be first that it would go through all.
    private const string ProfilesOfPeople = """
        unnest($9::bigint[]) as k(id) cross join lateral (
            select q.* from analytics.viewer_profiles q where q.audience_no = $2 and q.user_id = k.id offset 0
        ) p
        """;

    private const string ProfilesOfNames = """
        analytics.viewer_search n cross join lateral (
            select q.audience_no, q.user_id, q.vip_tier, q.is_blocked from analytics.viewer_profiles q
            where q.audience_no = $2 and q.user_id = n.user_id offset 0
        ) p
        """;

    private const int FewNames = 20_000;
    private const int FewOfNames = 50;
    private (long Viewers, long Known)? _sizes;

    private bool IsByName => query.Sort.Name == ViewerSort.ByName;

    private string Profiles => "analytics.viewer_profiles p" + (IsByName ? NamesOfProfiles : "");

    /// <summary>Conditions that many fulfil, so that a stretch of an index still finds them soon.</summary>
    private string Conditions =>
        (query.Filter == ViewerFilter.Vip ? " and p.vip_tier > 0" : "")
        + (query.Blocked == false ? " and not p.is_blocked" : "");

    /// <summary>How many viewers the audience has, and how many people the workspace knows.</summary>
    public async Task<(long Viewers, long Known)> SizesAsync(CancellationToken cancellationToken)
    {
        if (_sizes is { } known)
            return known;
        await using var read = new NpgsqlCommand(
            """
            select t.audience_no, sum(t.viewers)::bigint
            from analytics.audiences a join analytics.audience_totals t using (audience_no)
            where a.workspace_id = $1 and (a.audience_no = $2 or a.account_id is null) group by t.audience_no
            """,
            connection
        );
        read.Parameters.With(audience.WorkspaceId).With(audience.AudienceNo);
        var totals = await read.ReadAsync(row => (No: row.GetInt32(0), Viewers: row.GetInt64(1)), cancellationToken);
        var sizes = (
            totals.Find(one => one.No == audience.AudienceNo).Viewers,
            totals.Select(one => one.Viewers).DefaultIfEmpty().Max()
        );
        _sizes = sizes;
        return sizes;
    }

    /// <summary>The next ones of all, stretch by stretch.</summary>
    public Task<List<ViewerKey>> ReadAsync(ViewerKey? after, int count, CancellationToken cancellationToken) =>
        ReadAsync(after, count, null, cancellationToken);

    /// <summary>
    /// The next ones of all who are among so many people that going through the list, where an index alone says who
    /// comes next, is sooner done than looking each of them up.
    /// </summary>
    public Task<List<ViewerKey>> ReadOfManyAsync(
        long[] people,
        ViewerKey? after,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(after, count, people, cancellationToken);

    private async Task<List<ViewerKey>> ReadAsync(
        ViewerKey? after,
        int count,
        long[]? people,
        CancellationToken cancellationToken
    )
    {
        // "Is true" keeps it a look into a hashed set: the planner would make it a join, and order what that gives.
        var among = people is null ? "" : " and (p.user_id in (select unnest($9::bigint[]))) is true";
        var source = Profiles;
        if (IsByName && !await HasFewNamesAsync(cancellationToken))
            source = $"{ProfilesOfNames} where n.workspace_id = $1 and p.audience_no = $2";
        else
            source += " where p.audience_no = $2";
        var keys = new List<ViewerKey>();
        foreach (var (where, orderBy) in _order.Stretches(after))
        {
            await using var command = Command(
                $"""
                select {_order.Keys} from {source}{Conditions}{among} and {where}
                order by {orderBy} limit $8
                """,
                after,
                count - keys.Count
            );
            if (people is not null)
                command.Parameters.With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
            keys.AddRange(await command.ReadAsync(row => ViewerKey.Read(row, query.Sort), cancellationToken));
            if (keys.Count >= count)
                break;
        }
        return keys;
    }

    /// <summary>The next ones among these people, and how many of them fulfil the conditions.</summary>
    public async Task<(List<ViewerKey> Keys, long Total)> ReadAmongAsync(
        long[] people,
        ViewerKey? after,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            $"""
            select {_order.Keys}, count(*) over () from {ProfilesOfPeople}{(IsByName ? NamesOfProfiles : "")}
            where {(after is null ? "true" : _order.After)}{Conditions}
            order by {_order.OrderBy} limit $8
            """,
            after,
            count
        );
        // A person has several names, and user ids that are merged.
        command.Parameters.With(people.Distinct().ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var rows = await command.ReadAsync(
            row => (Key: ViewerKey.Read(row, query.Sort), Total: row.GetInt64(row.FieldCount - 1)),
            cancellationToken
        );
        return (rows.ConvertAll(row => row.Key), rows.Count > 0 ? rows[0].Total : 0);
    }

    /// <summary>How many there are, up to a number.</summary>
    public async Task<long> CountAsync(int upTo, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"select count(*) from (select from analytics.viewer_profiles p where p.audience_no = $2{Conditions} limit $8) as few",
            null,
            upTo
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<bool> HasFewNamesAsync(CancellationToken cancellationToken)
    {
        var (viewers, known) = await SizesAsync(cancellationToken);
        return viewers <= FewNames && viewers * FewOfNames < known;
    }

    private NpgsqlCommand Command(string sql, ViewerKey? after, int count)
    {
        var command = new NpgsqlCommand(sql, connection);
        command
            .Parameters.With(audience.WorkspaceId)
            .With(audience.AudienceNo)
            .With(after?.Main, NpgsqlDbType.Bigint)
            .With(after?.UserId, NpgsqlDbType.Bigint)
            .With(after?.Coins, NpgsqlDbType.Bigint)
            .With(after?.Name, NpgsqlDbType.Text)
            .With(after is { } key ? Reviewing.Cursor.TimeOf(key.Main) : (DateTimeOffset?)null)
            .With(count);
        return command;
    }
}

/// <summary>One page of keys.</summary>
/// <param name="Keys">At most the query's limit.</param>
/// <param name="More">True when others follow.</param>
/// <param name="Total">Of the whole list; only with the first page.</param>
/// <param name="TotalIsCapped">True when there may be more than <paramref name="Total"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ViewerPage(List<ViewerKey> Keys, bool More, long? Total, bool TotalIsCapped);
