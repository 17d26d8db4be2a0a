using System.Security.Cryptography;
using System.Text;
using LiveOps.Contracts.Services;
using MassTransit;

namespace LiveOps.Console.Logs;

/// <summary>
/// Counts what services write, by template, and adds it to the books every few seconds: the day is known after a restart of
/// the console too, and of several consoles each counts what its share of the queue brings.
/// </summary>
internal sealed class LogCounts(LogStore store, TimeProvider clock, ILogger<LogCounts> log) : BackgroundService
{
    /// <summary>The stretch that is counted together.</summary>
    public static readonly TimeSpan Stretch = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _betweenForgetting = TimeSpan.FromMinutes(30);
    private readonly Lock _lock = new();
    private readonly LogProcesses _processes = new();
    private Dictionary<Guid, Counted> _counted = [];

    public void Take(ServiceLogged logged)
    {
        lock (_lock)
            foreach (var line in _processes.Fresh(logged))
            {
                var id = IdOf(logged.Service, line);
                if (!_counted.TryGetValue(id, out var counted))
                {
                    if (_counted.Count >= LogStore.MostTemplates)
                        continue;
                    _counted[id] = counted = new Counted(
                        new LogTemplate(
                            id,
                            logged.Service,
                            line.Level,
                            line.Source,
                            line.Template,
                            line.Text,
                            logged.Version,
                            line.At,
                            line.At
                        )
                    );
                }
                counted.Add(line);
            }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        var forgot = DateTimeOffset.MinValue;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(WriteAsync, stoppingToken);
                if (clock.GetUtcNow() - forgot < _betweenForgetting)
                    continue;
                forgot = clock.GetUtcNow();
                await TryAsync(stop => store.ForgetAsync(forgot, stop), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was counted since is on the books before the end.
            await TryAsync(WriteAsync, CancellationToken.None);
        }
    }

    /// <summary>Puts on the books what was counted since the last time; what does not get there is lost.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<Guid, Counted> counted;
        lock (_lock)
            (counted, _counted) = (_counted, []);
        if (counted.Count > 0)
            await store.CountAsync([.. counted.Values.Select(one => (one.Template, one.Counts))], cancellationToken);
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken stopping)
    {
        try
        {
            await act(stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            log.LogWarning("Counts of log lines were not written: {Reason}", error.Message);
        }
    }

    private static Guid IdOf(string service, ServiceLogLine line)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{service}\n{line.Level}\n{line.Source}\n{line.Template}"), hash);
        return new Guid(hash[..16]);
    }

    private sealed class Counted(LogTemplate first)
    {
        private readonly Dictionary<DateTimeOffset, long> _counts = [];

        public LogTemplate Template { get; private set; } = first;
        public IReadOnlyDictionary<DateTimeOffset, long> Counts => _counts;

        public void Add(ServiceLogLine line)
        {
            var at = new DateTimeOffset(line.At.UtcTicks - line.At.UtcTicks % Stretch.Ticks, TimeSpan.Zero);
            _counts[at] = _counts.GetValueOrDefault(at) + 1;
            Template = Template with { Example = line.Text, LastSeenAt = line.At };
        }
    }
}

/// <summary>On a queue that all consoles share: each line is counted once.</summary>
internal sealed class LogCountsConsumer(LogCounts counts) : IConsumer<ServiceLogged>
{
    public Task Consume(ConsumeContext<ServiceLogged> context)
    {
        counts.Take(context.Message);
        return Task.CompletedTask;
    }
}
