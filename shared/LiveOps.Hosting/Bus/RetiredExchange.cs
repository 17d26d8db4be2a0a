using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Takes away the consistent hash exchange that an installation of before has: messages would come to a service twice,
/// by two ways, and in no order.
/// </summary>
internal sealed class RetiredExchange(Uri broker, string exchange, ILogger<RetiredExchange> log) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeleteAsync(stoppingToken);
                return;
            }
            catch (Exception error) when (error is RabbitMQClientException or IOException or OperationCanceledException)
            {
                log.LogDebug("Exchange {Exchange} cannot be looked at yet: {Reason}", exchange, error.Message);
                await Task.Delay(_pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DeleteAsync(CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = broker,
            ClientProvidedName = $"looks for {exchange}",
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        };
        await using var connection = await factory.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        // Nothing happens where there is none.
        await channel.ExchangeDeleteAsync(exchange, cancellationToken: cancellationToken);
    }
}
