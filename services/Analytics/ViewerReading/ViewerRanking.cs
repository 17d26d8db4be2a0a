using System.Runtime.InteropServices;
using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Reads who comes in which place of a list: keys alone, each from an index.</summary>
internal sealed class ViewerRanking(NpgsqlConnection connection, ViewerAudience audience, ViewerQuery query)
{
    private readonly ViewerOrder _order = new(query.Sort, query.Descending);

    private string Source =>
        "analytics.viewer_profiles p"
        + (
            query.Sort.Name == ViewerSort.ByName
                ? " join analytics.viewer_search n on n.workspace_id = $1 and n.user_id = p.user_id"
                : ""
        );

    /// <summary>Conditions that many fulfil, so that a stretch of an index still finds them soon.</summary>
    private string Conditions =>
        (query.Filter == ViewerFilter.Vip ? " and p.vip_tier > 0" : "")
        + (query.Blocked == false ? " and not p.is_blocked" : "");

    /// <summary>The next ones of all, stretch by stretch.</summary>
    public async Task<List<ViewerKey>> ReadAsync(ViewerKey? after, int count, CancellationToken cancellationToken)
    {
        var keys = new List<ViewerKey>();
        foreach (var (where, orderBy) in _order.Stretches(after))
        {
            await using var command = Command(
                $"""
                select {_order.Keys} from {Source}
                where p.audience_no = $2{Conditions} and {where}
                order by {orderBy} limit $8
                """,
                after,
                count - keys.Count
            );
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
            select {_order.Keys}, count(*) over () from {Source}
            where p.audience_no = $2 and p.user_id = any($9){Conditions} and {(after is null ? "true" : _order.After)}
            order by {_order.OrderBy} limit $8
            """,
            after,
            count
        );
        command.Parameters.With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
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
            $"select count(*) from (select from {Source} where p.audience_no = $2{Conditions} limit $8) as few",
            null,
            upTo
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
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
