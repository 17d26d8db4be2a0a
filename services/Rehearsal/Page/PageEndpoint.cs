namespace LiveOps.Rehearsal.Page;

/// <summary>The hand page, carried inside the assembly.</summary>
internal static class PageEndpoint
{
    public static void MapPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", () => File("index.html", "text/html; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/favicon.svg", () => File("favicon.svg", "image/svg+xml")).ExcludeFromDescription();
        app.MapGet("/page.js", () => File("page.js", "text/javascript; charset=utf-8")).ExcludeFromDescription();
    }

    private static IResult File(string name, string type) =>
        Results.Stream(typeof(PageEndpoint).Assembly.GetManifestResourceStream($"page/{name}")!, type);
}
