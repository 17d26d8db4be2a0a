using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>Looks for ports every two seconds: what is plugged in is used, what is pulled out is shown.</summary>
internal sealed class PortScan(
    IOptions<GatewayOptions> options,
    ISerialPorts serial,
    GatewayLoop loop,
    PortRegistry registry,
    TimeProvider time,
    ILogger<PortScan> logger
) : BackgroundService
{
    private const int MostUnused = 32;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            try
            {
                var (found, unused) = Scan();
                loop.Post(now => registry.Seen(found, unused, now));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("Looking for ports failed ({Reason}); tried again in 2 s", error.Message);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks now, and tries the ports again that wait because they failed.</summary>
    /// <returns>Ports that are used, ports that are left alone, and how many of the first are tried again.</returns>
    /// <exception cref="IOException">The system does not tell its ports.</exception>
    public async Task<(int Used, int Unused, int Retried)> NowAsync()
    {
        var (found, unused) = Scan();
        var retried = await loop.AskAsync(now =>
        {
            registry.Seen(found, unused, now);
            return registry.RetryFailed(now);
        });
        return (found.Count, unused.Count, retried);
    }

    private (IReadOnlyList<SerialPort> Found, IReadOnlyList<UnusedPort> Unused) Scan()
    {
        var found = new List<SerialPort>();
        foreach (var path in options.Value.Ports)
            if (serial.Find(path) is { } port)
                found.Add(port);
        var all = serial.List();
        if (options.Value.Discover)
            found.AddRange(all.Where(port => port.LooksLikeBoard).Select(port => port.Port));
        var used = found.Select(port => port.Place).ToHashSet(StringComparer.Ordinal);
        return (
            [.. found.DistinctBy(port => port.Place)],
            [.. all.Where(port => !used.Contains(port.Port.Place)).Take(MostUnused).Select(Unused)]
        );
    }

    private static UnusedPort Unused(FoundPort found) =>
        new()
        {
            Port = found.Port.Path,
            Description = found.Port.Description,
            Reason = found.LooksLikeBoard
                ? "It looks like a board, but this gateway only uses the ports that it is told: add it to Gateway__Ports on its PC, or set Gateway__Discover=true there."
                : $"{(found.UsbId is { } id ? $"Its USB id {id}" : "It")} is not that of a known board, so it never gets a byte. If a LiveOps board is there, add it to Gateway__Ports on the gateway's PC.",
        };
}
