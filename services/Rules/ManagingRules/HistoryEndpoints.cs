using System.Security.Claims;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Evaluating;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>What a rule has been, and the way back: every member reads, managers restore.</summary>
internal static class HistoryEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/{id:guid}/versions", List)
            .WithSummary(
                "The versions of a rule, latest first, also of a deleted one; pass the last one's version as before to read on"
            );
        api.MapPost("/{id:guid}/restore", Restore)
            .RequirePermission(Permissions.RulesEdit)
            .WithSummary(
                "Makes an earlier version the latest one, also of a deleted rule; current is the latest version as it was read (409 when there is a later one)"
            );
    }

    private static async Task<Results<Ok<IReadOnlyList<RuleVersion>>, NotFound>> List(
        Guid id,
        long? before,
        ClaimsPrincipal user,
        RuleHistory history,
        CancellationToken cancellation
    )
    {
        var versions = await history.ListAsync(user.WorkspaceId(), id, before, cancellation);
        return versions.Count > 0 || before is not null ? TypedResults.Ok(versions) : TypedResults.NotFound();
    }

    private static async Task<Results<Ok<RuleView>, ValidationProblem, NotFound, ProblemHttpResult>> Restore(
        Guid id,
        long? version,
        long? current,
        ClaimsPrincipal user,
        RuleHistory history,
        CancellationToken cancellation
    )
    {
        if (version is not { } wanted)
            return RuleAnswer.Fault("version", "is missing: name the version to go back to.");
        if (current is not { } read)
            return RuleAnswer.Fault("current", "is missing: send the latest version that you read.");
        if (await history.FindAsync(user.WorkspaceId(), id, wanted, cancellation) is not { Rule: var earlier })
            return TypedResults.NotFound();
        // What was fine then may be against a limit of today.
        var faults = new RuleFaults();
        earlier.Definition().Validate(faults);
        if (faults.Any)
            return RuleAnswer.Faults(faults.ToDictionary(), "That version cannot come back");
        return await history.RestoreAsync(user.WorkspaceId(), earlier, read, Author.Of(user), cancellation) is { } now
            ? TypedResults.Ok(now)
            : RuleAnswer.Conflict();
    }
}
