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
        if (stop.WorkspaceId != options.Value.WorkspaceId)
            return Task.CompletedTask;
        switch (stop.Scope)
        {
            case { BoardId: { } board }:
                @switch.PressBoard(stop.StopId, board, stop.RequestedBy, stop.RequestedAt);
                break;
            case { AccountId: { } account }:
                @switch.PressAccount(stop.StopId, account, stop.RequestedBy, stop.RequestedAt);
                break;
            case { GatewayId: { } gateway }:
                if (gateway == options.Value.Id)
                    @switch.Press(stop.StopId, stop.RequestedBy, stop.RequestedAt, StopOrigins.Machine);
                break;
            default:
                @switch.Press(stop.StopId, stop.RequestedBy, stop.RequestedAt, StopOrigins.Workspace);
                break;
        }
        return Task.CompletedTask;
    }
}

/// <summary>The release over the bus.</summary>
internal sealed class ResetEmergencyStopConsumer(EmergencyStopSwitch @switch, IOptions<GatewayOptions> options)
    : IConsumer<ResetEmergencyStop>,
        IConsumer<ResetScopedEmergencyStop>
{
    public Task Consume(ConsumeContext<ResetEmergencyStop> context)
    {
        if (context.Message.WorkspaceId == options.Value.WorkspaceId)
            @switch.Reset(context.Message.RequestedBy);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ResetScopedEmergencyStop> context)
    {
        var reset = context.Message;
        if (reset.WorkspaceId != options.Value.WorkspaceId)
            return Task.CompletedTask;
        if (reset.Scope.BoardId is { } board)
            @switch.ResetBoard(board, reset.RequestedBy);
        else if (reset.Scope.AccountId is { } account)
            @switch.ResetAccount(account, reset.RequestedBy);
        else if (reset.Scope.GatewayId == options.Value.Id)
            @switch.ResetMachine(reset.RequestedBy);
        return Task.CompletedTask;
    }
}
