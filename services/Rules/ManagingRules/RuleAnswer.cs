using LiveOps.Rules.Evaluating;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Rules.ManagingRules;

/// <summary>Answers in the JSON of rules, and the refusals that several endpoints share.</summary>
internal static class RuleAnswer
{
    public static JsonHttpResult<T> Json<T>(T value, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(value, RuleJson.Options, statusCode: status);

    public static ValidationProblem Fault(string field, string message) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });

    public static ProblemHttpResult Conflict() =>
        TypedResults.Problem(
            "Somebody else has changed this rule in the meantime: load it again and repeat your change.",
            statusCode: StatusCodes.Status409Conflict,
            title: "The rule has changed"
        );
}
