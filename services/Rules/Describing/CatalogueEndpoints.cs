using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.Describing;

/// <summary>The forms of everything that a rule can be made of.</summary>
internal static class CatalogueEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/catalogue", Read)
            .WithSummary(
                "Every kind of trigger, condition and action with its fields, the policy, and the placeholders"
            );

    private static Ok<RuleCatalogue> Read() => TypedResults.Ok(RuleCatalogue.All);
}
