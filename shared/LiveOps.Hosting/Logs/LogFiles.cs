using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace LiveOps.Hosting.Logs;

/// <summary>
/// Writes a service's log into files of its own, <c>{service}-{yyyyMMdd}.json</c>, one JSON object a line with time,
/// level, template, values, exception and trace id (compact log event format). What is written is decided by the levels
/// of the host, as for what it prints. A file that cannot be written costs lines of the file and nothing else.
/// </summary>
[ProviderAlias("Files")]
internal sealed class LogFiles : ILoggerProvider, ISupportExternalScope
{
    private readonly Logger? _writer;
    private readonly SerilogLoggerProvider? _files;

    /// <param name="service">The service's name.</param>
    /// <param name="options">Where, how long and how many.</param>
    public LogFiles(string service, LogFilesOptions options)
    {
        if (options.Report is not { } report)
            return;
        SelfLog.Enable(Console.Error);
        _writer = new LoggerConfiguration()
            .MinimumLevel.Is(LevelAlias.Minimum)
            .WriteTo.File(
                new SecretlessJson(),
                Path.Combine(report.Folder, $"{service}-.json"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: report.MaxBytes,
                retainedFileCountLimit: report.MaxFiles
            )
            .CreateLogger();
        _files = new SerilogLoggerProvider(_writer, dispose: true);
    }

    public ILogger CreateLogger(string categoryName) => _files?.CreateLogger(categoryName) ?? NullLogger.Instance;

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _files?.SetScopeProvider(scopeProvider);

    public void Dispose() => _files?.Dispose();

    /// <summary>The format, with the secrets taken out of the whole line: they are in values and exceptions too.</summary>
    private sealed class SecretlessJson : ITextFormatter
    {
        private readonly CompactJsonFormatter _json = new();

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var line = new StringWriter();
            _json.Format(logEvent, line);
            output.Write(LogText.WithoutSecrets(line.ToString()));
        }
    }
}
