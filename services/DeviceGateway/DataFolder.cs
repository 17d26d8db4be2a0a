using System.Text.Json;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway;

/// <summary>The gateway's own folder, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };
    private readonly FileStream _lock;

    public DataFolder(IOptions<GatewayOptions> options)
    {
        FullName = Path.GetFullPath(options.Value.DataFolder);
        try
        {
            Directory.CreateDirectory(FullName);
            _lock = new FileStream(
                PathOf("gateway.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 0
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(
                $"{GatewayOptions.Section}:{nameof(GatewayOptions.DataFolder)} {FullName} cannot be used ({error.Message}): another gateway has it (the service?), or this user may not write there. Stop the other one, or name another folder with Gateway__DataFolder.",
                error
            );
        }
    }

    public string FullName { get; }

    public string PathOf(string file) => Path.Combine(FullName, file);

    /// <summary>Reads a small file; null when there is none.</summary>
    /// <exception cref="DataFolderException">It is there, but no JSON of this form.</exception>
    public T? Read<T>(string file)
        where T : class
    {
        var path = PathOf(file);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), _json);
        }
        catch (JsonException error)
        {
            throw new DataFolderException(
                $"{path} is damaged ({error.Message}): mend it, or move it away to begin without it.",
                error
            );
        }
    }

    /// <summary>Replaces a small file as a whole: a crash leaves the old one or the new one, on the disk.</summary>
    public void Write<T>(string file, T content)
    {
        var path = PathOf(file);
        var fresh = $"{path}.new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, content, _json);
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();
}
