using System.Net.Http.Headers;
using LiveOps.Hosting.Identity;
using Microsoft.Extensions.Primitives;

namespace LiveOps.Console.PassingThrough;

/// <summary>Which headers go along. Pure.</summary>
internal static class ForwardedHeaders
{
    // RFC 9110, 7.6.1: these belong to one connection.
    private static readonly HashSet<string> _hopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    };

    // The browser's address, cookies and trace are the Console's; HttpClient writes its own trace headers.
    private static readonly HashSet<string> _ofTheBrowser = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host",
        "Cookie",
        "Authorization",
        "Origin",
        "Referer",
        "Forwarded",
        "traceparent",
        "tracestate",
        "baggage",
    };

    // Security headers are the Console's own, and only the Console sets cookies on its origin.
    private static readonly HashSet<string> _ofTheOrigin = new(StringComparer.OrdinalIgnoreCase)
    {
        "Set-Cookie",
        "Server",
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers",
        "Access-Control-Allow-Methods",
        "Access-Control-Expose-Headers",
    };

    /// <summary>Headers of the request that go to the service.</summary>
    public static IEnumerable<KeyValuePair<string, StringValues>> OfRequest(IHeaderDictionary headers) =>
        headers.Where(header =>
            !header.Key.StartsWith(':')
            && !_hopByHop.Contains(header.Key)
            && !_ofTheBrowser.Contains(header.Key)
            && !IsOfAProxy(header.Key)
            && !IsNamedByConnection(headers.Connection, header.Key)
        );

    /// <summary>Headers of the answer that go to the browser.</summary>
    public static IEnumerable<KeyValuePair<string, IEnumerable<string>>> OfResponse(HttpResponseMessage response) =>
        response
            .Headers.Concat(response.Content.Headers)
            .Where(header =>
                !_hopByHop.Contains(header.Key)
                && !_ofTheOrigin.Contains(header.Key)
                && !response.Headers.Connection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)
            );

    /// <summary>The member's token, from the header or the cookie.</summary>
    public static AuthenticationHeaderValue? Token(HttpRequest request)
    {
        if (AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header))
            return header;
        return request.Cookies[LiveOpsIdentity.Cookie] is { Length: > 0 } token
            ? new AuthenticationHeaderValue("Bearer", token)
            : null;
    }

    // Who asks is for the Console to say, as it knows it; what it has read of a proxy, or a caller made up, ends here.
    private static bool IsOfAProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamedByConnection(StringValues connection, string header) =>
        connection
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Contains(header, StringComparer.OrdinalIgnoreCase);
}
