using System.Reflection;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Flashing;
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
    EmergencyLatch latch,
    FirmwareOffer firmware,
    LineSettings line
)
{
    private double? _brokerMs;

    private static readonly string? _version = typeof(StatusView)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion;

    /// <summary>How long the broker took for the last status; null when it did not take it.</summary>
    public void Confirmed(TimeSpan? by) =>
        loop.Post(_ => _brokerMs = by is { } time ? Math.Round(time.TotalMilliseconds, 1) : null);

    public Task<GatewayStatus> TakeAsync() => loop.AskAsync(Take);

    private GatewayStatus Take(Moment now) =>
        new()
        {
            WorkspaceId = options.Value.WorkspaceId,
            GatewayId = options.Value.Id,
            At = now.Wall,
            EmergencyStopped = latch.IsLatched,
            StoppedAccounts = latch.Accounts,
            WantsFallbackRules = options.Value.Fallback.Enabled,
            Boards =
            [
                .. registry.Ports.Select(Of),
                .. registry.Missing().Select(Missing),
                .. registry.Lent.Select(Lent),
            ],
            Version = _version,
            Machine = Environment.MachineName,
            BrokerMs = _brokerMs,
            UnusedPorts = registry.Unused,
            Line = line.Told,
            TakesOrders = true,
        };

    private BoardStatus Of(PortMachine port)
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
            Kind = board?.Made?.Kind,
            UpdateTo = board?.Made is { } made ? firmware.For(made.Kind, made.Version) : null,
            PortDescription = port.Port.Description,
        };
    }

    private static BoardStatus Lent(LentPort lent) =>
        new()
        {
            BoardId = lent.Uid ?? "",
            Port = lent.Port.Path,
            PortDescription = lent.Port.Description,
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
                var started = time.GetTimestamp();
                await bus.Publish(status, patience.Token);
                view.Confirmed(time.GetElapsedTime(started));
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                view.Confirmed(null);
                // The next one says the same and more.
                logger.LogDebug("A status was not published: {Reason}", error.Message);
            }
        }
    }
}
