using System.Collections.Concurrent;
using LiveOps.Contracts.Services;
using MassTransit;

namespace LiveOps.Console.Health;

/// <summary>One process of a service, and its last hour by minute.</summary>
/// <param name="Service">The service.</param>
/// <param name="Instance">The process.</param>
/// <param name="Version">Of its program.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="SeenAt">When it was heard last, by this machine's clock.</param>
/// <param name="Silent">True when it has missed three reports.</param>
/// <param name="MemoryBytes">In RAM, now.</param>
/// <param name="HeapBytes">Of it, the program's objects.</param>
/// <param name="CpuPercent">Of one core, over the last report.</param>
/// <param name="Disk">The disk that it writes to.</param>
/// <param name="Minutes">When the minutes begin, oldest first.</param>
/// <param name="Memory">The most of each minute, bytes.</param>
/// <param name="Cpu">Of one core, percent, over each minute.</param>
/// <param name="Figures">What it measures.</param>
internal sealed record ServiceFiguresView(
    string Service,
    string Instance,
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    bool Silent,
    long MemoryBytes,
    long HeapBytes,
    double CpuPercent,
    DiskReport? Disk,
    IReadOnlyList<DateTimeOffset> Minutes,
    IReadOnlyList<long?> Memory,
    IReadOnlyList<double?> Cpu,
    IReadOnlyList<FigureView> Figures
);

/// <summary>One figure over the hour.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Kind">What the numbers mean.</param>
/// <param name="Count">How often it was measured in the hour.</param>
/// <param name="Sum">Of a count the hour's; of a level the last; of a distribution the sum.</param>
/// <param name="Median">Of a distribution.</param>
/// <param name="P95">Of a distribution.</param>
/// <param name="Max">Of a distribution.</param>
/// <param name="Values">By minute: of a count how many, of a level the last, of a distribution what 95 % are at most.</param>
internal sealed record FigureView(
    string Name,
    FigureKind Kind,
    long Count,
    double Sum,
    double? Median,
    double? P95,
    double? Max,
    IReadOnlyList<double?> Values
);

/// <summary>What services report of themselves. In memory: the last hour of at most <see cref="Bound"/> processes.</summary>
internal sealed class InstallationFigures(TimeProvider clock)
{
    /// <summary>Processes that are kept; the one heard least lately goes first.</summary>
    public const int Bound = 50;

