using LiveOps.Contracts.DeviceGateway;
using MassTransit;

namespace LiveOps.Rules.RoutingBoards;

/// <summary>Keeps the directory up to date. Memory only: <see cref="GatewayMemory"/> writes it down.</summary>
internal sealed class GatewayStatusConsumer(GatewayDirectory directory) : IConsumer<GatewayStatus>
{
    public Task Consume(ConsumeContext<GatewayStatus> context)
    {
        directory.Heard(context.Message);
        return Task.CompletedTask;
    }
}
