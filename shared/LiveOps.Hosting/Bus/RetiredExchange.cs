using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

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
            // Whatever keeps it from looking: the service itself must not end by it.
            catch (Exception error)
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

/// <summary>Registers <see cref="RetiredExchange"/>.</summary>
public static class RetiredExchangeRegistration
{
    /// <summary>For a service that has partitions: takes away what an earlier version gave them their messages by.</summary>
    public static void RetireHashExchange(this WebApplicationBuilder builder, string service)
    {
        var broker = LiveOpsBus.AddressOf(builder.Configuration);
        builder.Services.AddSingleton<IHostedService>(provider => new RetiredExchange(
            broker,
            $"{service}.{LiveOpsBus.LiveEventsExchange}",
            provider.GetRequiredService<ILogger<RetiredExchange>>()
        ));
    }
}
