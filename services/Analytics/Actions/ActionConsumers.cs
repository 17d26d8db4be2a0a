using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.Analytics.Actions;

/// <summary>Books the end of a device command. Applied once by its command id.</summary>
internal sealed class DeviceCommandCompletedConsumer(ActionLog log) : IConsumer<DeviceCommandCompleted>
{
    public Task Consume(ConsumeContext<DeviceCommandCompleted> context) =>
        log.CompletedAsync(context.Message, context.CancellationToken);
}

/// <summary>Books decisions. Applied once by their ids.</summary>
internal sealed class RulesDecidedConsumer(ActionLog log) : IConsumer<RulesDecided>
{
    public Task Consume(ConsumeContext<RulesDecided> context) =>
        log.DecidedAsync(context.Message, context.CancellationToken);
}

/// <summary>A quorum queue; the row of a session is locked for each message, so more than a few at a time gain nothing.</summary>
internal sealed class ActionLogDefinition<TConsumer> : ConsumerDefinition<TConsumer>
    where TConsumer : class, IConsumer
{
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<TConsumer> consumerConfigurator,
        IRegistrationContext context
    )
    {
        if (endpointConfigurator is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();
            rabbit.PrefetchCount = 64;
        }
        endpointConfigurator.ConcurrentMessageLimit = 8;
        endpointConfigurator.UseLiveOpsRetry();
    }
}
