using LiveOps.Contracts.DeviceGateway;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Rescue;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// Whose word a message is. What gateways report carries the user that it was published as; the broker takes no other
/// than the connection's own (https://www.rabbitmq.com/docs/validated-user-id). A message that comes from one gateway's
/// user and speaks for another gateway, or that hides its user, is left out: a PC that is taken over can lie about its
/// own boards only. The services' own user may speak for every gateway: one that was set up by hand uses it, and rules
/// reports a command that no gateway took.
/// </summary>
internal static class VerifiedSender
{
    /// <param name="rabbit">The bus being configured.</param>
    /// <param name="user">The user of its connection.</param>
    /// <param name="log">Tells of a message that is left out, once for each sender.</param>
    public static void UseVerifiedSender(this IRabbitMqBusFactoryConfigurator rabbit, string user, ILogger log)
    {
        rabbit.ConfigurePublish(pipe =>
            pipe.UseExecute(sending =>
            {
                if (IsVerified(sending) && sending.TryGetPayload(out RabbitMqSendContext? message))
                    message.BasicProperties.UserId = user;
            })
        );
        var liars = new Liars(log);
        rabbit.Verify<GatewayStatus>(liars, message => new GatewayUser(message.WorkspaceId, message.GatewayId));
        rabbit.Verify<GatewayLogged>(liars, message => new GatewayUser(message.WorkspaceId, message.GatewayId));
        rabbit.Verify<DeviceCommandAcknowledged>(
            liars,
            message => new GatewayUser(message.WorkspaceId, message.GatewayId)
        );
        rabbit.Verify<DeviceCommandCompleted>(
            liars,
            message => new GatewayUser(message.WorkspaceId, message.GatewayId)
        );
        rabbit.Verify<GatewayOrderProgressed>(
            liars,
            message => new GatewayUser(message.WorkspaceId, message.GatewayId)
        );
        rabbit.ConnectEndpointConfigurationObserver(new ErrorsWithoutUser());
    }

    /// <summary>Whether a message of that sender may speak for that gateway.</summary>
    internal static bool MaySpeak(string? user, GatewayUser gateway) =>
        user is { Length: > 0 } && (!GatewayUser.TryParse(user, out var sender) || sender == gateway);

    private static bool IsVerified(SendContext sending) =>
        sending
            is SendContext<GatewayStatus>
                or SendContext<GatewayLogged>
                or SendContext<DeviceCommandAcknowledged>
                or SendContext<DeviceCommandCompleted>
                or SendContext<GatewayOrderProgressed>;

    private static void Verify<T>(
        this IRabbitMqBusFactoryConfigurator rabbit,
        Liars liars,
        Func<T, GatewayUser> gatewayOf
    )
        where T : class => rabbit.AddPipeSpecification(new Specification<T>(liars, gatewayOf));

    private sealed class Liars(ILogger log)
    {
        /// <summary>More senders than that are not told apart: names are the sender's to choose.</summary>
        private const int Bound = 1_000;
        private readonly HashSet<(string?, GatewayUser)> _told = [];

        public void Tell(string? user, GatewayUser gateway, string message)
        {
            lock (_told)
                if (_told.Count >= Bound || !_told.Add((user, gateway)))
                    return;
            log.LogWarning(
                "{User} speaks for gateway {Gateway} of workspace {Workspace} ({Message}): it is not believed",
                user ?? "A sender without a name",
                gateway.GatewayId,
                gateway.WorkspaceId,
                message
            );
        }
    }

    private sealed class Specification<T>(Liars liars, Func<T, GatewayUser> gatewayOf)
        : IPipeSpecification<ConsumeContext<T>>
        where T : class
    {
        public void Apply(IPipeBuilder<ConsumeContext<T>> builder) =>
            builder.AddFilter(new Filter<T>(liars, gatewayOf));

        public IEnumerable<ValidationResult> Validate() => [];
    }

    private sealed class Filter<T>(Liars liars, Func<T, GatewayUser> gatewayOf) : IFilter<ConsumeContext<T>>
        where T : class
    {
        public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
        {
            var user = context.ReceiveContext.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
                ? delivery.Properties.UserId
                : null;
            var gateway = gatewayOf(context.Message);
            if (MaySpeak(user, gateway))
                return next.Send(context);
            liars.Tell(user, gateway, typeof(T).Name);
            // Done with: a message that nobody consumed would be moved to a queue of its own.
            return context.NotifyConsumed(context.ReceiveContext.ElapsedTime, nameof(VerifiedSender));
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("verifiedSender");
    }

    /// <summary>
    /// A message that cannot be consumed is moved to an error queue as it came, and the broker would refuse that: its
    /// user is not ours.
    /// </summary>
    private sealed class ErrorsWithoutUser : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator =>
            configurator.ConfigureError(pipe =>
            {
                pipe.UseFilter(new GenerateFaultFilter());
                pipe.UseFilter(new WithoutUserFilter());
                pipe.UseFilter(new ErrorTransportFilter());
            });
    }

    private sealed class WithoutUserFilter : IFilter<ExceptionReceiveContext>
    {
        public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
            next.Send(
                context.TryGetPayload(out RabbitMqBasicConsumeContext? delivery)
                && delivery.Properties.IsUserIdPresent()
                    ? new WithoutUser(context, delivery)
                    : context
            );

        public void Probe(ProbeContext context) => context.CreateFilterScope("withoutUser");
    }

    private sealed class WithoutUser(ExceptionReceiveContext context, RabbitMqBasicConsumeContext delivery)
        : RescueExceptionReceiveContext(context, context.Exception)
    {
        private readonly Delivery _delivery = new(delivery);

        public override bool TryGetPayload<TPayload>(out TPayload payload)
        {
            if (typeof(TPayload) != typeof(RabbitMqBasicConsumeContext))
                return base.TryGetPayload(out payload);
            payload = (TPayload)(object)_delivery;
            return true;
        }
    }

    private sealed class Delivery(RabbitMqBasicConsumeContext delivery) : RabbitMqBasicConsumeContext
    {
        private readonly BasicProperties _properties = Without(delivery.Properties);

        public string Exchange => delivery.Exchange;
        public string? RoutingKey => delivery.RoutingKey;
        public string ConsumerTag => delivery.ConsumerTag;
        public ulong DeliveryTag => delivery.DeliveryTag;
        public IReadOnlyBasicProperties Properties => _properties;

        private static BasicProperties Without(IReadOnlyBasicProperties properties)
        {
            var copy = new BasicProperties(properties);
            copy.ClearUserId();
            return copy;
        }
    }
}
