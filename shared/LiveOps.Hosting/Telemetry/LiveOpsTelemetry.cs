using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LiveOps.Hosting.Telemetry;

/// <summary>
/// Traces, metrics and logs over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector; nothing otherwise.
/// </summary>
/// <remarks>
/// OpenTelemetry.Extensions.Hosting is not needed for this: the SDK's own builders do the same in a few lines.
/// Sources and meters of LiveOps are named <c>LiveOps.*</c>; MassTransit carries the trace over the broker, so one
/// trace runs from the TikTok frame to the board's answer.
/// </remarks>
public static class LiveOpsTelemetry
{
    private static readonly string[] _sources =
    [
        "LiveOps.*",
        "MassTransit",
        "Microsoft.AspNetCore",
        "System.Net.Http",
        "Npgsql",
    ];
    private static readonly string[] _meters =
    [
        "LiveOps.*",
        "MassTransit",
        "System.Runtime",
        "System.Net.Http",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
    ];

    /// <summary>Adds the exporters to the host.</summary>
    public static void AddLiveOpsTelemetry(this WebApplicationBuilder builder, string service)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        var resource = ResourceBuilder
            .CreateDefault()
            .AddService($"liveops-{service}", serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}");
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(resource);
            logs.IncludeScopes = true;
            logs.AddOtlpExporter();
        });
        builder.Services.AddSingleton(
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(_sources).AddOtlpExporter().Build()
        );
        builder.Services.AddSingleton(
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(_meters).AddOtlpExporter().Build()
        );
        builder.Services.AddHostedService<Flush>();
    }

    /// <summary>The providers are made before the container; this hands what they still hold to the collector on stop.</summary>
    private sealed class Flush(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2_000);
            metrics.ForceFlush(2_000);
            return Task.CompletedTask;
        }
    }
}
