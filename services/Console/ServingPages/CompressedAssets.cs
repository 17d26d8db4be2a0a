using Microsoft.AspNetCore.StaticFiles;

namespace LiveOps.Console.ServingPages;

/// <summary>
/// Sends a file of the pages as the build compressed it (Brotli, beside it with <c>.br</c>) to browsers that take it so: all
/// of them do over HTTPS, and from the machine itself.
/// </summary>
internal sealed class CompressedAssets(RequestDelegate next, IWebHostEnvironment host)
{
    private const string Ending = ".br";
    private const string Coding = "br";

    public Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        if (!path.StartsWithSegments("/assets", StringComparison.Ordinal) || IsCompressed(path))
            return next(http);
        http.Response.Headers.Vary = "Accept-Encoding";
        if (Takes(http.Request) && host.WebRootFileProvider.GetFileInfo(path + Ending).Exists)
            http.Request.Path = path + Ending;
        return next(http);
    }

    /// <summary>Says how the file that goes out is written.</summary>
    public static void Tell(StaticFileResponseContext file)
    {
        if (IsCompressed(file.Context.Request.Path))
            file.Context.Response.Headers.ContentEncoding = Coding;
    }

    private static bool IsCompressed(PathString path) => path.Value?.EndsWith(Ending, StringComparison.Ordinal) == true;

    private static bool Takes(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(coding =>
                coding.Value.Equals(Coding, StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0
            );

    /// <summary>What a compressed file is, its name without the ending says.</summary>
    public sealed class ContentTypes : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _known = new();

        public bool TryGetContentType(string subpath, out string contentType) =>
            _known.TryGetContentType(
                subpath.EndsWith(Ending, StringComparison.Ordinal) ? subpath[..^Ending.Length] : subpath,
                out contentType!
            );
    }
}
