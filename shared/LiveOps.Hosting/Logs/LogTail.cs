using System.Diagnostics;
using LiveOps.Contracts.Services;
using Microsoft.Extensions.Logging;

namespace LiveOps.Hosting.Logs;

/// <summary>Lines to publish: the number of the first, and how many were given up before it.</summary>
internal sealed record LogBatch(long First, int Dropped, IReadOnlyList<ServiceLogLine> Lines);

/// <summary>
/// The lines of this process that are still to be published: the newest <see cref="Waiting"/>. Writing one takes a short
/// lock and never waits for anything; used by any thread.
/// </summary>
[ProviderAlias("Tail")]
internal sealed class LogTail(TimeProvider clock) : ILoggerProvider
{
    /// <summary>Lines that wait while the broker is away, or takes fewer than are written.</summary>
    public const int Waiting = 1_000;

    /// <summary>Lines of one message.</summary>
    public const int Together = 200;

    private const int LongestText = 1_000;
    private const int LongestTemplate = 300;
    private const int LongestException = 4_000;
    private const int ExceptionLines = 12;

    /// <summary>
    /// The bus and its client write while they publish, these lines too: of them only what is wrong is told, or each
    /// message would bring forth the next.
    /// </summary>
    private static readonly string[] _ofTheBus = ["MassTransit", "RabbitMQ"];

    private static readonly AsyncLocal<Publishing?> _publishing = new();
    private readonly Lock _lock = new();
    private readonly Queue<ServiceLogLine> _lines = new();
    private long _first = 1;
    private long _published;

    /// <summary>What is written inside of this, and by all that is awaited there, is not told: it is about telling.</summary>
    public static IDisposable WhilePublishing() => _publishing.Value = new Publishing();

    /// <summary>The oldest lines that are not published; null where there are none. They stay until they are.</summary>
    public LogBatch? Next()
    {
        lock (_lock)
            return _lines.Count == 0
                ? null
                : new LogBatch(_first, (int)(_first - _published - 1), [.. _lines.Take(Together)]);
    }

    /// <summary>The broker has them.</summary>
    public void Published(LogBatch batch)
    {
        lock (_lock)
        {
            _published = batch.First + batch.Lines.Count - 1;
            while (_first <= _published && _lines.TryDequeue(out _))
                _first++;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    public void Dispose() { }

    private void Add(ServiceLogLine line)
    {
        lock (_lock)
        {
            if (_lines.Count == Waiting)
            {
                _lines.Dequeue();
                _first++;
            }
            _lines.Enqueue(line);
        }
    }

    private sealed class Source(LogTail tail, string category) : ILogger
    {
        private readonly LogLevel _least = _ofTheBus.Any(name => category.StartsWith(name, StringComparison.Ordinal))
            ? LogLevel.Warning
            : LogLevel.Debug;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && logLevel >= _least && _publishing.Value is not { IsOver: false };

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var text = formatter(state, exception);
            var activity = Activity.Current;
            tail.Add(
                new ServiceLogLine
                {
                    At = tail.Now,
                    Level = LogLevels.LevelOf(logLevel),
                    Source = category,
                    Text = LogText.Line(text, LongestText),
                    Template = LogText.Line(TemplateOf(state) ?? text, LongestTemplate),
                    Exception = exception is null ? null : FirstLinesOf(exception),
                    TraceId = activity?.TraceId.ToHexString(),
                    SpanId = activity?.SpanId.ToHexString(),
                }
            );
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private static string? TemplateOf<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values
        && values.LastOrDefault(value => value.Key == "{OriginalFormat}").Value is string template
            ? template
            : null;

    private static string FirstLinesOf(Exception exception) =>
        LogText.Cut(
            LogText.WithoutSecrets(
                string.Join('\n', exception.ToString().Split('\n').Take(ExceptionLines).Select(line => line.TrimEnd()))
            ),
            LongestException
        );

    /// <summary>
    /// A publishing may be what makes the bus connect again, and what begins then runs on with the value of its flow: that
    /// must not be silent for ever.
    /// </summary>
    private sealed class Publishing : IDisposable
    {
        public bool IsOver { get; private set; }

        public void Dispose() => IsOver = true;
    }
}
