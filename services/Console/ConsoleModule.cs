using LiveOps.Console.Alerts;
using LiveOps.Console.ApiKeys;
using LiveOps.Console.Auditing;
using LiveOps.Console.Describing;
using LiveOps.Console.Devices;
using LiveOps.Console.Gateways;
using LiveOps.Console.Health;
using LiveOps.Console.Live;
using LiveOps.Console.Logs;
using LiveOps.Console.Machines;
using LiveOps.Console.Overlays;
using LiveOps.Console.PassingThrough;
using LiveOps.Console.Preferences;
using LiveOps.Console.Quotas;
using LiveOps.Console.ServingPages;
using LiveOps.Console.SigningIn;
using LiveOps.Console.Team;
using LiveOps.Hosting;
using LiveOps.Hosting.Bus;
using LiveOps.Hosting.Outbox;
using MassTransit;

namespace LiveOps.Console;

/// <summary>The web: sign-in, the edge of every service's API, devices with the emergency stop, gateways, the live screen.</summary>
internal static class ConsoleModule
{
    public static WebApplicationBuilder AddConsole(this WebApplicationBuilder builder)
    {
        builder.Services.AddLiveOpsOptions<ConsoleOptions>(ConsoleOptions.Section);
        builder.Services.AddLiveOpsOutbox("console");
        builder.AddSigningIn();
        builder.Services.AddTeam();
        builder.Services.AddAuditing();
        builder.Services.AddApiKeys();
        builder.Services.AddRateLimits();
        builder.Services.AddQuotas();
        builder.Services.AddPreferences();
        builder.Services.AddPassingThrough();
        builder.Services.AddDescribing();
        builder.Services.AddDevices();
        builder.Services.AddGateways();
        builder.Services.AddMachines();
        builder.Services.AddLive();
        builder.Services.AddHealth();
        builder.Services.AddAlerts();
        builder.Services.AddLogs();
        builder.AddOverlays();
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        builder.AddLiveOpsBus(
            bus =>
            {
                bus.AddDeviceConsumers();
                bus.AddGatewayConsumers();
                bus.AddMachineConsumers();
                bus.AddLiveConsumers();
                bus.AddAuditConsumers();
                bus.AddHealthConsumers();
                bus.AddAlertConsumers();
                bus.AddLogConsumers();
            },
            (context, rabbit) =>
            {
                rabbit.TransientEndpoint("console.devices", endpoint => endpoint.ConfigureDevices(context));
                rabbit.TransientEndpoint("console.gateways", endpoint => endpoint.ConfigureGateways(context));
                rabbit.TransientEndpoint(
                    "console.live",
                    endpoint =>
                    {
                        endpoint.ConfigureLive(context);
                        endpoint.ConfigureOverlays(context);
                        endpoint.ConfigureFigures(context);
                    }
                );
                rabbit.TransientEndpoint(
                    "console.health",
                    endpoint =>
                    {
                        endpoint.ConfigureHealth(context);
                        endpoint.ConfigureAlertSources(context);
                    }
                );
                rabbit.TransientEndpoint("console.logs", endpoint => endpoint.ConfigureLogs(context));
                rabbit.ReceiveLogCounts(context);
                rabbit.ReceiveLiveEnds(context);
                rabbit.TransientEndpoint("console.viewers", endpoint => endpoint.ConfigureViewers(context));
                rabbit.ReceiveMachineOrders(context);
                rabbit.ReceiveAudit(context);
            }
        );
        return builder;
    }

    public static void MapConsole(this WebApplication app)
    {
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<EndedSessions>();
        app.UseQuotas();
        app.MapSigningIn();
        app.MapTeam();
        app.MapAuditing();
        app.MapApiKeys();
        app.MapQuotas();
        app.MapPreferences();
        app.MapDevices();
        app.MapGateways();
        app.MapMachines();
        app.MapLive();
        app.MapHealth();
        app.MapAlerts();
        app.MapLogs();
        app.MapOverlays();
        app.MapDescribing();
        app.MapPassingThrough();
        app.MapPages();
    }
}
