using System.Reflection;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Serial;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Reporting;

/// <summary>The gateway's state as people see it.</summary>
internal sealed class StatusView(
    IOptions<GatewayOptions> options,
    GatewayLoop loop,
    PortRegistry registry,
    EmergencyLatch latch
)
{
    private static readonly string? _version = typeof(StatusView)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion;

    public Task<GatewayStatus> TakeAsync() => loop.AskAsync(Take);

    private GatewayStatus Take(Moment now) =>
        new()
        {
            WorkspaceId = options.Value.WorkspaceId,
            GatewayId = options.Value.Id,
            At = now.Wall,
            EmergencyStopped = latch.IsLatched,
            WantsFallbackRules = options.Value.Fallback.Enabled,
            Boards =
            [
                .. registry.Ports.Select(Of),
                .. registry.Missing().Select(Missing),
                .. registry.Lent.Select(Lent),
            ],
            Version = _version,
        };

    private static BoardStatus Of(PortMachine port)
    {
        var board = port.Board;
        return new BoardStatus
        {
            BoardId = board?.Uid ?? "",
            Port = port.Port.Path,
            State = port.State,
            Detail = port.IsPresent ? port.Fault : $"{port.Port.Path} is not there: plug the board in.",
            Firmware = board?.Firmware,
            Devices =
            [
                .. (board?.Devices ?? []).Select(device =>
                    device with
                    {
                        Active = port.IsActive(device.DeviceId),
                        Waiting = board!.Lanes.WaitingFor(device.DeviceId),
                        Pressed = board.Pressed.TryGetValue(device.DeviceId, out var pressed) ? pressed : null,
                    }
                ),
            ],
            BoardMs = board?.MedianAnswer(),
            LineErrors = port.LineErrors,
        };
    }

    private static BoardStatus Lent(SerialPort port) =>
        new()
        {
            BoardId = "",
            Port = port.Path,
            State = BoardState.Offline,
            Detail = "Its firmware is being loaded.",
        };

    private static BoardStatus Missing(string path) =>
        new()
        {
            BoardId = "",
            Port = path,
            State = BoardState.Offline,
            Detail = $"{path} is not there: plug the board in.",
        };
}

/// <summary>Publishes the state on every change, a few of them together, and every two seconds.</summary>
internal sealed class StatusReports(
    StatusView view,
    StatusSignal signal,
    IBus bus,
    TimeProvider time,
    ILogger<StatusReports> logger
) : BackgroundService
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _together = TimeSpan.FromMilliseconds(40);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await signal.WaitAsync(_longest, stoppingToken))
                await Task.Delay(_together, time, stoppingToken);
            var status = await view.TakeAsync();
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                patience.CancelAfter(_longest);
                await bus.Publish(status, patience.Token);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // The next one says the same and more.
                logger.LogDebug("A status was not published: {Reason}", error.Message);
            }
        }
    }
}
