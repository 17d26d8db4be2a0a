using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Ends a service whose bus does not find back to a broker that answers, so that whoever runs it starts it again. The
/// end of a connection can block for ever inside the client library (RabbitMQ.Client 7.1: publishers that wait for a
/// confirm while their channel is disposed of); then nothing but a new process helps, and all that was not acknowledged
/// comes again.
/// </summary>
internal sealed class BusWatch(
    IBusControl bus,
    Uri broker,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<BusWatch> log
) : BackgroundService
{
    /// <summary>What the process ends with: EX_UNAVAILABLE of sysexits.h.</summary>
    public const int ExitCode = 69;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var deafness = new Deafness();
        using var timer = new PeriodicTimer(_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var healthy = bus.CheckHealth().Status == BusHealthStatus.Healthy;
            var answers = !healthy && await AnswersAsync(stoppingToken);
            if (!deafness.IsTooLong(healthy, answers, clock.GetUtcNow()))
                continue;
            log.LogCritical(
                "The broker has answered for {Seconds} s, but the bus does not find back to it: the service ends, to be started again",
                (int)Deafness.Patience.TotalSeconds
            );
            Environment.ExitCode = ExitCode;
            lifetime.StopApplication();
            return;
        }
    }

    /// <summary>Whether a connection of its own can be made now.</summary>
    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = _interval,
            ClientProvidedName = "bus watch",
        };
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            return connection.IsOpen;
        }
        catch (Exception error)
            when (error is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>How long the bus has been away from a broker that is there.</summary>
internal sealed class Deafness
{
    /// <summary>A bus connects again within seconds; on a machine that is busy with starting, within tens of them.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private DateTimeOffset? _since;

    /// <param name="healthy">The bus has all that it wants.</param>
    /// <param name="answers">The broker can be connected to.</param>
    /// <param name="now">The clock.</param>
    /// <returns>True when it has lasted longer than <see cref="Patience"/>.</returns>
    public bool IsTooLong(bool healthy, bool answers, DateTimeOffset now)
    {
        if (healthy || !answers)
            _since = null;
        else
            _since ??= now;
        return now - _since > Patience;
    }
}
