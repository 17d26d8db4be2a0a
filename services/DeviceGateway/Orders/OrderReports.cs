using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using LiveOps.Contracts.DeviceGateway;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Orders;

/// <summary>Tells how orders go, in their order. The end of one is tried until the broker has it; a step in between once.</summary>
internal sealed class OrderReports(IServiceProvider services, TimeProvider time, ILogger<OrderReports> logger)
    : BackgroundService
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private readonly Channel<GatewayOrderProgressed> _waiting = Channel.CreateUnbounded<GatewayOrderProgressed>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    public void Add(GatewayOrderProgressed progress) => _waiting.Writer.TryWrite(progress);

    /// <summary>The next one to tell.</summary>
    internal bool TryTake([NotNullWhen(true)] out GatewayOrderProgressed? next) => _waiting.Reader.TryRead(out next);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Asked for here: the bus makes consumers, which need these reports.
        var bus = services.GetRequiredService<IBus>();
        await foreach (var progress in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            while (!await TryPublishAsync(bus, progress, stoppingToken))
            {
                if (progress.State == GatewayOrderState.Running)
                    break;
                await Task.Delay(_pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryPublishAsync(IBus bus, GatewayOrderProgressed progress, CancellationToken stoppingToken)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            patience.CancelAfter(_patience);
            await bus.Publish(progress, patience.Token);
            return true;
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogDebug("The progress of an order was not published: {Reason}", error.Message);
            return false;
        }
    }
}
