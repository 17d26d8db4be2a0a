using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using LiveOps.Analytics.Auditing;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.ViewerReading;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Analytics;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>What a person wants: a tier by its name or number, or none.</summary>
internal sealed record VipForm
{
    /// <summary>Its name in this workspace, or 1 (lowest) to 4.</summary>
    public JsonElement? Tier { get; init; }

    /// <summary>True takes the tier away. It does not come back by itself.</summary>
    public bool Remove { get; init; }
}

/// <summary>Gives or takes a VIP tier by hand, for one account or for all that have seen the viewer.</summary>
internal sealed class SetVip(NpgsqlDataSource database, Standing standing, ViewerChanges changes, TimeProvider clock)
{
    private const string WriteSql = """
        update analytics.viewer_profiles
        set vip_tier = $3, vip_by_hand = true,
            vip_since = case when $3 = 0 then null when vip_tier > 0 then coalesce(vip_since, $4) else $4 end
        where user_id = $2 and audience_no = any($1)
        """;

    // All accounts together show the highest tier that one of them has given.
    private const string WorkspaceSql = """
        update analytics.viewer_profiles w
        set vip_tier = h.tier, vip_by_hand = h.by_hand, vip_since = h.since
        from (
            select p.vip_tier as tier, p.vip_by_hand as by_hand, p.vip_since as since
            from analytics.audiences a join analytics.viewer_profiles p using (audience_no)
            where a.workspace_id = $1 and a.account_id is not null and p.user_id = $2
            order by p.vip_tier desc, p.vip_by_hand desc, p.vip_since
            limit 1
        ) h
        where w.user_id = $2 and w.audience_no = (
            select audience_no from analytics.audiences where workspace_id = $1 and account_id is null
        )
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/{user}/vip",
                (
                    string user,
                    VipForm form,
                    ClaimsPrincipal caller,
                    SetVip vip,
                    CancellationToken cancellationToken,
                    Guid? accountId = null
                ) => vip.HandleAsync(user, form, caller, accountId, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Gives a viewer a VIP tier, or takes it away")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<Results<Ok<ViewerProfileView>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string user,
        VipForm form,
        ClaimsPrincipal caller,
        Guid? accountId,
        CancellationToken cancellationToken
    )
    {
        var workspaceId = caller.WorkspaceId();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        if (
            await ViewerPerson.FindAsync(connection, workspaceId, user, cancellationToken)
            is not { UserId: var personId }
        )
            return Problems.NoViewer(user);
        var tiers = await VipTierRow.ReadAsync(transaction, workspaceId, cancellationToken);
        if (TierOf(form, tiers) is not { } tier)
            return Problems.Fault(
                "tier",
                $"must be one of {string.Join(", ", tiers.Select(one => $"{one.Tier} ({one.Name})"))}; or send {{\"remove\": true}}."
            );
        var audiences = await EditedAudience.AllAsync(transaction, workspaceId, cancellationToken);
        if (accountId is not null && audiences.TrueForAll(audience => audience.AccountId != accountId))
            return Problems.NoAccount();
        var known = await EditedProfile.ReadAsync(transaction, workspaceId, [personId], cancellationToken);
        var concerned = accountId is null
            ? known[personId]
            : known[personId].FindAll(profile => profile.Audience.AccountId == accountId);
        if (concerned.Count == 0)
            return Problems.NotSeen();

        var now = clock.GetUtcNow();
        await WriteAsync(transaction, workspaceId, personId, concerned, tier, now, cancellationToken);
        await TellAsync(transaction, workspaceId, personId, concerned, tier, tiers, now, cancellationToken);
        if (concerned.Exists(profile => profile.Tier != tier || !profile.ByHand))
            await changes.TellAsync(
                transaction,
                caller,
                personId,
                tier == 0 ? "VIP tier taken" : "VIP tier given",
                new { Tier = NameOf(concerned.Max(profile => profile.Tier)) },
                new { Tier = NameOf(tier) },
                cancellationToken
            );
        var view = await EditedProfile.ViewAsync(
            transaction,
            workspaceId,
            concerned[^1].Audience.AudienceNo,
            personId,
            now,
            cancellationToken
        );
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(view);

        string? NameOf(int number) => tiers.Find(one => one.Tier == number)?.Name;
    }

    private static async Task WriteAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        List<EditedProfile> concerned,
        int tier,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var write = new NpgsqlBatchCommand(WriteSql);
        write
            .Parameters.With(
                concerned.ConvertAll(profile => profile.Audience.AudienceNo),
                NpgsqlDbType.Array | NpgsqlDbType.Integer
            )
            .With(personId)
            .With((short)tier)
            .With(now);
        var workspace = new NpgsqlBatchCommand(WorkspaceSql);
        workspace.Parameters.With(workspaceId).With(personId);
        batch.BatchCommands.Add(write);
        batch.BatchCommands.Add(workspace);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task TellAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        long personId,
        List<EditedProfile> before,
        int tier,
        List<VipTierRow> tiers,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var changed = before.FindAll(profile => profile.Audience.AccountId is not null && profile.Tier != tier);
        var ids = await ViewerPerson.IdsAsync(transaction.Connection!, workspaceId, personId, cancellationToken);
        await standing.TellRulesAsync(
            transaction,
            workspaceId,
            [.. changed.SelectMany(profile => ids.Select(id => new Standing.Place(personId, id, profile.Audience)))],
            blockedEverywhere: null,
            cancellationToken
        );
        var (handle, nickname) = (
            await EditNews.NamesAsync(transaction, workspaceId, [personId], cancellationToken)
        ).GetValueOrDefault(personId);
        foreach (var profile in changed)
            await standing.TellVipAsync(
                transaction,
                workspaceId,
                profile.Audience.AccountId!.Value,
                new ViewerNewsItem
                {
                    NewsId = Guid.CreateVersion7(now),
                    Kind = tier == 0 ? ViewerNewsKind.VipRemoved : ViewerNewsKind.VipSet,
                    UserId = personId,
                    Handle = handle,
                    Nickname = nickname,
                    VipTier = tier,
                    VipTierName = tiers.Find(one => one.Tier == (tier == 0 ? profile.Tier : tier))?.Name,
                    At = now,
                },
                cancellationToken
            );
    }

    /// <summary>0 for none; null for what is no tier of the workspace.</summary>
    private static int? TierOf(VipForm form, List<VipTierRow> tiers)
    {
        if (form.Remove)
            return form.Tier is null ? 0 : null;
        return form.Tier switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var n) => Known(n),
            { ValueKind: JsonValueKind.String } text => Characters.Read(text)?.Trim() is { } name
                ? tiers.Find(tier => string.Equals(tier.Name, name, StringComparison.OrdinalIgnoreCase))?.Tier
                    ?? (
                        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? Known(n) : null
                    )
                : null,
            _ => null,
        };

        int? Known(int n) => tiers.Exists(tier => tier.Tier == n) ? n : null;
    }
}
