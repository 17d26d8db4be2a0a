using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;

namespace LiveOps.Console.ServingPages;

/// <summary>The built pages and the headers that keep a browser strict about them.</summary>
internal static class Pages
{
    private const string NotBuilt =
        "The pages are not built. Run 'npm ci && npm run build' in services/Console/web, then load this page again.";

    // Styles: the component library writes its variables into a style element.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Finds the pages also where the program is started from its build output.</summary>
    public static WebApplicationOptions Host(string[] args) =>
        new() { Args = args, WebRootPath = Find(AppContext.BaseDirectory) };

    public static void UsePages(this WebApplication app)
    {
        app.Use(AddHeaders);
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/assets"),
            assets => assets.UseMiddleware<ResponseCompressionMiddleware>()
        );
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = SetCaching });
    }

    /// <summary>Every other address is one of the pages' own: the browser decides which.</summary>
    public static void MapPages(this WebApplication app) =>
        app.MapFallback(
                async (HttpContext http, IWebHostEnvironment host) =>
                {
                    var page = host.WebRootFileProvider.GetFileInfo("index.html");
                    if (!page.Exists)
                        return Results.Text(NotBuilt, statusCode: StatusCodes.Status503ServiceUnavailable);
                    http.Response.Headers.CacheControl = "no-cache";
                    http.Response.ContentType = "text/html; charset=utf-8";
                    await http.Response.SendFileAsync(page, http.RequestAborted);
                    return Results.Empty;
                }
            )
            .AllowAnonymous();

    /// <summary><c>wwwroot</c> beside the program, or of the source tree above it; null where neither is.</summary>
    internal static string? Find(string start)
    {
        var beside = Path.Combine(start, "wwwroot");
        if (File.Exists(Path.Combine(beside, "index.html")))
            return beside;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var source = Path.Combine(folder.FullName, "services", "Console");
            if (Directory.Exists(source))
                return Directory.CreateDirectory(Path.Combine(source, "wwwroot")).FullName;
        }
        return null;
    }

    private static Task AddHeaders(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (http.Request.Path.StartsWithSegments("/api"))
            headers.CacheControl = "no-store";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        return next(http);
    }

    private static void SetCaching(StaticFileResponseContext file) =>
        // The names of assets carry a hash of their content.
        file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments("/assets")
            ? "public, max-age=31536000, immutable"
            : "no-cache";
}
