using System.Text;

namespace LiveOps.Ingestion.Leasing;

/// <summary>
/// The data folder, held by this process alone, with the name of who held it last: whoever holds it knows that the one
/// before is dead, and takes its accounts over without waiting for its leases to run out.
/// </summary>
internal sealed class ReplicaFolder : IDisposable
{
    private readonly FileStream _held;

    /// <param name="path">The folder; made where it is missing.</param>
    /// <param name="owner">Name of this process among the replicas.</param>
    /// <exception cref="InvalidOperationException">Another process holds the folder, or it cannot be written.</exception>
    public ReplicaFolder(string path, string owner)
    {
        try
        {
            Directory.CreateDirectory(path);
            _held = new FileStream(
                Path.Combine(path, "replica"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"The data folder {path} cannot be used ({error.Message}). Each Ingestion needs one of its own: set Ingestion__DataFolder.",
                error
            );
        }
        using var reader = new StreamReader(_held, Encoding.UTF8, leaveOpen: true);
        Predecessor = reader.ReadToEnd() is { Length: > 0 } name ? name : null;
        _held.SetLength(0);
        _held.Write(Encoding.UTF8.GetBytes(owner));
        _held.Flush();
        Owner = owner;
    }

    public string Owner { get; }

    /// <summary>Who held the folder before; null for a new one.</summary>
    public string? Predecessor { get; }

    public void Dispose() => _held.Dispose();
}
