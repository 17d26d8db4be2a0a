using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace LiveOps.Hosting.Logs;

/// <summary>
/// Gives what a service does the id of a trace also where no collector is: requests and messages carry it on, and the lines of
/// all services about one thing are found by it. Nothing is recorded but the id.
/// </summary>
internal sealed class LogTraces : IHostedService, IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source =>
            source.Name is "MassTransit" or "Microsoft.AspNetCore"
            || source.Name.StartsWith("LiveOps.", StringComparison.Ordinal),
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
        SampleUsingParentId = (ref _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
