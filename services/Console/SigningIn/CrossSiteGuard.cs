using LiveOps.Hosting.Identity;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// A page of another site must not act with the member's cookie. The cookie is SameSite=Strict; beside that, a request
/// that changes something and comes with the cookie has to carry what a form of another site cannot send: a JSON body,
/// or the header <c>X-LiveOps</c>.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next)
{
    /// <summary>Any value will do: a browser asks before it sends an own header to another site.</summary>
    public const string Header = "X-LiveOps";

    public Task InvokeAsync(HttpContext http)
    {
        if (Refusal(http.Request) is not { } reason)
            return next(http);
        return Results
            .Problem(reason, statusCode: 403, title: "Refused: this may come from another site")
            .ExecuteAsync(http);
    }

    /// <summary>Why the request is refused; null when it may pass.</summary>
    internal static string? Refusal(HttpRequest request)
    {
        var byCookie = request.Cookies.ContainsKey(LiveOpsIdentity.Cookie) && request.Headers.Authorization.Count == 0;
        var fetchSite = request.Headers["Sec-Fetch-Site"].ToString();
        if (byCookie && fetchSite is "cross-site")
            return "The session cookie is for this site's own pages. A program sends its token as Authorization: Bearer.";
        // Another port or subdomain is "same-site": the cookie comes along. It may look at nothing, but could listen to a
        // socket, which no browser asks about before.
        if (
            byCookie
            && fetchSite is "same-site"
            && (!IsSafe(request.Method) || request.Path.StartsWithSegments("/hubs"))
        )
            return "The session cookie is for this origin's own pages. A program sends its token as Authorization: Bearer.";
        if (!byCookie || IsSafe(request.Method))
            return null;
        if (request.Headers.ContainsKey(Header) || request.HasJsonContentType())
            return null;
        return $"A request with the session cookie needs Content-Type: application/json or the header {Header}: 1.";
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}
