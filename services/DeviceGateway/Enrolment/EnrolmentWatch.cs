using LiveOps.Hosting.Bus;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// Starts the host anew when the gateway has been enrolled, and without its bus when the broker refuses it: a revoked
/// gateway must not knock several times a second for ever. It asks again by itself, at most once a minute.
/// </summary>
internal sealed class EnrolmentWatch(
    Standing standing,
    EnrolmentFile file,
    GatewayRestart restart,
    IServiceProvider services,
    TimeProvider time,
    ILogger<EnrolmentWatch> logger
) : BackgroundService
{
    /// <summary>Refusals in a row before the gateway believes it.</summary>
    private const int Enough = 2;
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _firstKnock = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestKnock = TimeSpan.FromMinutes(1);
    private readonly DateTime _stamp = file.Stamp;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (standing.Detail is { } detail)
            logger.LogWarning("{Detail}", detail);
        if (standing.Kind == StandingKind.Configured)
            return;
        var refusals = 0;
        var knock = _firstKnock;
        var knockAt = time.GetUtcNow() + knock;
        using var timer = new PeriodicTimer(_look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (file.Stamp != _stamp)
            {
                logger.LogInformation("This gateway was enrolled: it starts anew");
                restart.Request();
                return;
            }
            if (standing.Kind == StandingKind.Enrolled)
            {
                refusals = await IsRefusedAsync(stoppingToken) ? refusals + 1 : 0;
                if (refusals < Enough)
                    continue;
                file.IsRefused = true;
                restart.Request();
                return;
            }
            if (standing.Kind != StandingKind.Revoked || time.GetUtcNow() < knockAt)
                continue;
            if (await KnockAsync(standing.Enrolled!.ConnectionString, stoppingToken) == Answer.Admitted)
            {
                logger.LogInformation("The broker admits this gateway again: it starts anew");
                file.IsRefused = false;
                restart.Request();
                return;
            }
            knock = knock * 2 < _longestKnock ? knock * 2 : _longestKnock;
            knockAt = time.GetUtcNow() + knock;
        }
    }

    private async Task<bool> IsRefusedAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<IBusControl>().CheckHealth().Status != BusHealthStatus.Healthy
        && await KnockAsync(
            LiveOpsBus.AddressOf(services.GetRequiredService<IConfiguration>()).OriginalString,
            cancellationToken
        ) == Answer.Refused;

    private static async Task<Answer> KnockAsync(string broker, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = new Uri(broker),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = _patience,
            ClientProvidedName = "enrolment watch",
        };
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            // The library does not wait for the answer to the opening of the virtual host; a channel comes after it.
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            return channel.IsOpen ? Answer.Admitted : Answer.None;
        }
        catch (Exception error)
            when (error is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException)
        {
            return IsRefusal(error) ? Answer.Refused : Answer.None;
        }
    }

    private static bool IsRefusal(Exception? error) =>
        error switch
        {
            null => false,
            AuthenticationFailureException or PossibleAuthenticationFailureException => true,
            // The user is there, but may not use the virtual host.
            OperationInterruptedException { ShutdownReason.ReplyCode: Constants.NotAllowed } => true,
            AggregateException many => many.InnerExceptions.Any(IsRefusal),
            _ => IsRefusal(error.InnerException),
        };

    private enum Answer
    {
        None,
        Admitted,
        Refused,
    }
}
