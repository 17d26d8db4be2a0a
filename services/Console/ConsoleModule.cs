using LiveOps.Console.Devices;
using LiveOps.Console.Gateways;
using LiveOps.Console.Live;
using LiveOps.Console.PassingThrough;
using LiveOps.Console.ServingPages;
using LiveOps.Console.SigningIn;
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
        builder.Services.AddSigningIn();
        builder.Services.AddPassingThrough();
        builder.Services.AddDevices();
        builder.Services.AddGateways();
        builder.Services.AddLive();
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        builder.AddLiveOpsBus(
            bus =>
            {
                bus.AddDeviceConsumers();
                bus.AddGatewayConsumers();
                bus.AddLiveConsumers();
            },
            (context, rabbit) =>
            {
                rabbit.TransientEndpoint("console.devices", endpoint => endpoint.ConfigureDevices(context));
                rabbit.TransientEndpoint("console.gateways", endpoint => endpoint.ConfigureGateways(context));
                rabbit.TransientEndpoint("console.live", endpoint => endpoint.ConfigureLive(context));
                rabbit.TransientEndpoint("console.viewers", endpoint => endpoint.ConfigureViewers(context));
            }
        );
        return builder;
    }

    public static void MapConsole(this WebApplication app)
    {
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<EndedSessions>();
        app.MapSigningIn();
        app.MapDevices();
        app.MapGateways();
        app.MapLive();
        app.MapPassingThrough();
        app.MapPages();
    }
}
