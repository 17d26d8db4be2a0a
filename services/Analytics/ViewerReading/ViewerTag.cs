using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Finds people by a tag, letter by letter as it was given.</summary>
internal sealed class ViewerTag(NpgsqlConnection connection, Guid workspaceId, string tag) : IFindViewers
{
    private const string AllSql = """
        select user_id from analytics.viewers where workspace_id = $1 and tags <> '{}' and tags @> array[$2]
        limit $3
        """;

    private const string AmongSql = """
        select user_id from analytics.viewers where workspace_id = $1 and user_id = any($3) and tags @> array[$2]
        """;

    /// <inheritdoc/>
    public async Task<long[]?> AllAsync(int most, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(AllSql, connection);
        find.Parameters.With(workspaceId).With(tag).With((long)most + 1);
        var people = await find.ReadIdsAsync(cancellationToken);
        return people.Length > most ? null : people;
    }

    /// <inheritdoc/>
    public async Task<long[]> AmongAsync(long[] people, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(AmongSql, connection);
        find.Parameters.With(workspaceId).With(tag).With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return await find.ReadIdsAsync(cancellationToken);
    }
}
