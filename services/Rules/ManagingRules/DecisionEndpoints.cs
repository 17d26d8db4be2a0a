using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>What the rules decided, latest first.</summary>
internal static class DecisionEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/decisions", List)
            .WithSummary(
                "The latest decisions, of all accounts and rules or of one; pass the answer's next as before to read on"
            );

    private static async Task<Results<Ok<DecisionPage>, ValidationProblem>> List(
        Guid? accountId,
        Guid? ruleId,
        string? before,
        int? limit,
        ClaimsPrincipal user,
        DecisionList decisions,
        CancellationToken cancellation
    )
    {
        if (limit is < 1 or > 500)
            return RuleAnswer.Fault("limit", "must be 1 to 500.");
        PageEnd? cursor = null;
        if (before is not null && !PageEnd.TryParse(before, out cursor))
            return RuleAnswer.Fault("before", "must be the next of an earlier answer.");
        return TypedResults.Ok(
            await decisions.ReadAsync(user.WorkspaceId(), accountId, ruleId, cursor, limit ?? 50, cancellation)
        );
    }
}

/// <summary>A stretch of decisions.</summary>
/// <param name="Items">Latest first.</param>
/// <param name="Next">What to pass as before to read on; null at the end.</param>
internal sealed record DecisionPage(IReadOnlyList<DecisionView> Items, string? Next);

/// <summary>One decision as it is stored. Ids of TikTok are strings: JavaScript's numbers lose their digits.</summary>
internal sealed record DecisionView
{
    public required Guid DecisionId { get; init; }
    public required Guid AccountId { get; init; }
    public required string RoomId { get; init; }
    public required string MessageId { get; init; }
    public required string EventKind { get; init; }
    public required Guid RuleId { get; init; }
    public required string RuleName { get; init; }
    public string? ViewerId { get; init; }
    public string? ViewerName { get; init; }
    public required string Outcome { get; init; }
    public string? Reason { get; init; }
    public required IReadOnlyList<Guid> CommandIds { get; init; }

    /// <summary>When the event's frame was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
}
