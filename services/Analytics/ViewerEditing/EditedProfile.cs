using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>A person in one audience, as far as changes by hand depend on it.</summary>
/// <param name="Audience">Whose viewer.</param>
/// <param name="Tier">VIP tier, 0 for none.</param>
/// <param name="ByHand">Given or taken by a person.</param>
/// <param name="IsBlocked">Blocked.</param>
/// <param name="Points">Loyalty points.</param>
internal sealed record EditedProfile(EditedAudience Audience, int Tier, bool ByHand, bool IsBlocked, long Points)
{
    private const string ReadSql = """
        select p.user_id, a.audience_no, a.account_id, p.vip_tier, p.vip_by_hand, p.is_blocked, p.points
        from analytics.viewer_profiles p join analytics.audiences a using (audience_no)
        where a.workspace_id = $1 and p.user_id = any($2)
        order by a.account_id is null, a.audience_no, p.user_id
        """;

    private const string ViewSql = $"""
        select {ViewerProfileView.Columns}, a.time_zone
        from analytics.viewer_profiles p
        join analytics.audiences a using (audience_no)
        {ViewerProfileView.Joins}
        where a.audience_no = $2 and a.workspace_id = $1 and p.user_id = $3
        """;

    /// <summary>By person: all audiences of the workspace that know them, the workspace's own last.</summary>
    public static async Task<Dictionary<long, List<EditedProfile>>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyCollection<long> people,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(ReadSql, transaction.Connection, transaction);
        select.Parameters.With(workspaceId).With(people.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var profiles = new Dictionary<long, List<EditedProfile>>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!profiles.TryGetValue(reader.GetInt64(0), out var list))
                profiles[reader.GetInt64(0)] = list = [];
            list.Add(
                new EditedProfile(
                    new EditedAudience(reader.GetInt32(1), reader.ValueOrNull<Guid>(2)),
                    reader.GetInt16(3),
                    reader.GetBoolean(4),
                    reader.GetBoolean(5),
                    reader.GetInt64(6)
                )
            );
        }
        return profiles;
    }

    /// <summary>The profile as it is now, for the answer.</summary>
    public static async Task<ViewerProfileView> ViewAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        int audienceNo,
        long personId,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(ViewSql, transaction.Connection, transaction);
        select.Parameters.With(workspaceId).With(audienceNo).With(personId);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(reader.GetString(reader.FieldCount - 1), out var found)
            ? found
            : TimeZoneInfo.Utc;
        return ViewerProfileView.Read(reader, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
    }
}
