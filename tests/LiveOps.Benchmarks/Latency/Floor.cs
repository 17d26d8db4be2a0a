using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using LiveOps.Benchmarks.Broker;

namespace LiveOps.Benchmarks.Latency;

/// <summary>
/// What the path cannot be faster than on this machine at this moment: two confirmed hops over quorum queues with the
/// broker's own client (event to rules, command to gateway) and a write to a pseudo-terminal, with nothing decided,
/// decoded or stored in between.
/// </summary>
internal sealed class Floor : IAsyncDisposable
{
    private const int EventBytes = 2_000;
    private const int CommandBytes = 1_200;
    private const ushort Prefetch = 64;

    private static readonly byte[] _line = new byte[28];

    private readonly ConcurrentQueue<double> _milliseconds = new();
    private readonly PseudoTerminal _terminal = new();
    private RawQueue? _events;
    private RawQueue? _commands;

    public static async Task<Floor> OpenAsync(Uri broker, CancellationToken cancellationToken)
    {
        var floor = new Floor();
        floor._commands = await RawQueue.OpenAsync(broker, Prefetch, floor.WriteAsync, cancellationToken);
        floor._events = await RawQueue.OpenAsync(broker, Prefetch, floor.ForwardAsync, cancellationToken);
        return floor;
    }

    /// <summary>Sends at a steady rate and returns the milliseconds of each.</summary>
    public async Task<IReadOnlyList<double>> RunAsync(
        int perSecond,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        _milliseconds.Clear();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < length; )
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            var body = new byte[EventBytes];
            BinaryPrimitives.WriteInt64LittleEndian(body, Stopwatch.GetTimestamp());
            await _events!.PublishAsync(body, cancellationToken);
        }
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
        return [.. _milliseconds];
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
            await _events.DisposeAsync();
        if (_commands is not null)
            await _commands.DisposeAsync();
        _terminal.Dispose();
    }

    private async Task ForwardAsync(ReadOnlyMemory<byte> body)
    {
        var next = new byte[CommandBytes];
        body.Span[..8].CopyTo(next);
        await _commands!.PublishAsync(next, CancellationToken.None);
    }

    private Task WriteAsync(ReadOnlyMemory<byte> body)
    {
        var sent = BinaryPrimitives.ReadInt64LittleEndian(body.Span);
        _terminal.Write(_line);
        _milliseconds.Enqueue(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        return Task.CompletedTask;
    }
}
