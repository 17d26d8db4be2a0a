using System.Buffers;

namespace LiveOps.Analytics.Exporting;

/// <summary>
/// Writes a table of any length: what is done leaves for the receiver, so memory does not grow with the rows.
/// Begin, then rows of as many cells as there are columns, then end.
/// </summary>
internal abstract class TableWriter(Stream to) : IAsyncDisposable
{
    /// <summary>Gathered before it is sent, bytes: fewer and larger writes.</summary>
    private const int Portion = 64 * 1024;

    protected Stream To => to;

    protected ArrayBufferWriter<byte> Buffer { get; } = new(Portion + (16 * 1024));

    public abstract ValueTask BeginAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken);

    public abstract ValueTask BeginRowAsync(CancellationToken cancellationToken);

    public abstract void Add(Cell cell);

    public abstract ValueTask EndRowAsync(CancellationToken cancellationToken);

    public abstract ValueTask EndAsync(CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected ValueTask SendFullAsync(CancellationToken cancellationToken) =>
        Buffer.WrittenCount < Portion ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    protected async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await Destination.WriteAsync(Buffer.WrittenMemory, cancellationToken);
        Buffer.ResetWrittenCount();
    }

    /// <summary>Where portions go; a part of <see cref="To"/> for formats that have parts.</summary>
    protected virtual Stream Destination => to;
}
