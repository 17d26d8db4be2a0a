using LiveOps.Analytics.Storing;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerReading;

/// <summary>Reads the profiles of these people, in their order.</summary>
internal static class ViewerRows
{
    private const string Sql = $"""
        select {ViewerProfileView.Columns}
        from unnest($3) with ordinality as k(user_id, place)
        join analytics.viewer_profiles p on p.audience_no = $2 and p.user_id = k.user_id
        {ViewerProfileView.Joins}
        order by k.place
        """;

    private const string OneSql = $"""
        select {ViewerProfileView.Columns} from analytics.viewer_profiles p
        {ViewerProfileView.Joins}
        where p.audience_no = $2 and p.user_id = $3
        """;

    public static async Task<List<ViewerProfileView>> ReadAsync(
        NpgsqlConnection connection,
        ViewerAudience audience,
        IEnumerable<long> people,
        CancellationToken cancellationToken
    )
    {
        await using var read = new NpgsqlCommand(Sql, connection);
        read.Parameters.With(audience.WorkspaceId)
            .With(audience.AudienceNo)
            .With(people.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var today = audience.Today;
        return await read.ReadAsync(row => ViewerProfileView.Read(row, today), cancellationToken);
    }

    /// <summary>The profile of one, with other reads.</summary>
    /// <returns>Its row: empty until the batch has run.</returns>
    public static List<ViewerProfileView> AddOne(RowsBatch batch, ViewerAudience audience, long userId)
    {
        var today = audience.Today;
        return batch.Add(
            OneSql,
            parameters => parameters.With(audience.WorkspaceId).With(audience.AudienceNo).With(userId),
            row => ViewerProfileView.Read(row, today)
        );
    }
}
