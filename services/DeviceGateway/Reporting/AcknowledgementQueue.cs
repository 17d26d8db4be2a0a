using System.Diagnostics;
using System.Threading.Channels;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Reporting;

/// <summary>Acknowledgements for screens: of no use when late, so the oldest give way when the broker is slow.</summary>
internal sealed class AcknowledgementQueue
{
    private readonly Channel<(DeviceCommandAcknowledged Message, ActivityContext Trace)> _queue =
        Channel.CreateBounded<(DeviceCommandAcknowledged, ActivityContext)>(
            new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }
        );

    public ChannelReader<(DeviceCommandAcknowledged Message, ActivityContext Trace)> Reader => _queue.Reader;

    public void Add(DeviceCommandAcknowledged message, ActivityContext trace) =>
        _queue.Writer.TryWrite((message, trace));
}
