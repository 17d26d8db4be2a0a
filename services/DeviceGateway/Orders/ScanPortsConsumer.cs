using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using MassTransit;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>Looks for ports at once, and tries those again that wait because they failed.</summary>
internal sealed class ScanPortsConsumer(OrderDesk desk, PortScan scan) : IConsumer<ScanPorts>
{
    public Task Consume(ConsumeContext<ScanPorts> context)
    {
        var wanted = context.Message;
        _ = desk.TakeAsync(
            new Order(wanted.OrderId, wanted.WorkspaceId, wanted.RequestedBy, wanted.ExpiresAt, "look for ports again"),
            async _ =>
            {
                var (used, unused, retried) = await scan.NowAsync();
                return OrderEnd.Done($"Ports used: {used}; left alone: {unused}; tried again: {retried}.");
            }
        );
        return Task.CompletedTask;
    }
}
