using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Refusals that several endpoints share.</summary>
internal static class RuleAnswer
{
    public static ValidationProblem Fault(string field, string message) =>
        Faults(new Dictionary<string, string[]> { [field] = [message] }, "This cannot be done as it was asked");

    public static ValidationProblem Faults(
        IEnumerable<KeyValuePair<string, string[]>> faults,
        string title = "The rule cannot be taken as it is"
    ) => TypedResults.ValidationProblem(faults, title: title);

    public static ProblemHttpResult Conflict() =>
        TypedResults.Problem(
            "Somebody else has changed this rule in the meantime: load it again and repeat your change.",
            statusCode: StatusCodes.Status409Conflict,
            title: "The rule has changed"
        );
}
