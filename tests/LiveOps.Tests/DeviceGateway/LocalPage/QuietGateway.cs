using System.Net;
using System.Security.Cryptography;
using LiveOps.DeviceGateway;
using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.DeviceGateway.RemoteLog;
using LiveOps.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.DeviceGateway.LocalPage;

/// <summary>The gateway's web side as it is composed for a studio's PC, on a free port; neither ports nor broker are touched.</summary>
internal sealed class QuietGateway : IAsyncDisposable
{
    /// <summary>A request with it comes from that address.</summary>
    public const string FromHeader = "X-Test-From";
    private readonly WebApplication _app;
    private readonly string _folder;

    private QuietGateway(WebApplication app, string folder)
    {
        _app = app;
        _folder = folder;
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(10) };
    }

    public HttpClient Http { get; }

    public IEnumerable<Endpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(one => one.Endpoints);

    public static async Task<QuietGateway> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("liveops-gateway-").FullName;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Gateway:Id"] = "pc1",
                ["Gateway:WorkspaceId"] = GatewayMaking.Workspace.ToString(),
                ["Gateway:DataFolder"] = folder,
                ["Gateway:Discover"] = "false",
                ["ConnectionStrings:rabbit"] = "amqp://nobody:nothing@127.0.0.1:1/",
                ["Auth:PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var standing = builder.AddEnrolment(isManaged: false);
        builder.AddLiveOpsDefaults("device-gateway");
        var log = new LocalLog(TimeProvider.System);
        builder.AddRemoteLog(log, new LogBacklog(log), standing.HasBroker);
        builder.AddDeviceGateway(standing.HasBroker);
        builder.Services.AddSingleton<IStartupFilter, FromElsewhere>();
        foreach (var work in builder.Services.Where(IsWorkOfTheGateway).ToArray())
            builder.Services.Remove(work);
        var app = builder.Build();
        app.MapLiveOpsDefaults();
        app.MapDeviceGateway();
        await app.StartAsync();
        return new QuietGateway(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsWorkOfTheGateway(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (
            service.ImplementationType?.FullName is not { } name
            || name.StartsWith("LiveOps.", StringComparison.Ordinal)
            || name.StartsWith("MassTransit.", StringComparison.Ordinal)
        );

    private sealed class FromElsewhere : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (http, rest) =>
                    {
                        if (http.Request.Headers.TryGetValue(FromHeader, out var from))
                            http.Connection.RemoteIpAddress = IPAddress.Parse(from.ToString());
                        return rest(http);
                    }
                );
                next(app);
            };
    }
}
