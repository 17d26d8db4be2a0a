using Microsoft.AspNetCore.Http.HttpResults;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Refusals, in words that say what to do.</summary>
internal static class Problems
{
    public static ProblemHttpResult NoViewer(string user) =>
        TypedResults.Problem(
            $"Nobody in this workspace is known as \"{Short(user)}\". Give a @handle or the numeric id of a viewer who was seen.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such viewer"
        );

    public static ProblemHttpResult NoAccount() =>
        TypedResults.Problem(
            "No account of this workspace has that accountId. GET /api/ingestion/accounts lists them.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such account"
        );

    public static ProblemHttpResult NotSeen() =>
        TypedResults.Problem(
            "This account has not seen the viewer. Leave accountId away to change the viewer for all accounts.",
            statusCode: StatusCodes.Status404NotFound,
            title: "Not a viewer of this account"
        );

    public static ProblemHttpResult Conflict(string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: title);

    public static ValidationProblem Fault(string field, string fault) =>
        TypedResults.ValidationProblem(
            new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [fault] },
            title: "That cannot be done so"
        );

    public static string Short(string text) => text.Length > 60 ? text[..60] + "..." : text;
}
