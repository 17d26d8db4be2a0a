using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.Viewers;

/// <summary>
/// Lifts viewers to the highest tier whose conditions they fulfil, in the transaction of the events that made them fulfil
/// it. It only ever lifts: a tier that a person gave is not lowered, and one that a person took away does not come back.
/// </summary>
internal sealed class VipPromotions(PostgresOutbox outbox, TimeProvider clock)
{
    // The workspace shows the highest tier that a viewer has with any of its accounts.
    private const string Sql = """
        with lifted as (
            update analytics.viewer_profiles p
            set vip_tier = k.tier, vip_by_hand = false, vip_since = case when p.vip_tier > 0 then p.vip_since else $5 end
            from unnest($1, $2, $3, $4) as k(audience_no, workspace_audience_no, user_id, tier)
            where p.audience_no = k.audience_no and p.user_id = k.user_id
            returning k.workspace_audience_no, k.user_id, k.tier
        )
        update analytics.viewer_profiles p set vip_tier = l.tier, vip_since = coalesce(p.vip_since, $5)
        from lifted l where p.audience_no = l.workspace_audience_no and p.user_id = l.user_id and p.vip_tier < l.tier
        """;

    private const string NamesSql = """
        select v.user_id, v.handle, v.nickname from unnest($1, $2) as k(workspace_id, user_id)
        join analytics.viewers v using (workspace_id, user_id)
        """;

    /// <param name="transaction">That of the events.</param>
    /// <param name="profiles">The profiles that changed.</param>
    /// <param name="news">Whose they are.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PromoteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ChangedProfile> profiles,
        IReadOnlyList<SessionNews> news,
        CancellationToken cancellationToken
    )
    {
        var parts = news.DistinctBy(part => part.Audience.AudienceNo).ToDictionary(part => part.Audience.AudienceNo);
        var lifted = new List<(ChangedProfile Profile, SessionNews Part, VipTier Tier)>();
        foreach (var profile in profiles)
            if (TierOf(profile, parts[profile.AudienceNo].Audience) is { } tier)
                lifted.Add((profile, parts[profile.AudienceNo], tier));
        if (lifted.Count == 0)
            return;
        var now = clock.GetUtcNow();
        await using var update = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        update
            .Parameters.With(
                lifted.ConvertAll(one => one.Profile.AudienceNo),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(
                lifted.ConvertAll(one => one.Part.Audience.WorkspaceAudienceNo),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(lifted.ConvertAll(one => one.Profile.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(lifted.ConvertAll(one => (short)one.Tier.Tier), NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(now);
        await update.ExecuteNonQueryAsync(cancellationToken);
        var names = await NamesAsync(transaction, lifted, cancellationToken);
        foreach (var (profile, part, tier) in lifted)
        {
            var (handle, nickname) = names.GetValueOrDefault(profile.UserId);
            // Rules know a viewer by the id in the event.
            foreach (var userId in part.Audience.Rules.IdsOf(profile.UserId))
            {
                var change = Guid.CreateVersion7(now);
                await outbox.AddAsync(
                    transaction,
                    new ViewerStandingChanged
                    {
                        ChangeId = change,
                        WorkspaceId = part.Session.Key.WorkspaceId,
                        AccountId = part.Session.Key.AccountId,
                        UserId = userId,
                        Handle = handle,
                        Nickname = nickname,
                        VipTier = tier.Tier,
                        VipTierName = tier.Name,
                        Blocked = profile.IsBlocked,
                        At = now,
                    },
                    change,
                    cancellationToken
                );
            }
            await outbox.AddAsync(
                transaction,
                new ViewerNews
                {
                    WorkspaceId = part.Session.Key.WorkspaceId,
                    AccountId = part.Session.Key.AccountId,
                    Items =
                    [
                        new()
                        {
                            NewsId = Guid.CreateVersion7(now),
                            Kind = ViewerNewsKind.VipPromoted,
                            UserId = profile.UserId,
                            Handle = handle,
                            Nickname = nickname,
                            VipTier = tier.Tier,
                            VipTierName = tier.Name,
                            At = now,
                        },
                    ],
                },
                cancellationToken: cancellationToken
            );
        }
    }

    private static VipTier? TierOf(ChangedProfile profile, Audience audience)
    {
        if (!audience.Switches.Enabled || !audience.Switches.AutoVipPromotion || (profile.ByHand && profile.Tier == 0))
            return null;
        var tiers = audience.Rules.Tiers;
        for (var n = tiers.Count - 1; n >= 0 && tiers[n].Tier > profile.Tier; n--)
            if (tiers[n].IsReachedBy(profile.Coins, profile.WatchMs, profile.Visits))
                return tiers[n];
        return null;
    }

    private static async Task<Dictionary<long, (string? Handle, string? Nickname)>> NamesAsync(
        NpgsqlTransaction transaction,
        List<(ChangedProfile Profile, SessionNews Part, VipTier Tier)> lifted,
        CancellationToken cancellationToken
    )
    {
        await using var select = new NpgsqlCommand(NamesSql, transaction.Connection, transaction);
        select
            .Parameters.With(
                lifted.ConvertAll(one => one.Part.Session.Key.WorkspaceId),
                NpgsqlDbType.Array | NpgsqlDbType.Uuid
            )
            .With(lifted.ConvertAll(one => one.Profile.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        var names = new Dictionary<long, (string?, string?)>();
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            names[reader.GetInt64(0)] = (TextOf(reader, 1), TextOf(reader, 2));
        return names;
    }

    private static string? TextOf(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
