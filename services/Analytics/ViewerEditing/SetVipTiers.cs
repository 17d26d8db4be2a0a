using System.Security.Claims;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>A VIP tier over HTTP: how it is reached, and how it looks.</summary>
internal sealed record VipTierForm
{
    /// <summary>1 (lowest) to 4.</summary>
    public int Tier { get; init; }
    public string Name { get; init; } = "";
    public long MinCoinsSpent { get; init; }

    /// <summary>Hours; a part of an hour is allowed.</summary>
    public double MinWatchtimeHours { get; init; }
    public int MinVisits { get; init; }

    /// <summary>A list of whatever the workspace promises.</summary>
    public JsonElement? Benefits { get; init; }

    /// <summary>#RRGGBB.</summary>
    public string BadgeColor { get; init; } = "";
    public int SortOrder { get; init; }
}

/// <summary>Changes what VIP tiers are called, how they are reached and how they look.</summary>
internal sealed partial class SetVipTiers(NpgsqlDataSource database, ChangeLog changes)
{
    private const int LongestName = 40;
    private const int LongestBenefits = 4_000;
    private const long MostCoins = 1_000_000_000_000;
    private const double MostHours = 1_000_000;
    private const int MostVisits = 1_000_000;

    private const string WriteSql = """
        insert into analytics.vip_tiers as t
            (workspace_id, tier, name, min_coins, min_watch_ms, min_visits, benefits, color, sort_order)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (workspace_id, tier) do update set name = excluded.name, min_coins = excluded.min_coins,
            min_watch_ms = excluded.min_watch_ms, min_visits = excluded.min_visits,
            benefits = excluded.benefits, color = excluded.color, sort_order = excluded.sort_order
        """;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPut(
                "/vip/tiers",
                (
                    List<VipTierForm> tiers,
                    ClaimsPrincipal caller,
                    SetVipTiers set,
                    CancellationToken cancellationToken
                ) => set.HandleAsync(tiers, caller, cancellationToken)
            )
            .RequirePermission(Permissions.ViewersEdit)
            .WithSummary("Changes VIP tiers; a tier that is not in the list stays as it is")
            .ProducesValidationProblem();

