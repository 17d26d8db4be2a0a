using LiveOps.Contracts.DeviceGateway;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.EmergencyStopping;

/// <summary>The emergency stop over the bus, on a queue of its own that nothing else can fill.</summary>
internal sealed class EmergencyStopConsumer(EmergencyStopSwitch @switch, IOptions<GatewayOptions> options)
    : IConsumer<EmergencyStop>
{
    public Task Consume(ConsumeContext<EmergencyStop> context)
    {
        var stop = context.Message;
        if (stop.WorkspaceId == options.Value.WorkspaceId)
            @switch.Press(stop.StopId, stop.RequestedBy, stop.RequestedAt, fromConsole: true);
        return Task.CompletedTask;
    }
}

/// <summary>The release over the bus.</summary>
internal sealed class ResetEmergencyStopConsumer(EmergencyStopSwitch @switch, IOptions<GatewayOptions> options)
    : IConsumer<ResetEmergencyStop>
{
    public Task Consume(ConsumeContext<ResetEmergencyStop> context)
    {
        if (context.Message.WorkspaceId == options.Value.WorkspaceId)
            @switch.Reset(context.Message.RequestedBy);
        return Task.CompletedTask;
    }
}
