using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Rules.ManagingRules;

/// <summary>How busy each rule is, for lists.</summary>
internal static class ActivityEndpoints
{
    /// <summary>More are not counted: a list asks for all rules at once.</summary>
    private const int MostCounted = 10_000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/activity", List)
            .WithSummary(
                "When each rule fired last, and how often in the last 24 hours (10,000 stands for more); rules that never fired, or not since decisions are kept, are not named"
            );

    private static async Task<Ok<IReadOnlyList<RuleActivity>>> List(
        Guid? accountId,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await using var select = database.CreateCommand(
            $"""
            select r.rule_id, last.decided_at, (
                select count(*)::int from (
                    select 1 from rules.decisions d
                    where d.rule_id = r.rule_id and d.outcome = 'Fired' and d.workspace_id = $1
                        and ($2 is null or d.account_id = $2) and d.decided_at > $3 limit {MostCounted}
                ) counted
            )
            from rules.rules r cross join lateral (
                select d.decided_at from rules.decisions d
                where d.rule_id = r.rule_id and d.outcome = 'Fired' and d.workspace_id = $1
                    and ($2 is null or d.account_id = $2)
                order by d.decided_at desc limit 1
            ) last
            where r.workspace_id = $1 and ($2 is null or r.account_id = $2 or r.account_id is null)
            """
        );
        select.Parameters.Add(new() { Value = user.WorkspaceId() });
        select.Parameters.Add(RuleStore.Parameter(accountId));
        select.Parameters.Add(new() { Value = clock.GetUtcNow().AddDays(-1).ToUniversalTime() });
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var rules = new List<RuleActivity>();
        while (await reader.ReadAsync(cancellation))
            rules.Add(
                new(
                    reader.GetGuid(0),
                    await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation),
                    reader.GetInt32(2)
                )
            );
        return TypedResults.Ok<IReadOnlyList<RuleActivity>>(rules);
    }
}

/// <summary>How busy a rule is.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="LastFiredAt">When it fired last.</param>
/// <param name="FiredLastDay">How often in the last 24 hours; 10,000 stands for more.</param>
internal sealed record RuleActivity(Guid RuleId, DateTimeOffset LastFiredAt, int FiredLastDay);