    private async Task<Results<Ok<List<VipTierForm>>, ValidationProblem>> HandleAsync(
        List<VipTierForm> forms,
        ClaimsPrincipal caller,
        CancellationToken cancellationToken
    )
    {
        var workspaceId = caller.WorkspaceId();
        var faults = FaultsOf(forms);
        if (faults.Count > 0)
            return TypedResults.ValidationProblem(faults, title: "The tiers cannot be set so");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two changes at once could each keep the order and break it together.
        await Audiences.LockAloneAsync(transaction, workspaceId, cancellationToken);
        var before = await VipTierRow.ReadAsync(transaction, workspaceId, cancellationToken);
        foreach (var form in forms)
            await WriteAsync(transaction, workspaceId, form, cancellationToken);
        var tiers = await VipTierRow.ReadAsync(transaction, workspaceId, cancellationToken);
        faults = OrderFaultsOf(tiers);
        if (faults.Count > 0)
            return TypedResults.ValidationProblem(faults, title: "The tiers cannot be set so");
        await Audiences.ChangedAsync(transaction, workspaceId, cancellationToken);
        await TellAsync(transaction, caller, before, tiers, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(tiers.ConvertAll(ViewOf));
    }

    /// <summary>The tiers that are other ones now, by their names; where none is, nothing.</summary>
    private async Task TellAsync(
        NpgsqlTransaction transaction,
        ClaimsPrincipal caller,
        List<VipTierRow> before,
        List<VipTierRow> after,
        CancellationToken cancellationToken
    )
    {
        var (was, now) = (Told(before), Told(after));
        var changed = now.Where(tier => was.GetValueOrDefault(tier.Key) != tier.Value)
            .Select(tier => tier.Key)
            .ToList();
        if (changed.Count == 0)
            return;
        var names = after.Where(tier => changed.Contains(Key(tier))).Select(tier => tier.Name);
        await changes.AddAsync(
            transaction,
            caller.WorkspaceId(),
            Author.Of(caller),
            new Change("VIP tiers changed", "VIP tiers", caller.WorkspaceId().ToString(), string.Join(", ", names))
            {
                Before = Only(was),
                After = Only(now),
            },
            cancellationToken
        );

        static string Key(VipTierRow tier) => $"tier {tier.Tier}";

        static Dictionary<string, string> Told(List<VipTierRow> tiers) =>
            tiers.ToDictionary(
                Key,
                tier => JsonSerializer.Serialize(ViewOf(tier), JsonSerializerOptions.Web),
                StringComparer.Ordinal
            );

        Dictionary<string, JsonElement> Only(Dictionary<string, string> tiers) =>
            changed
                .Where(tiers.ContainsKey)
                .ToDictionary(tier => tier, tier => JsonElement.Parse(tiers[tier]), StringComparer.Ordinal);
    }

    private static async Task WriteAsync(
        NpgsqlTransaction transaction,
        Guid workspaceId,
        VipTierForm form,
        CancellationToken cancellationToken
    )
    {
        await using var write = new NpgsqlCommand(WriteSql, transaction.Connection, transaction);
        write
            .Parameters.With(workspaceId)
            .With((short)form.Tier)
            .With(form.Name.Trim())
            .With(form.MinCoinsSpent)
            .With((long)Math.Round(form.MinWatchtimeHours * 3_600_000))
            .With(form.MinVisits)
            .With(form.Benefits is { } benefits ? JsonText.Of(benefits) : "[]", NpgsqlDbType.Jsonb)
            .With(form.BadgeColor.ToUpperInvariant())
            .With(form.SortOrder);
        await write.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is wrong with each tier by itself, by its place in the list.</summary>
    private static Dictionary<string, string[]> FaultsOf(List<VipTierForm> forms)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (forms.Count is 0 or > 4)
            faults["tiers"] = ["must be a list of 1 to 4 tiers."];
        for (var n = 0; n < forms.Count && n < 4; n++)
        {
            var form = forms[n];
            void Fault(string field, string fault) => faults[$"[{n}].{field}"] = [fault];
            if (form.Tier is < 1 or > 4 || forms.Take(n).Any(other => other.Tier == form.Tier))
                Fault("tier", "must be 1 (lowest) to 4, each once.");
            if (Characters.Of(form.Name.Trim()) is not (> 0 and <= LongestName))
                Fault("name", $"must be 1 to {LongestName} characters.");
            if (form.MinCoinsSpent is < 0 or > MostCoins)
                Fault("minCoinsSpent", "must be 0 to 1,000,000,000,000 coins.");
            if (!(form.MinWatchtimeHours is >= 0 and <= MostHours))
                Fault("minWatchtimeHours", "must be 0 to 1,000,000 hours.");
            if (form.MinVisits is < 0 or > MostVisits)
                Fault("minVisits", "must be 0 to 1,000,000 visits.");
            if (!Color().IsMatch(form.BadgeColor))
                Fault("badgeColor", "must be a colour as #RRGGBB, such as #FFD700.");
            if (form.Benefits is { } benefits && !CanBeKept(benefits))
                Fault(
                    "benefits",
                    $"must be a JSON list of at most {LongestBenefits} characters, without the character NUL."
                );
        }
        return faults;
    }

    private static bool CanBeKept(JsonElement benefits)
    {
        if (benefits.ValueKind != JsonValueKind.Array)
            return false;
        // PostgreSQL keeps neither NUL nor half of a surrogate pair in a JSON text, escaped or not.
        return JsonText.Of(benefits) is { Length: <= LongestBenefits };
    }

    /// <summary>What is wrong with all of them together.</summary>
    private static Dictionary<string, string[]> OrderFaultsOf(List<VipTierRow> tiers)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        for (var n = 1; n < tiers.Count; n++)
        {
            var (lower, higher) = (tiers[n - 1], tiers[n]);
            if (
                higher.MinCoins < lower.MinCoins
                || higher.MinWatchMs < lower.MinWatchMs
                || higher.MinVisits < lower.MinVisits
                || (higher.MinCoins, higher.MinWatchMs, higher.MinVisits)
                    == (lower.MinCoins, lower.MinWatchMs, lower.MinVisits)
            )
                faults[$"tier {higher.Tier}"] =
                [
                    $"\"{higher.Name}\" must ask for more than \"{lower.Name}\" (tier {lower.Tier}) in something, and for less in nothing.",
                ];
            if (tiers.Take(n).Any(other => string.Equals(other.Name, higher.Name, StringComparison.OrdinalIgnoreCase)))
                faults[$"tier {higher.Tier}"] = [$"The name \"{higher.Name}\" belongs to another tier already."];
        }
        return faults;
    }

    private static VipTierForm ViewOf(VipTierRow tier) =>
        new()
        {
            Tier = tier.Tier,
            Name = tier.Name,
            MinCoinsSpent = tier.MinCoins,
            MinWatchtimeHours = tier.MinWatchMs / 3_600_000.0,
            MinVisits = tier.MinVisits,
            Benefits = tier.Benefits,
            BadgeColor = tier.Color,
            SortOrder = tier.SortOrder,
        };

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Color();
}
