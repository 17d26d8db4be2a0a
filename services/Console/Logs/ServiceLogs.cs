using LiveOps.Contracts.Services;
using MassTransit;

namespace LiveOps.Console.Logs;

/// <summary>
/// The last lines that services wrote, in memory: the whole log is in the files. What is grave is kept beside the rest,
/// so that a service that says much does not push out what went wrong.
/// </summary>
internal sealed class ServiceLogs(TimeProvider clock)
{
    /// <summary>Warnings and graver that are kept of a service.</summary>
    public const int KeptGrave = 1_000;

    /// <summary>Other lines that are kept of a service.</summary>
    public const int KeptOther = 2_000;

    /// <summary>Services whose lines are kept: half a megabyte each as a rule, some more at worst.</summary>
    private const int Bound = 40;
    private readonly Dictionary<string, Kept> _services = new(StringComparer.Ordinal);
    private readonly LogProcesses _processes = new();
    private readonly Lock _lock = new();
    private long _last;

    public void Take(ServiceLogged logged)
    {
        lock (_lock)
        {
            if (!_services.TryGetValue(logged.Service, out var kept))
            {
                if (_services.Count >= Bound)
                    return;
                _services[logged.Service] = kept = new Kept();
            }
            var fresh = _processes.Fresh(logged);
            if (logged is { Dropped: > 0, Lines: [var first, ..] } && fresh.Count == logged.Lines.Count)
                Add(
                    kept,
                    logged,
                    new ServiceLogLine
                    {
                        At = first.At,
                        Level = ServiceLogLevel.Warning,
                        Source = typeof(ServiceLogs).FullName!,
                        Text =
                            $"{logged.Dropped} lines are missing here: the broker was away, or they were too many. The service's files have them.",
                        Template = "",
                    }
                );
            foreach (var line in fresh)
                Add(kept, logged, line);
        }
    }

    /// <summary>The newest lines after a number that a filter takes, oldest first, and the number to read on from.</summary>
    public (IReadOnlyList<LogLine> Lines, long Last) Read(LogFilter filter, long after, int most)
    {
        lock (_lock)
        {
            var lines = _services
                .Where(service => filter.Service is null || service.Key == filter.Service)
                .SelectMany(service => service.Value.Grave.Concat(service.Value.Other))
                .Where(line => line.Number > after && filter.Takes(line))
                .OrderByDescending(line => line.Number)
                .Take(most)
                .Reverse()
                .ToList();
            return (lines, Math.Max(_last, after));
        }
    }

    private void Add(Kept kept, ServiceLogged logged, ServiceLogLine line)
    {
        var (lines, most) = line.Level >= ServiceLogLevel.Warning ? (kept.Grave, KeptGrave) : (kept.Other, KeptOther);
        if (lines.Count == most)
            lines.Dequeue();
        // From the clock, so that they rise over a restart of the Console too: who asks goes on with the last one seen.
        _last = Math.Max(_last + 1, clock.GetUtcNow().ToUnixTimeMilliseconds());
        lines.Enqueue(
            new LogLine(
                _last,
                line.At,
                logged.Service,
                logged.Instance,
                line.Level,
                line.Source,
                line.Text,
                line.Exception,
                line.TraceId,
                line.SpanId
            )
        );
    }

    private sealed class Kept
    {
        public Queue<LogLine> Grave { get; } = new();
        public Queue<LogLine> Other { get; } = new();
    }
}

/// <summary>
/// How far each process was heard: a batch that came to the broker but was not confirmed in time comes again, with what was
/// written since.
/// </summary>
internal sealed class LogProcesses
{
    private const int Bound = 200;
    private readonly Dictionary<(string, string, DateTimeOffset), long> _heard = [];

    /// <summary>The lines that were not heard before.</summary>
    public IReadOnlyList<ServiceLogLine> Fresh(ServiceLogged logged)
    {
        var process = (logged.Service, logged.Instance, logged.StartedAt);
        var heard = _heard.GetValueOrDefault(process, 0);
        var last = logged.First + logged.Lines.Count - 1;
        if (last <= heard)
            return [];
        if (_heard.Count >= Bound)
            _heard.Clear();
        _heard[process] = last;
        return heard < logged.First ? logged.Lines : [.. logged.Lines.Skip((int)(heard - logged.First + 1))];
    }
}

/// <summary>Keeps what services log.</summary>
internal sealed class ServiceLoggedConsumer(ServiceLogs logs) : IConsumer<ServiceLogged>
{
    public Task Consume(ConsumeContext<ServiceLogged> context)
    {
        logs.Take(context.Message);
        return Task.CompletedTask;
    }
}
