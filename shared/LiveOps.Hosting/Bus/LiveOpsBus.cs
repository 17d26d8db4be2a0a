using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Logs;
using LiveOps.Hosting.Reporting;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace LiveOps.Hosting.Bus;

/// <summary>MassTransit on RabbitMQ, the way every service uses it.</summary>
public static class LiveOpsBus
{
    /// <summary>Name of the connection string: <c>amqp://user:password@host:port/vhost</c>.</summary>
    public const string ConnectionName = "rabbit";

    /// <summary>The fanout exchange of <see cref="LiveEvents"/>.</summary>
    public const string LiveEventsExchange = "live-events";

    /// <summary>
    /// Registers the bus. Exchanges are named after the message in kebab case (<c>device-command</c>); publishes are
    /// confirmed by the broker; enums travel by name.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="consumers">Adds consumers with their definitions: the definition owns retry and concurrency.</param>
    /// <param name="endpoints">
    /// Receive endpoints that a definition cannot express (see <see cref="ReceiveEndpoints"/>). A consumer that is
    /// placed here must be left out of <paramref name="consumers"/> with <c>ExcludeFromConfigureEndpoints</c>.
    /// </param>
    /// <param name="tellsLog">
    /// False for one that tells its log in its own way, and whose levels are its own matter: the gateway, whose log is its
    /// workspace's.
    /// </param>
    public static WebApplicationBuilder AddLiveOpsBus(
        this WebApplicationBuilder builder,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? endpoints = null,
        bool tellsLog = true
    )
    {
        var broker = AddressOf(builder.Configuration);
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // A broker that is away must not keep a service from starting: it says so in /health/ready.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetKebabCaseEndpointNameFormatter();
            // The library would report its usage to its maker after five minutes; an installation talks to nobody unasked.
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "bus";
                health.Tags.Clear();
                health.Tags.Add(LiveOpsDefaults.ReadyTag);
            });
            bus.AddReceiveObserver<InterruptedReceive>();
            consumers?.Invoke(bus);
            if (tellsLog)
                bus.AddLogConsumers();
            bus.UsingRabbitMq(
                (context, rabbit) =>
                {
                    rabbit.Host(
                        broker,
                        host =>
                        {
                            host.UseBrokerLine();
                            host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
                            host.PublisherConfirmation = true;
                        }
                    );
                    rabbit.UseLiveOpsJson();
                    rabbit.MessageTopology.SetEntityNameFormatter(new KebabCaseEntityNameFormatter());
                    rabbit.Publish<LiveEvents>(topology => topology.Durable = true);
                    rabbit.UseVerifiedSender(
                        new ConnectionFactory { Uri = broker }.UserName,
                        context.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(VerifiedSender).FullName!)
                    );
                    endpoints?.Invoke(context, rabbit);
                    if (tellsLog)
                        rabbit.ReceiveLogLevels(context);
                    rabbit.ConfigureEndpoints(context);
                }
            );
        });
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<BusWatch>(services, broker));
        if (tellsLog)
            builder.Services.AddLogTail();
        // A gateway with a user of its own may publish its own messages only; its status tells how it is.
        if (!GatewayUser.TryParse(new ConnectionFactory { Uri = broker }.UserName, out _))
            builder.Services.AddHostedService<ServiceReports>();
        return builder;
    }

    /// <summary>Where the broker is.</summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or wrong; says what to set.</exception>
    public static Uri AddressOf(IConfiguration configuration) =>
        Uri.TryCreate(configuration.GetConnectionString(ConnectionName), UriKind.Absolute, out var broker)
        && broker.Scheme == "amqp"
            ? broker
            : throw new InvalidOperationException(
                $"ConnectionStrings:{ConnectionName} is missing or no amqp:// address: set ConnectionStrings__{ConnectionName} to amqp://user:password@host:port/"
            );

    /// <summary>Connects so that a broker that goes in the middle of the load is found again.</summary>
    internal static void UseBrokerLine(this IRabbitMqHostConfigurator host)
    {
        host.Heartbeat(BrokerLine.Heartbeat);
        // The only place where the bus gives its factory away, before each connection.
        host.OnRefreshConnectionFactory = factory =>
        {
            BrokerLine.UseFor(factory);
            return Task.CompletedTask;
        };
    }

    /// <summary>How messages look on the wire and how they are read: MassTransit's envelope, enums by name, no spaces.</summary>
    internal static void UseLiveOpsJson(this IBusFactoryConfigurator bus)
    {
        bus.ConfigureJsonSerializerOptions(json =>
        {
            json.Converters.Add(new JsonStringEnumConverter());
            json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            // The library indents by default, which fills a message of many small events with spaces.
            json.WriteIndented = false;
            return json;
        });
        bus.AddDeserializer(new DirectJsonDeserializer(), isDefault: true);
    }
}
