using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using NpgsqlTypes;

namespace LiveOps.Analytics.Exporting;

/// <summary>Viewer profiles as a table: the fields of a profile over HTTP, most coins first.</summary>
internal static class ViewerExport
{
    // The people are an array where few fulfil the condition.
    private const string Sql = $"""
        select {ViewerProfileView.Columns}
        from analytics.viewer_profiles p
        {ViewerProfileView.Joins}
        where p.audience_no = $2 and (not $3 or p.vip_tier > 0) and (not $4 or p.is_favorite)
            and ($5::bigint[] is null or p.user_id = any($5)) and ($6::boolean is null or p.is_blocked = $6)
        order by p.coins desc, p.user_id
        """;

    public static readonly IReadOnlyList<ExportColumn<ViewerProfileView>> Columns =
    [
        new("userId", viewer => Cell.Word(viewer.UserId)),
        new("username", viewer => Cell.Text(viewer.Username)),
        new("displayName", viewer => Cell.Text(viewer.DisplayName)),
        new("profilePictureUrl", viewer => Cell.Text(viewer.ProfilePictureUrl)),
        new("bio", viewer => Cell.Text(viewer.Bio)),
        new("age", viewer => Cell.Number(viewer.Age)),
        new("gender", viewer => Cell.Text(viewer.Gender)),
        new("country", viewer => Cell.Text(viewer.Country)),
        new("language", viewer => Cell.Text(viewer.Language)),
        new("verified", viewer => Cell.Truth(viewer.Verified)),
        new("followerCount", viewer => Cell.Number(viewer.FollowerCount)),
        new("followingCount", viewer => Cell.Number(viewer.FollowingCount)),
        new("firstSeenAt", viewer => Cell.Time(viewer.FirstSeenAt)),
        new("lastSeenAt", viewer => Cell.Time(viewer.LastSeenAt)),
        new("totalVisits", viewer => Cell.Number(viewer.TotalVisits)),
        new("totalWatchtimeSeconds", viewer => Cell.Number(viewer.TotalWatchtimeSeconds)),
        new("totalCoinsSpent", viewer => Cell.Number(viewer.TotalCoinsSpent)),
        new("totalGiftsSent", viewer => Cell.Number(viewer.TotalGiftsSent)),
        new("totalComments", viewer => Cell.Number(viewer.TotalComments)),
        new("totalLikes", viewer => Cell.Number(viewer.TotalLikes)),
        new("totalShares", viewer => Cell.Number(viewer.TotalShares)),
        new("totalFollows", viewer => Cell.Number(viewer.TotalFollows)),
        new("totalJoins", viewer => Cell.Number(viewer.TotalJoins)),
        new("ttsVoice", viewer => Cell.Text(viewer.TtsVoice)),
        new("discordUsername", viewer => Cell.Text(viewer.DiscordUsername)),
        new("birthday", viewer => Cell.Date(viewer.Birthday)),
        new("notes", viewer => Cell.Text(viewer.Notes)),
        new("tags", viewer => Cell.Text(viewer.Tags.Count == 0 ? null : string.Join(", ", viewer.Tags))),
        new("isVip", viewer => Cell.Truth(viewer.IsVip)),
        new("vipSince", viewer => Cell.Time(viewer.VipSince)),
        new("vipTier", viewer => Cell.Number(viewer.VipTier)),
        new("vipTierName", viewer => Cell.Text(viewer.VipTierName)),
        new("vipByHand", viewer => Cell.Truth(viewer.VipByHand)),
        new("loyaltyPoints", viewer => Cell.Number(viewer.LoyaltyPoints)),
        new("isBlocked", viewer => Cell.Truth(viewer.IsBlocked)),
        new("isFavorite", viewer => Cell.Truth(viewer.IsFavorite)),
        new("isModerator", viewer => Cell.Truth(viewer.IsModerator)),
        new("createdAt", viewer => Cell.Time(viewer.CreatedAt)),
        new("updatedAt", viewer => Cell.Time(viewer.UpdatedAt)),
    ];

    /// <param name="audience">Whose viewers.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="people">Those who are there now, are searched or have the tag, where the query asks for them.</param>
    public static Export<ViewerProfileView> Of(ViewerAudience audience, ViewerQuery query, long[]? people)
    {
        var today = audience.Today;
        return new()
        {
            Sql = Sql,
            Parameters = parameters =>
                parameters
                    .With(audience.WorkspaceId)
                    .With(audience.AudienceNo)
                    .With(query.Filter == ViewerFilter.Vip)
                    .With(query.Filter == ViewerFilter.Favorites)
                    .With(people, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                    .With(query.Blocked, NpgsqlDbType.Boolean),
            Read = row => ViewerProfileView.Read(row, today),
            Columns = Columns,
        };
    }
}