    private const int MostFigures = 60;
    private static readonly TimeSpan _silentAfter = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _forgottenAfter = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Service, string Instance), Seen> _seen = new();

    public void Take(ServiceReported report)
    {
        var now = clock.GetUtcNow();
        var seen = _seen.GetOrAdd((report.Service, report.Instance), _ => new Seen());
        lock (seen)
        {
            (seen.Last, seen.At) = (report, now);
            var minute = seen.Minutes.At(now);
            minute.Memory = Math.Max(minute.Memory, report.MemoryBytes);
            minute.CpuMs += report.CpuMs;
            minute.LengthMs += (report.Until - report.From).TotalMilliseconds;
            foreach (var figure in report.Figures.Take(MostFigures))
                minute.Add(figure);
        }
        foreach (var (process, one) in _seen)
            if (now - one.At > _forgottenAfter)
                _seen.TryRemove(process, out _);
        if (_seen.Count > Bound)
            _seen.TryRemove(_seen.MinBy(one => one.Value.At).Key, out _);
    }

    /// <summary>All processes that were heard in the last hour, by service.</summary>
    public IReadOnlyList<ServiceFiguresView> View()
    {
        var now = clock.GetUtcNow();
        return
        [
            .. _seen
                .OrderBy(one => one.Key.Service, StringComparer.Ordinal)
                .ThenByDescending(one => one.Value.At)
                .Select(one => View(one.Value, now)),
        ];
    }

    /// <summary>When each service's youngest process that is heard began.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Starts() =>
        Heard()
            .GroupBy(report => report.Service, StringComparer.Ordinal)
            .ToDictionary(
                service => service.Key,
                service => service.Max(report => report.StartedAt),
                StringComparer.Ordinal
            );

    /// <summary>The last report of every process that is not silent, by service.</summary>
    public IReadOnlyList<ServiceReported> Heard()
    {
        var now = clock.GetUtcNow();
        var heard = new List<ServiceReported>();
        foreach (var seen in _seen.Values)
            lock (seen)
                if (seen.Last is { } report && now - seen.At <= _silentAfter)
                    heard.Add(report);
        return [.. heard.OrderBy(report => report.Service, StringComparer.Ordinal).ThenBy(report => report.StartedAt)];
    }

    private static ServiceFiguresView View(Seen seen, DateTimeOffset now)
    {
        lock (seen)
        {
            var report = seen.Last!;
            (DateTimeOffset At, Minute? Value)[] hour = [.. seen.Minutes.Until(now)];
            var length = (report.Until - report.From).TotalMilliseconds;
            return new ServiceFiguresView(
                report.Service,
                report.Instance,
                report.Version,
                report.StartedAt,
                seen.At,
                now - seen.At > _silentAfter,
                report.MemoryBytes,
                report.HeapBytes,
                length > 0 ? Math.Round(100 * report.CpuMs / length, 1) : 0,
                report.Disk,
                [.. hour.Select(one => one.At)],
                [.. hour.Select(one => one.Value?.Memory)],
                [
                    .. hour.Select(one =>
                        one.Value is { LengthMs: > 0 } minute
                            ? Math.Round(100 * minute.CpuMs / minute.LengthMs, 1)
                            : (double?)null
                    ),
                ],
                [
                    .. hour.SelectMany(one => one.Value?.Figures.Keys ?? Enumerable.Empty<string>())
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                        .Select(name =>
                            View(name, [.. hour.Select(one => one.Value?.Figures.GetValueOrDefault(name))])
                        ),
                ]
            );
        }
    }

    private static FigureView View(string name, Figure?[] minutes)
    {
        Figure[] known = [.. minutes.OfType<Figure>()];
        var kind = known[^1].Kind;
        var times = new Distribution();
        foreach (var figure in known)
            times.Add(figure.Times);
        return new FigureView(
            name,
            kind,
            known.Sum(figure => figure.Count),
            kind == FigureKind.Level ? known[^1].Sum : known.Sum(figure => figure.Sum),
            times.Quantile(0.5),
            times.Quantile(0.95),
            times.Count == 0 ? null : Math.Round(times.Max, 1),
            [.. minutes.Select(figure => kind == FigureKind.Distribution ? figure?.Times.Quantile(0.95) : figure?.Sum)]
        );
    }

    private sealed class Seen
    {
        public ServiceReported? Last { get; set; }
        public DateTimeOffset At { get; set; }
        public Minutes<Minute> Minutes { get; } = new();
    }

    private sealed class Minute
    {
        public long Memory { get; set; }
        public double CpuMs { get; set; }
        public double LengthMs { get; set; }
        public Dictionary<string, Figure> Figures { get; } = new(StringComparer.Ordinal);

        public void Add(FigureReport report)
        {
            if (!Figures.TryGetValue(report.Name, out var figure))
                Figures[report.Name] = figure = new Figure(report.Kind);
            figure.Count += report.Count;
            figure.Sum = report.Kind == FigureKind.Level ? report.Sum : figure.Sum + report.Sum;
            if (report.Buckets is { } buckets)
                figure.Times.Add(buckets, report.Max);
        }
    }

    private sealed class Figure(FigureKind kind)
    {
        public FigureKind Kind => kind;
        public long Count { get; set; }
        public double Sum { get; set; }
        public Distribution Times { get; } = new();
    }
}

/// <summary>Keeps what services report.</summary>
internal sealed class ServiceReportedConsumer(InstallationFigures figures) : IConsumer<ServiceReported>
{
    public Task Consume(ConsumeContext<ServiceReported> context)
    {
        figures.Take(context.Message);
        return Task.CompletedTask;
    }
}
