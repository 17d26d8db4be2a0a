using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using LiveOps.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LiveOps.Console.Describing;

/// <summary>How all services are, as last asked.</summary>
/// <param name="Healthy">True when every one lives and is ready.</param>
/// <param name="Services">The Console first.</param>
internal sealed record HealthView(bool Healthy, IReadOnlyList<ServiceHealth> Services);

/// <summary>One service.</summary>
/// <param name="Service">Its name.</param>
/// <param name="Live">Its process answers; null while it was not asked yet.</param>
/// <param name="Ready">What it needs answers too.</param>
/// <param name="Reasons">Why it is not well, in words; empty when it is.</param>
/// <param name="Version">Of its program; null when it was never heard.</param>
/// <param name="AskedAt">When the answer was asked for; null while it was not.</param>
/// <param name="AskedSecondsAgo">How old the answer is, s.</param>
internal sealed record ServiceHealth(
    string Service,
    bool? Live,
    bool? Ready,
    IReadOnlyList<string> Reasons,
    string? Version,
    DateTimeOffset? AskedAt,
    double? AskedSecondsAgo
);

/// <summary>
/// Asks every service by itself, a few seconds after its last answer, so that a slow one keeps nobody waiting:
/// <c>GET /api/health</c> tells what was heard last.
/// </summary>
internal sealed class HealthWatch(Services services, HealthCheckService own, TimeProvider clock) : BackgroundService
{
    private const string Console = "console";
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, ServiceHealth> _heard = new(StringComparer.Ordinal);

    public static Ok<HealthView> Handle([FromServices] HealthWatch watch) => TypedResults.Ok(watch.View());

    internal HealthView View()
    {
        var now = clock.GetUtcNow();
        ServiceHealth[] all =
        [
            .. services
                .SetUp.Prepend(Console)
                .Select(name =>
                    _heard.GetValueOrDefault(name) ?? new(name, null, null, ["It was not asked yet."], null, null, null)
                )
                .Select(one =>
                    one with
                    {
                        AskedSecondsAgo = one.AskedAt is { } at ? Math.Round((now - at).TotalSeconds, 1) : null,
                    }
                ),
        ];
        return new HealthView(all.All(one => one is { Live: true, Ready: true }), all);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(services.SetUp.Prepend(Console).Select(service => WatchAsync(service, stoppingToken)));

    private async Task WatchAsync(string service, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var asked = clock.GetUtcNow();
            try
            {
                _heard[service] =
                    service == Console ? await OwnAsync(asked, stopping) : await AskAsync(service, asked, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(_pause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ServiceHealth> OwnAsync(DateTimeOffset asked, CancellationToken stopping)
    {
        var report = await own.CheckHealthAsync(check => check.Tags.Contains(LiveOpsDefaults.ReadyTag), stopping);
        string[] reasons =
        [
            .. report
                .Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
                .Select(entry => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Status.ToString()}"),
        ];
        return new ServiceHealth(Console, true, reasons.Length == 0, reasons, LiveOpsDefaults.Version, asked, null);
    }

    private async Task<ServiceHealth> AskAsync(string service, DateTimeOffset asked, CancellationToken stopping)
    {
        var version = _heard.GetValueOrDefault(service)?.Version;
        try
        {
            var (status, text) = await services.AskAsync(service, "/health/ready", Services.Patience, stopping);
            var (reasons, told) = Read(text);
            var ready = status == HttpStatusCode.OK;
            if (!ready && reasons.Count == 0)
                reasons = [string.Create(CultureInfo.InvariantCulture, $"It answers with status {(int)status}.")];
            return new ServiceHealth(service, true, ready, reasons, told ?? version, asked, null);
        }
        catch (HttpRequestException error)
        {
            return Away($"It does not answer: {error.Message}");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Away($"It did not answer within {Services.Patience.TotalSeconds:0} s.");
        }

        ServiceHealth Away(string reason) => new(service, false, false, [reason], version, asked, null);
    }

    /// <summary>The checks that are not well, and the version, of a <c>/health/ready</c>.</summary>
    internal static (IReadOnlyList<string> Reasons, string? Version) Read(string text)
    {
        try
        {
            var ready = JsonElement.Parse(text);
            string[] reasons =
            [
                .. ready
                    .GetProperty("checks")
                    .EnumerateObject()
                    .Select(check =>
                        (check.Name, Status: TextOf(check.Value, "status"), Detail: TextOf(check.Value, "detail"))
                    )
                    .Where(check => check.Status != nameof(HealthStatus.Healthy))
                    .Select(check => $"{check.Name}: {check.Detail ?? check.Status}"),
            ];
            return (reasons, TextOf(ready, "version"));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (["Its answer cannot be read."], null);
        }
    }

    private static string? TextOf(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
