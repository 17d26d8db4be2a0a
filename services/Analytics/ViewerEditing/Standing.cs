using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>
/// Tells rules and screens what a person has become to accounts, in the transaction that changed it. Rules know a viewer
/// by the id in the event, and nothing of merged ones: it is told under every user id of the person.
/// </summary>
internal sealed class Standing(PostgresOutbox outbox, TimeProvider clock)
{
    private const string ReadSql = """
        select k.user_id, k.account_id, coalesce(p.vip_tier, 0), t.name, coalesce(p.is_blocked, false), v.handle, v.nickname
        from unnest($2, $3, $4, $5) as k(person_id, user_id, audience_no, account_id)
        left join analytics.viewer_profiles p on p.audience_no = k.audience_no and p.user_id = k.person_id
        left join analytics.vip_tiers t on t.workspace_id = $1 and t.tier = p.vip_tier
        left join analytics.viewers v on v.workspace_id = $1 and v.user_id = k.user_id
        order by k.account_id, k.user_id
        """;

    /// <summary>A person (or one of its user ids) in an account's audience.</summary>
    internal readonly record struct Place(long PersonId, long UserId, EditedAudience Audience);

    /// <summary>Tells rules the standing of people as the transaction leaves it.</summary>
    /// <param name="transaction">The one that changed it.</param>
    /// <param name="workspaceId">Whose people they are.</param>
    /// <param name="places">In audiences of accounts; that of the workspace is nobody's rules.</param>
    /// <param name="blockedEverywhere">The answer where an account has not seen the person yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task TellRulesAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        IReadOnlyCollection<Place> places,
        bool? blockedEverywhere,
        CancellationToken cancellationToken
    )
    {
        var ofAccounts = places.Where(place => place.Audience.AccountId is not null).ToList();
        if (ofAccounts.Count == 0)
            return;
        foreach (var changed in await ReadAsync(transaction, workspaceId, ofAccounts, cancellationToken))
            await outbox.AddAsync(
                transaction,
                blockedEverywhere is { } blocked ? changed with { Blocked = blocked } : changed,
                changed.ChangeId,
                cancellationToken
            );
    }

    /// <summary>Tells screens of a tier that a person gave or took.</summary>
    public Task TellVipAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        Guid accountId,
        ViewerNewsItem item,
        CancellationToken cancellationToken
    ) =>
        outbox.AddAsync(
            transaction,
            new ViewerNews
            {
                WorkspaceId = workspaceId,
                AccountId = accountId,
                Items = [item],
            },
            cancellationToken: cancellationToken
        );

    private async Task<List<ViewerStandingChanged>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        List<Place> places,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        await using var read = new NpgsqlCommand(ReadSql, transaction.Connection, transaction);
        read.Parameters.With(workspaceId)
            .With(places.ConvertAll(place => place.PersonId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(places.ConvertAll(place => place.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(places.ConvertAll(place => place.Audience.AudienceNo), NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(places.ConvertAll(place => place.Audience.AccountId!.Value), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        var standings = new List<ViewerStandingChanged>();
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            standings.Add(
                new ViewerStandingChanged
                {
                    ChangeId = Guid.CreateVersion7(now),
                    WorkspaceId = workspaceId,
                    AccountId = reader.GetGuid(1),
                    UserId = reader.GetInt64(0),
                    VipTier = reader.GetInt32(2),
                    VipTierName = reader.TextOrNull(3),
                    Blocked = reader.GetBoolean(4),
                    Handle = reader.TextOrNull(5),
                    Nickname = reader.TextOrNull(6),
                    At = now,
                }
            );
        return standings;
    }
}
