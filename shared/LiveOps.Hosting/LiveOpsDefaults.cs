using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Hosting.Identity;
using LiveOps.Hosting.Logs;
using LiveOps.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LiveOps.Hosting;

/// <summary>What every service does the same way. A service's Program.cs calls these and nothing else of it.</summary>
public static class LiveOpsDefaults
{
    /// <summary>Tag of health checks that <c>/health/ready</c> asks.</summary>
    public const string ReadyTag = "ready";

    /// <summary>The version of this build, which all services of one installation share.</summary>
    public static readonly string Version =
        typeof(LiveOpsDefaults)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "unknown";

    /// <summary>
    /// Telemetry, logs, health, identity, problem details, OpenAPI, JSON by the house's rules and a bounded graceful stop.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">The service's name, as in the topology: lower-case with dashes.</param>
    /// <param name="authenticate">
    /// False only for a service that holds no customer data (Rehearsal). True asks for <c>Auth:PublicKey</c> and
    /// makes every endpoint that does not say otherwise require a signed-in member of a workspace.
    /// </param>
    public static WebApplicationBuilder AddLiveOpsDefaults(
        this WebApplicationBuilder builder,
        string service,
        bool authenticate = true
    )
    {
        builder.Services.AddSingleton(new ServiceName(service));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddLiveOpsTelemetry(service);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        // Readiness says it once.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        // Whoever is not signed in is told so; it is no event of the service's.
        builder.Logging.AddFilter(typeof(TokenAuthentication).FullName, LogLevel.Warning);

        builder.AddLiveOpsLogs();

        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(openApi => openApi.AddOperationTransformer(DescribedPermissions.AddAsync));
        builder.Services.Configure<JsonOptions>(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter())
        );
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.Configure<ProblemDetailsOptions>(problems =>
            problems.CustomizeProblemDetails = Refusals.Explain
        );
        if (authenticate)
            builder.AddLiveOpsIdentity();
        return builder;
    }

    /// <summary>
    /// Problem details for every error, identity, <c>/health/live</c> (the process answers), <c>/health/ready</c>
    /// (what it needs answers too) and <c>/openapi/v1.json</c>, in every environment.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="authenticated">Added where it is known who calls, before it is asked whether they may.</param>
    public static WebApplication MapLiveOpsDefaults(this WebApplication app, Action? authenticated = null)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                // A body that is no JSON is the caller's fault and says so; everything else stays a 500.
                StatusCodeSelector = error =>
                    error is Microsoft.AspNetCore.Http.BadHttpRequestException bad
                        ? bad.StatusCode
                        : StatusCodes.Status500InternalServerError,
                // Nor is it a fault of the service's that belongs into its log.
                SuppressDiagnosticsCallback = failed =>
                    failed.Exception is Microsoft.AspNetCore.Http.BadHttpRequestException,
            }
        );
        app.UseStatusCodePages();
        if (app.Services.GetService<LiveOpsIdentity.Marker>() is not null)
        {
            app.UseAuthentication();
            authenticated?.Invoke();
            app.UseAuthorization();
        }
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions
                {
                    Predicate = check => check.Tags.Contains(ReadyTag),
                    ResponseWriter = WriteReadiness,
                    // A bus that has lost its broker calls itself degraded: it takes nothing, so it is not ready.
                    ResultStatusCodes =
                    {
                        [HealthStatus.Healthy] = StatusCodes.Status200OK,
                        [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable,
                        [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
                    },
                }
            )
            .AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        return app;
    }

    private static Task WriteReadiness(HttpContext http, HealthReport report)
    {
        http.RequestServices.GetRequiredService<Readiness>().Heard(report);
        return http.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                version = Version,
                checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new { status = entry.Value.Status.ToString(), detail = entry.Value.Description }
                ),
            },
            // Not the service's own way of writing: that may leave out what has no setter.
            JsonSerializerOptions.Web,
            http.RequestAborted
        );
    }
}

/// <summary>The name of the running service, for whoever needs to name it on the bus or in a log.</summary>
public sealed record ServiceName(string Value);
