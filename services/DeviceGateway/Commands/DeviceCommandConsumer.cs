using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Reporting;
using MassTransit;

namespace LiveOps.DeviceGateway.Commands;

/// <summary>
/// Takes commands from the gateway's queue. The message is done when the journal has it, not when the device is: a long
/// action holds no message, and what the journal has the gateway brings to an end by itself.
/// </summary>
internal sealed class DeviceCommandConsumer(GatewayLoop loop, CommandArrival arrival, ResultQueue results)
    : IConsumer<DeviceCommand>
{
    public async Task Consume(ConsumeContext<DeviceCommand> context)
    {
        var arrived = Stopwatch.GetTimestamp();
        // Results that the broker does not have yet are bounded: then commands stay with the broker.
        await results.RoomAsync(context.CancellationToken);
        var command = context.Message;
        var consumed = Activity.Current;
        var activity = GatewayTelemetry.Source.StartActivity("device command");
        if (activity is not null)
        {
            activity.SetTag("liveops.command", command.CommandId);
            activity.SetTag("liveops.board", command.BoardId);
            activity.SetTag("liveops.device", command.DeviceId);
            activity.SetTag("liveops.action", command.Action);
            // It lives until the board's answer, on another thread: here the consumer's own stays current.
            Activity.Current = consumed;
        }
        var journaled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(now => arrival.Arrive(command, activity, arrived, journaled, now));
        await journaled.Task.WaitAsync(context.CancellationToken);
    }
}
