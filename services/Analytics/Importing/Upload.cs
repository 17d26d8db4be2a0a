using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LiveOps.Analytics.Importing;

/// <summary>A file that was sent, in the temporary folder until it is disposed of.</summary>
internal sealed class Upload : IAsyncDisposable
{
    /// <summary>Largest file, bytes.</summary>
    public const long Most = 2L * 1024 * 1024 * 1024;
    private const int LongestName = 200;

    private Upload(string path) => Path = path;

    public string Path { get; }
    public string? FileName { get; private set; }
    public long Bytes { get; private set; }

    /// <summary>Takes the body of a request, or the first file of its form, without holding it in memory.</summary>
    /// <exception cref="ImportRefused">There is no file, or it is too large.</exception>
    public static async Task<Upload> TakeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The form's own lines come on top.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Most + (1024 * 1024);
        var upload = new Upload(
            System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"liveops-import-{Guid.NewGuid():N}.db")
        );
        try
        {
            if (
                MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
                && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            )
                await upload.TakeFormAsync(request, type, cancellationToken);
            else
                await upload.TakeAsync(request.Body, cancellationToken);
            if (upload.Bytes == 0)
                throw new ImportRefused("No file came in. Send the database as the body, or as a file of a form.");
            return upload;
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(Path);
        return ValueTask.CompletedTask;
    }

    private async Task TakeFormAsync(
        HttpRequest request,
        MediaTypeHeaderValue type,
        CancellationToken cancellationToken
    )
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
            throw new ImportRefused("The form has no boundary. Send the database as the body instead.");
        var form = new MultipartReader(boundary, request.Body);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (
                !ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                || !disposition.IsFileDisposition()
            )
                continue;
            var name = (disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
            FileName = Storing.StorableText.Of(name?.Trim('"'), LongestName, out _, out _);
            await TakeAsync(section.Body, cancellationToken);
            return;
        }
    }

    private async Task TakeAsync(Stream from, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var to = new FileStream(Path, options);
        var buffer = new byte[128 * 1024];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            Bytes += length;
            if (Bytes > Most)
                throw new ImportRefused("The file is larger than 2 GB.");
            await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }
    }
}
