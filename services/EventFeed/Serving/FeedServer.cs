using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace LiveOps.EventFeed.Serving;

/// <summary>
/// The feed's port. A server of its own beside the service's, made without any configuration, so that no setting and no
/// environment can bind it to more than this PC. It logs nothing by itself: what an operator can use is logged here.
/// </summary>
internal sealed partial class FeedServer(
    FeedClients clients,
    IOptions<EventFeedOptions> options,
    ILogger<FeedServer> log,
    TimeProvider time
) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(6);

    private volatile string _state = "The port is not open yet.";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) => Task.FromResult(HealthCheckResult.Healthy($"{_state} {clients.Count} connected."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(stoppingToken);
            }
            catch (IOException error)
            {
                _state = $"Port {options.Value.Port} cannot be opened: {error.Message}";
                LogNoPort(log, options.Value.Port, error.Message, _again.TotalSeconds);
                await Task.Delay(_again, time, stoppingToken);
            }
        }
    }

    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        await using WebApplication app = Build();
        await app.StartAsync(stoppingToken);
        _state = $"ws://127.0.0.1:{options.Value.Port} is open.";
        LogOpen(log, options.Value.Port);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        clients.DropAll("LiveOps stops.");
        await app.StopAsync(CancellationToken.None);
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _stopPatience);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(options.Value.Port);
        });
        WebApplication app = builder.Build();
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30) });
        app.Run(ServeClientAsync);
        return app;
    }

    private async Task ServeClientAsync(HttpContext http)
    {
        string? origin = http.Request.Headers.Origin;
        if (!Origins.MayRead(origin, options.Value.AllowedOrigins))
        {
            LogForeign(log, origin);
            await RefuseAsync(
                http,
                StatusCodes.Status403Forbidden,
                $"Pages of {origin} may not read the event feed. To allow them, add the origin to EventFeed__AllowedOrigins__0."
            );
            return;
        }
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(
                http,
                StatusCodes.Status426UpgradeRequired,
                "This is LiveOps' event feed: it takes WebSocket connections."
            );
            return;
        }
        // In before the handshake is answered: whatever happens after a program saw it open is sent.
        if (clients.Join() is not { } client)
        {
            await RefuseAsync(
                http,
                StatusCodes.Status503ServiceUnavailable,
                $"{options.Value.MostClients} programs are connected already (EventFeed__MostClients)."
            );
            return;
        }
        try
        {
            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
            await client.RunAsync(socket, http.RequestAborted);
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
        {
            // Gone in the middle of the handshake.
        }
        finally
        {
            clients.Leave(client);
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string why)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(why, http.RequestAborted);
    }

    [LoggerMessage(LogLevel.Information, "Games and overlays of this PC connect to ws://127.0.0.1:{Port}")]
    private static partial void LogOpen(ILogger log, int port);

    [LoggerMessage(
        LogLevel.Warning,
        "The event feed's port {Port} cannot be opened; does TikFinity run here? Trying again every {Seconds} s. {Reason}"
    )]
    private static partial void LogNoPort(ILogger log, int port, string reason, double seconds);

    [LoggerMessage(LogLevel.Warning, "A web page of {Origin} asked for the event feed and was refused")]
    private static partial void LogForeign(ILogger log, string? origin);
}
