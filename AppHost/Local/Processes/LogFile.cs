namespace LiveOps.AppHost.Local.Processes;

/// <summary>What a process prints, by name, at most two files of 10 MiB.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private const long Limit = 10 * 1024 * 1024;
    private readonly Lock _lock = new();
    private StreamWriter _writer = Open(path);

    public string Path => path;

    public void Write(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            if (_writer.BaseStream.Length > Limit)
            {
                _writer.Dispose();
                File.Move(path, path + ".1", overwrite: true);
                _writer = Open(path);
            }
            _writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _writer.Dispose();
    }

    private static StreamWriter Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            AutoFlush = true,
        };
}
