using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Reporting;
using MassTransit;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>Other time-outs for talking to the boards; they hold for the next line that is sent.</summary>
internal sealed class ChangeBoardLineConsumer(
    OrderDesk desk,
    LineSettings settings,
    GatewayLoop loop,
    StatusSignal signal
) : IConsumer<ChangeBoardLine>
{
    public Task Consume(ConsumeContext<ChangeBoardLine> context)
    {
        var wanted = context.Message;
        _ = desk.TakeAsync(
            new Order(
                wanted.OrderId,
                wanted.WorkspaceId,
                wanted.RequestedBy,
                wanted.ExpiresAt,
                $"time-out of {wanted.AckTimeoutMs} ms and {wanted.WindowLines} lines on the way to a board"
            ),
            _ => ChangeAsync(wanted)
        );
        return Task.CompletedTask;
    }

    private async Task<OrderEnd> ChangeAsync(ChangeBoardLine wanted)
    {
        if (LineSettings.Fault(wanted.AckTimeoutMs, wanted.WindowLines) is { } fault)
            return OrderEnd.Refused(fault);
        settings.Keep(wanted.AckTimeoutMs, wanted.WindowLines);
        await loop.AskAsync(_ =>
        {
            settings.Use(wanted.AckTimeoutMs, wanted.WindowLines);
            return true;
        });
        signal.Raise();
        return OrderEnd.Done("It holds from the next line on.");
    }
}
