using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Who is blocked or marked for all accounts is so for an account that sees the person for the first time.</summary>
internal static class NewProfiles
{
    private const string Sql = """
        update analytics.viewer_profiles p set is_blocked = w.is_blocked, is_favorite = w.is_favorite
        from unnest($1, $2, $3) as k(audience_no, workspace_audience_no, user_id)
        join analytics.viewer_profiles w on w.audience_no = k.workspace_audience_no and w.user_id = k.user_id
        where p.audience_no = k.audience_no and p.user_id = k.user_id and (w.is_blocked or w.is_favorite)
        returning p.audience_no, p.user_id, p.is_blocked
        """;

    /// <summary>The profiles as they are then.</summary>
    public static async Task<List<ChangedProfile>> InheritAsync(
        NpgsqlTransaction transaction,
        List<ChangedProfile> profiles,
        IReadOnlyList<SessionNews> news,
        CancellationToken cancellationToken
    )
    {
        var fresh = profiles.FindAll(profile => profile.IsNew);
        if (fresh.Count == 0)
            return profiles;
        var workspaceOf = news.DistinctBy(part => part.Audience.AudienceNo)
            .ToDictionary(part => part.Audience.AudienceNo, part => part.Audience.WorkspaceAudienceNo);
        await using var update = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        update
            .Parameters.With(fresh.ConvertAll(profile => profile.AudienceNo), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(
                fresh.ConvertAll(profile => workspaceOf[profile.AudienceNo]),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(fresh.ConvertAll(profile => profile.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        await update.PrepareAsync(cancellationToken);
        var blocked = new HashSet<(int, long)>();
        await using var reader = await update.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            if (reader.GetBoolean(2))
                blocked.Add((reader.GetInt32(0), reader.GetInt64(1)));
        return blocked.Count == 0
            ? profiles
            : profiles.ConvertAll(profile =>
                blocked.Contains((profile.AudienceNo, profile.UserId)) ? profile with { IsBlocked = true } : profile
            );
    }
}
