using LiveOps.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.RemoteLog;

/// <summary>One line of the gateway's log, as people read it.</summary>
/// <param name="Number">Rises by one with every line of this process, from 1.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Level">Information or worse.</param>
/// <param name="Source">The part of the gateway that wrote it: the class alone.</param>
/// <param name="Text">At most <see cref="LocalLog.LongestText"/> characters, on one line, without passwords of addresses.</param>
internal sealed record LogLine(long Number, DateTimeOffset At, LogLevel Level, string Source, string Text);

/// <summary>
/// The last lines of the gateway's own log, in memory: for the page of this PC, and for the Console. Lines of libraries
/// are left out: they are many, and what they mean the gateway says itself. Used by any thread.
/// </summary>
[ProviderAlias("Local")]
internal sealed class LocalLog(TimeProvider time) : ILoggerProvider
{
    /// <summary>Lines that are kept.</summary>
    public const int Kept = 500;

    /// <summary>Characters of a line that are kept.</summary>
    public const int LongestText = 1_000;

    private const string OwnCategories = "LiveOps.";
    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new(Kept);
    private long _last;

    /// <summary>The lines after that number, oldest first; those that are no longer kept are missing.</summary>
    /// <param name="number">The last one known; 0 for all.</param>
    public IReadOnlyList<LogLine> Since(long number)
    {
        lock (_lock)
            return number >= _last ? [] : [.. _lines.Where(line => line.Number > number)];
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(OwnCategories, StringComparison.Ordinal)
            ? new Source(this, categoryName[(categoryName.LastIndexOf('.') + 1)..])
            : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void Dispose() { }

    private void Add(LogLevel level, string source, string text)
    {
        lock (_lock)
        {
            if (_lines.Count == Kept)
                _lines.Dequeue();
            _lines.Enqueue(new LogLine(++_last, time.GetUtcNow(), level, source, text));
        }
    }

    private sealed class Source(LocalLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

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
            // Where it was thrown is in the process's own log.
            log.Add(
                logLevel,
                name,
                LogText.Line(
                    exception is null ? text : $"{text} ({exception.GetType().Name}: {exception.Message})",
                    LongestText
                )
            );
        }
    }
}
