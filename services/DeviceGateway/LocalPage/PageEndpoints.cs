using System.Collections.Frozen;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>The page of the gateway's own PC, carried inside the assembly.</summary>
internal static class PageEndpoints
{
    private const string Prefix = "page/";

    /// <summary>Nothing from anywhere else, no inline script or style, and never inside another page's frame.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> _types = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of the page's files.</summary>
    public static IEnumerable<string> Files =>
        typeof(PageEndpoints)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..]);

    public static void MapPage(this IEndpointRouteBuilder app)
    {
        foreach (var file in Files)
            app.MapGet(file == "index.html" ? "/" : $"/{file}", (HttpContext http) => Send(http, file))
                .AllowAnonymous()
                .ExcludeFromDescription()
                .For(LocalAccess.Look);
    }

    private static IResult Send(HttpContext http, string file)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // The page must be that of the program which answers: after an update, too.
        headers.CacheControl = "no-cache";
        return Results.Stream(
            typeof(PageEndpoints).Assembly.GetManifestResourceStream(Prefix + file)!,
            _types[Path.GetExtension(file)]
        );
    }
}
