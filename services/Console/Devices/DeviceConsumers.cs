using LiveOps.Console.Live;
using LiveOps.Contracts.DeviceGateway;
using MassTransit;

namespace LiveOps.Console.Devices;

/// <summary>Keeps the read model; a gateway that runs although its workspace is latched is stopped again.</summary>
internal sealed class GatewayStatusConsumer(
    GatewayReadModel gateways,
    EmergencyStopLatch latch,
    EmergencyStopRecorder recorder,
    LiveScreens screens,
    TimeProvider clock
) : IConsumer<GatewayStatus>
{
    public async Task Consume(ConsumeContext<GatewayStatus> context)
    {
        var now = clock.GetUtcNow();
        var status = context.Message;
        var seen = gateways.Take(status, latch.Of(status.WorkspaceId).Holds(status.GatewayId), now);
        foreach (var stop in latch.StopAgain(status, now))
        {
            await context.Publish(stop, context.CancellationToken);
            recorder.Record(stop, actor: null);
        }
        screens.Show(new LiveChannel(status.WorkspaceId), batch => batch.Add(seen, latch.Of(status.WorkspaceId), now));
    }
}

/// <summary>Follows stops and resets of other replicas of the Console.</summary>
internal sealed class EmergencyStopConsumer(EmergencyStopLatch latch, LiveScreens screens)
    : IConsumer<EmergencyStop>,
        IConsumer<Contracts.DeviceGateway.ResetEmergencyStop>,
        IConsumer<ResetScopedEmergencyStop>
{
    public Task Consume(ConsumeContext<EmergencyStop> context)
    {
        latch.Set(context.Message);
        screens.ShowLatch(context.Message.WorkspaceId, latch.Of(context.Message.WorkspaceId));
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<Contracts.DeviceGateway.ResetEmergencyStop> context) =>
        Release(context.Message.WorkspaceId, null, context.Message.RequestedAt);

    public Task Consume(ConsumeContext<ResetScopedEmergencyStop> context) =>
        Release(context.Message.WorkspaceId, context.Message.Scope, context.Message.RequestedAt);

    private Task Release(Guid workspaceId, EmergencyStopScope? scope, DateTimeOffset until)
    {
        latch.Release(workspaceId, scope, until);
        screens.ShowLatch(workspaceId, latch.Of(workspaceId));
        return Task.CompletedTask;
    }
}
