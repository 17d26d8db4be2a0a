using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Flashing;
using MassTransit;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>
/// The firmware that this gateway came with for a board: with the checks of this PC's page, and never the same or an
/// older version, for which somebody has to be at the PC.
/// </summary>
internal sealed class UpdateBoardFirmwareConsumer(OrderDesk desk, FirmwareUpdates updates)
    : IConsumer<UpdateBoardFirmware>
{
    public Task Consume(ConsumeContext<UpdateBoardFirmware> context)
    {
        var wanted = context.Message;
        _ = desk.TakeAsync(
            new Order(
                wanted.OrderId,
                wanted.WorkspaceId,
                wanted.RequestedBy,
                wanted.ExpiresAt,
                $"newer firmware for board {wanted.BoardId}"
            ),
            say => UpdateAsync(wanted, say)
        );
        return Task.CompletedTask;
    }

    private async Task<OrderEnd> UpdateAsync(UpdateBoardFirmware wanted, Action<string> say)
    {
        FirmwareImage image;
        try
        {
            image = FirmwareImage.Load(ShippedFirmware.Find());
        }
        catch (FlashRefusedException refused)
        {
            return OrderEnd.Refused(refused.Message);
        }
        var view = await updates.UpdateAsync(wanted.BoardId, image, force: false, wanted.RequestedBy, say);
        return view switch
        {
            { State: UpdateState.Done, Report: { } report } => OrderEnd.Done(
                string.Join(" ", [$"The board runs version {report.To}; it had {report.From}.", .. report.Notes])
            ),
            { State: UpdateState.Refused } => OrderEnd.Refused(view.Message ?? ""),
            _ => new OrderEnd(GatewayOrderState.Failed, view.Message ?? ""),
        };
    }
}
