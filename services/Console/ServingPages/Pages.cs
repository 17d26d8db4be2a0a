using System.Security.Cryptography;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;

namespace LiveOps.Console.ServingPages;

/// <summary>The built pages and the headers that keep a browser strict about them.</summary>
internal static class Pages
{
    private const string NotBuilt =
        "The pages are not built. Run 'npm ci && npm run build' in services/Console/web, then load this page again.";

    // Of what is no page: a browser that is led to open it does nothing with it.
    private const string NothingMayLoad =
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // Where the page's script finds the word that lets its style elements in.
    private const string NonceMark = "<head>";

    // What OBS loads, and what the console shows of it in a frame.
    private const string OverlayPreview = "/overlay/preview";
    private const string OverlayFile = "overlay.html";

    /// <summary>Finds the pages also where the program is started from its build output.</summary>
    public static WebApplicationOptions Host(string[] args) =>
        new() { Args = args, WebRootPath = Find(AppContext.BaseDirectory) };

    public static void UsePages(this WebApplication app)
    {
        app.Use(AddHeaders);
        // The page itself is written for each answer, with a nonce in it.
        app.UseWhen(
            http => http.Request.Path != "/index.html" && http.Request.Path != $"/{OverlayFile}",
            files =>
            {
                files.UseWhen(
                    http => http.Request.Path.StartsWithSegments("/assets"),
                    assets =>
                    {
                        // For who does not take what is compressed already.
                        assets.UseMiddleware<ResponseCompressionMiddleware>();
                        assets.UseMiddleware<CompressedAssets>();
                    }
                );
                files.UseStaticFiles(
                    new StaticFileOptions
                    {
                        ContentTypeProvider = new CompressedAssets.ContentTypes(),
                        OnPrepareResponse = SetCaching,
                    }
                );
            }
        );
    }

    /// <summary>Every other address is one of the pages' own: the browser decides which.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapFallback(SendAsync).AllowAnonymous();
        app.MapGet("/index.html", SendAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/overlay/{account:guid}", SendOverlay).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(OverlayPreview, SendOverlay).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> SendAsync(HttpContext http, IWebHostEnvironment host)
    {
        var page = host.WebRootFileProvider.GetFileInfo("index.html");
        if (!page.Exists)
            return Results.Text(NotBuilt, statusCode: StatusCodes.Status503ServiceUnavailable);
        using var reader = new StreamReader(page.CreateReadStream());
        var html = await reader.ReadToEndAsync(http.RequestAborted);
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[typeof(Pages)] = nonce;
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text(
            html.Replace(
                NonceMark,
                $"{NonceMark}<meta name=\"style-nonce\" content=\"{nonce}\">",
                StringComparison.Ordinal
            ),
            "text/html; charset=utf-8"
        );
    }

    /// <summary>The page of overlays: the same for each, it shows nothing before its stream tells what.</summary>
    private static IResult SendOverlay(HttpContext http, IWebHostEnvironment host)
    {
        var page = host.WebRootFileProvider.GetFileInfo(OverlayFile);
        if (!page.Exists)
            return Results.Text(NotBuilt, statusCode: StatusCodes.Status503ServiceUnavailable);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Stream(page.CreateReadStream(), "text/html; charset=utf-8");
    }

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
        // At the last moment: an error handler takes headers away, and a service passes its own on.
        http.Response.OnStarting(SetHeaders, http);
        return next(http);
    }

    private static Task SetHeaders(object state)
    {
        var http = (HttpContext)state;
        var headers = http.Response.Headers;
        var api = http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/hubs");
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var nonce = http.Items[typeof(Pages)] as string;
        // The pages' files are a hundred, and none is a document: the rest would say nothing there.
        if (nonce is null && http.Request.Path.StartsWithSegments("/assets") && http.Response.StatusCode < 400)
            return Task.CompletedTask;
        var overlay = http.Request.Path.StartsWithSegments("/overlay");
        var preview = http.Request.Path == OverlayPreview;
        headers.ContentSecurityPolicy = api ? NothingMayLoad : PolicyWith(nonce, preview ? "'self'" : "'none'");
        headers.XFrameOptions = preview ? "SAMEORIGIN" : "DENY";
        // The address of an overlay holds its token.
        headers["Referrer-Policy"] = overlay ? "no-referrer" : "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (api)
            headers.CacheControl = "no-store";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        return Task.CompletedTask;
    }

    /// <summary>Styles come from files, and from style elements with this answer's nonce.</summary>
    private static string PolicyWith(string? nonce, string frames) =>
        $"default-src 'self'; script-src 'self'; style-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; img-src 'self' data:; "
        + $"font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}";

    private static void SetCaching(StaticFileResponseContext file)
    {
        // The names of assets carry a hash of their content.
        file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments("/assets")
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        CompressedAssets.Tell(file);
    }
}
