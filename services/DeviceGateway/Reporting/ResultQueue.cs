using System.Diagnostics;
using System.Threading.Channels;
using LiveOps.Contracts.DeviceGateway;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Reporting;

/// <summary>A result on its way to the broker, and the trace that it belongs to.</summary>
internal sealed record ResultToReport(DeviceCommandCompleted Result, ActivityContext Trace);

/// <summary>
/// Results that the broker does not have yet. All of them are in the journal; this is their order. It takes no more
/// commands in than <see cref="GatewayOptions.UnreportedLimit"/>, and refuses no result.
/// </summary>
internal sealed class ResultQueue(IOptions<GatewayOptions> options)
{
    private readonly Channel<ResultToReport> _results = Channel.CreateUnbounded<ResultToReport>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly int _limit = options.Value.UnreportedLimit;
    private TaskCompletionSource? _room;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public ChannelReader<ResultToReport> Reader => _results.Reader;

    public void Add(DeviceCommandCompleted result, ActivityContext trace)
    {
        Interlocked.Increment(ref _count);
        GatewayTelemetry.Unreported.Add(1);
        _results.Writer.TryWrite(new ResultToReport(result, trace));
    }

    /// <summary>The broker has one.</summary>
    public void Reported()
    {
        GatewayTelemetry.Unreported.Add(-1);
        if (Interlocked.Decrement(ref _count) < _limit)
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
    }

    /// <summary>Waits until another command may be taken.</summary>
    public async ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        while (Count >= _limit)
        {
            var fresh = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var room = Interlocked.CompareExchange(ref _room, fresh, null) ?? fresh;
            if (Count < _limit)
                return;
            await room.Task.WaitAsync(cancellationToken);
        }
    }
}
