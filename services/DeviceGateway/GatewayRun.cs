using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.Journal;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway;

/// <summary>Starts the loop with what the journal still has open, and ends it with every output off.</summary>
internal sealed class GatewayRun(
    GatewayLoop loop,
    PortRegistry registry,
    CommandDesk desk,
    CommandArrival arrival,
    CommandJournal journal,
    OpenLinks links,
    ILogger<GatewayRun> logger
) : IHostedService
{
    private static readonly TimeSpan _housekeeping = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _switchOff = TimeSpan.FromMilliseconds(150);
    private TimeSpan _housekeepAt = _housekeeping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (journal.Damaged > 0)
            logger.LogWarning("{Count} damaged records of the journal were left out (cut by a crash)", journal.Damaged);
        loop.Post(now =>
        {
            var waiting = desk.Recover(now.Wall);
            if (waiting.Count > 0)
                logger.LogInformation("{Count} commands that were not sent before go on", waiting.Count);
            foreach (var command in waiting)
                arrival.Resume(command, now);
        });
        loop.Due = registry.Due;
        loop.NextWake = registry.NextWake;
        loop.TurnEnded = EndTurn;
        loop.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        loop.Post(registry.SwitchOff);
        // Time for the stop bytes to leave the machine; the boards would be off after two silent seconds anyway.
        await Task.Delay(_switchOff, CancellationToken.None);
        loop.Stop();
        journal.Flush();
        await links.CloseAsync();
    }

    private void EndTurn(Moment now)
    {
        journal.Flush();
        arrival.BooksWritten();
        if (now.Uptime < _housekeepAt)
            return;
        _housekeepAt = now.Uptime + _housekeeping;
        journal.Housekeep(now.Wall);
    }
}
