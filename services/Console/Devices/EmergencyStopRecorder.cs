using System.Threading.Channels;
using LiveOps.Console.Auditing;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Devices;

/// <summary>
/// Writes stops down after they have been sent, and waits for the database as long as it takes. At start it brings
/// back what was latched before.
/// </summary>
internal sealed class EmergencyStopRecorder(
    EmergencyStopStore store,
    EmergencyStopLatch latch,
    TimeProvider clock,
    ILogger<EmergencyStopRecorder> log
) : IHostedService, IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private readonly Channel<(EmergencyStop Stop, Actor? Actor)> _pressed = Channel.CreateUnbounded<(
        EmergencyStop,
        Actor?
    )>();
    private readonly CancellationTokenSource _ending = new();
    private Task _recording = Task.CompletedTask;

    /// <summary>Takes a stop to be written down.</summary>
    /// <param name="stop">As it was sent.</param>
    /// <param name="actor">Who pressed it here; null for one that is sent again.</param>
    public void Record(EmergencyStop stop, Actor? actor) => _pressed.Writer.TryWrite((stop, actor));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stop in await store.ReadLatchedAsync(cancellationToken))
            latch.Set(stop);
        _recording = RecordAllAsync(_ending.Token);
    }

    /// <summary>What was pressed is written before the process ends, while the host's patience lasts.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _pressed.Writer.TryComplete();
        await using var stop = cancellationToken.Register(_ending.Cancel);
        await _recording.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _ending.Dispose();

    private async Task RecordAllAsync(CancellationToken ending)
    {
        await foreach (var (stop, actor) in _pressed.Reader.ReadAllAsync(ending))
        {
            while (!await TryRecordAsync(stop, actor, ending))
                await Task.Delay(_pause, clock, ending);
        }
    }

    private async Task<bool> TryRecordAsync(EmergencyStop stop, Actor? actor, CancellationToken ending)
    {
        try
        {
            await store.RecordAsync(stop, actor, ending);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogWarning(
                "The emergency stop {StopId} waits to be written down: {Reason}",
                stop.StopId,
                error.Message
            );
            return false;
        }
    }
}
