using LiveOps.Hosting;
using LiveOps.Hosting.Auditing;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Outbox;
using LiveOps.Rules.Deciding;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Executions;
using LiveOps.Rules.Fallback;
using LiveOps.Rules.ManagingRules;
using LiveOps.Rules.RoutingBoards;
using LiveOps.Rules.Sharing;
using LiveOps.Rules.Signalling;
using LiveOps.Rules.Simulating;
using LiveOps.Rules.Webhooks;
using MassTransit;
using Microsoft.AspNetCore.Http.Json;

namespace LiveOps.Rules;

/// <summary>What this service adds to a host.</summary>
internal static class RulesModule
{
    public static WebApplicationBuilder AddRules(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddLiveOpsOptions<RulesOptions>(RulesOptions.Section);
        services.Configure<JsonOptions>(json => RuleJson.Configure(json.SerializerOptions));
        services.AddSingleton<RulesTelemetry>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountCache>();
        services.AddSingleton<EffectSender>();
        services.AddSingleton<Decider>();
        services.AddSingleton<SignalSender>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton<RuleAddresses>();
        services.AddSingleton<AddressLimits>();
        services.AddSingleton<ExecutionList>();
        services.AddSingleton<SettingsStore>();
        services.AddHttpClient<RecordedSession>();
        services.AddSingleton<GatewayDirectory>();
        services.AddLiveOpsOutbox("rules");
        services.AddChangeLog();
        services.AddSingleton<RuleStore>();
        services.AddSingleton<RuleHistory>();
        services.AddSingleton<RuleImporter>();
        services.AddSingleton<BindingStore>();
        services.AddSingleton<DecisionList>();
        // In this order, and all before the bus: no event is decided before rules and boards can be known.
        services.AddHostedService<SeedAtStart>();
        services.AddHostedService<GatewayMemory>();
        services.AddSingleton<FallbackSender>();
        services.AddHostedService<RuleChangeListener>();
        services.AddHostedService<Housekeeping>();
        builder.AddWebhooks();
        services.AddHostedService(provider => provider.GetRequiredService<WakeUps>());
        services.AddHostedService(provider => provider.GetRequiredService<FallbackSender>());
        var options = builder.Configuration.GetSection(RulesOptions.Section).Get<RulesOptions>() ?? new RulesOptions();
        builder.RetireHashExchange("rules");
        builder.AddLiveOpsBus(
            bus =>
            {
                bus.AddConsumer<LiveEventsConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<SignalConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<EmergencyStopConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<ViewerStandingConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<PeopleErasedConsumer>().ExcludeFromConfigureEndpoints();
                bus.AddConsumer<GatewayStatusConsumer>().ExcludeFromConfigureEndpoints();
            },
            (context, rabbit) =>
            {
                rabbit.LiveEventsPartitions(
                    "rules",
                    options.Partitions,
                    prefetch: 64,
                    (_, endpoint) =>
                    {
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.UseLiveOpsRetry();
                        endpoint.ConfigureConsumer<LiveEventsConsumer>(context);
                        endpoint.ConfigureConsumer<SignalConsumer>(context);
                    }
                );
                rabbit.ReceiveEndpoint(
                    "rules.words",
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.UseLiveOpsRetry();
                        endpoint.ConfigureConsumer<EmergencyStopConsumer>(context);
                        endpoint.ConfigureConsumer<ViewerStandingConsumer>(context);
                    }
                );
                // A queue of its own: what is read whole for it must not hold up an emergency stop.
                rabbit.ReceiveEndpoint(
                    "rules.erasures",
                    endpoint =>
                    {
                        endpoint.SetQuorumQueue();
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.UseLiveOpsRetry();
                        endpoint.ConfigureConsumer<PeopleErasedConsumer>(context);
                    }
                );
                rabbit.TransientEndpoint(
                    "rules.gateways",
                    endpoint =>
                    {
                        endpoint.ConcurrentMessageLimit = 1;
                        endpoint.ConfigureConsumer<GatewayStatusConsumer>(context);
                    }
                );
            }
        );
        return builder;
    }

    public static void MapRules(this WebApplication app)
    {
        var api = app.MapGroup("/api/rules").WithTags("Rules").RequirePermission(Permissions.RulesRead);
        BindingEndpoints.Map(api);
        DecisionEndpoints.Map(api);
        BoardEndpoints.Map(api);
        SettingsEndpoints.Map(api);
        VariableEndpoints.Map(api);
        ExecutionEndpoints.Map(api);
        SimulateEndpoints.Map(api);
        ButtonEndpoints.Map(api);
        TryOutEndpoints.Map(api);
        AddressEndpoints.Map(api);
        RuleEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        CatalogueEndpoints.Map(api);
        DeviceTypeEndpoints.Map(api);
        ActivityEndpoints.Map(api);
        SharingEndpoints.Map(api);
        TemplateEndpoints.Map(api);
        WebhookEndpoints.Map(api);
    }
}
