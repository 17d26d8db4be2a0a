using System.Net.Sockets;
using LiveOps.DeviceGateway.Boards;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Service;

/// <summary>
/// Tells systemd that the gateway is ready and that its loop still turns (sd_notify(3): lines sent to the socket that
/// NOTIFY_SOCKET names). Does nothing where systemd did not start it.
/// </summary>
internal sealed class SystemdNotices(
    IHostApplicationLifetime lifetime,
    GatewayLoop loop,
    TimeProvider time,
    ILogger<SystemdNotices> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } socket)
            return;
        lifetime.ApplicationStarted.Register(() => Tell(socket, "READY=1"));
        lifetime.ApplicationStopping.Register(() => Tell(socket, "STOPPING=1"));
        if (!long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), out var microseconds))
            return;
        // Twice in its time, as sd_watchdog_enabled(3) advises. A loop that hangs answers no more, and systemd starts
        // the gateway again; the boards have switched off by then.
        using var timer = new PeriodicTimer(TimeSpan.FromMicroseconds(microseconds / 2.0), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await loop.AskAsync(_ => true).WaitAsync(stoppingToken);
            Tell(socket, "WATCHDOG=1");
        }
    }

    private void Tell(string socket, string notice)
    {
        try
        {
            using var line = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A name that begins with @ is an abstract one, whose first byte is 0.
            var name = socket[0] == '@' ? $"\0{socket[1..]}" : socket;
            line.SendTo(System.Text.Encoding.ASCII.GetBytes(notice), new UnixDomainSocketEndPoint(name));
        }
        catch (SocketException error)
        {
            logger.LogWarning("systemd was not told {Notice}: {Reason}", notice, error.Message);
        }
    }
}
