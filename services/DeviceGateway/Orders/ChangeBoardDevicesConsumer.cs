using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Configuring;
using MassTransit;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>Another table of devices for a board, checked and written as one that is entered on this PC's page.</summary>
internal sealed class ChangeBoardDevicesConsumer(OrderDesk desk, ConfigureBoard configure)
    : IConsumer<ChangeBoardDevices>
{
    public Task Consume(ConsumeContext<ChangeBoardDevices> context)
    {
        var wanted = context.Message;
        _ = desk.TakeAsync(
            new Order(
                wanted.OrderId,
                wanted.WorkspaceId,
                wanted.RequestedBy,
                wanted.ExpiresAt,
                $"other devices for board {wanted.BoardId}"
            ),
            _ => ChangeAsync(wanted)
        );
        return Task.CompletedTask;
    }

    private async Task<OrderEnd> ChangeAsync(ChangeBoardDevices wanted)
    {
        DeviceRow[] rows = [.. wanted.Devices.Select(Row)];
        if (TableChecks.Errors(rows) is { Count: > 0 } errors)
            return OrderEnd.Refused(string.Join(" ", errors.Select(error => Words(rows, error))));
        return await configure.SetAsync(wanted.BoardId, rows, [.. wanted.Before.Select(Row)]) switch
        {
            null => OrderEnd.Done($"The board has stored its {rows.Length} devices."),
            { Status: StatusCodes.Status504GatewayTimeout } lost => new OrderEnd(GatewayOrderState.Failed, lost.Detail),
            var fault => OrderEnd.Refused(fault.Detail),
        };
    }

    /// <summary>By the device's name: people do not count rows.</summary>
    private static string Words(DeviceRow[] rows, KeyValuePair<string, string[]> error)
    {
        var row = rows[int.Parse(error.Key.Trim('[', ']'), System.Globalization.CultureInfo.InvariantCulture)];
        return $"{row.Name}: {string.Join(" ", error.Value)}";
    }

    private static DeviceRow Row(BoardDevice device) =>
        new(
            device.Index,
            device.Name,
            device.Type,
            device.Pins,
            device.MaxMs,
            device.DutyPct,
            device.WindowS,
            device.Flags,
            device.Size
        );
}
