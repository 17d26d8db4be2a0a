using LiveOps.Contracts.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace LiveOps.Hosting.Logs;

/// <summary>
/// From which level on this process writes where that was changed at run time. Stands above the configuration, applies at
/// once to every logger that there is, and lets go of what was for a time when that is over.
/// </summary>
internal sealed class LogLevels(ServiceName service, IConfiguration configuration, TimeProvider clock)
    : IPostConfigureOptions<LoggerFilterOptions>,
        IOptionsChangeTokenSource<LoggerFilterOptions>,
        IDisposable
{
    /// <summary>A timer cannot wait longer; what ends later is looked at again then.</summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(20);
    private readonly Lock _lock = new();
    private IReadOnlyList<LogLevelSetting> _changed = [];
    private CancellationTokenSource _changes = new();
    private ITimer? _end;

    /// <summary>What is written by the configuration.</summary>
    public ServiceLogLevel Configured =>
        Enum.TryParse<LogLevel>(configuration["Logging:LogLevel:Default"], ignoreCase: true, out var level)
            ? LevelOf(level)
            : ServiceLogLevel.Information;

    /// <summary>What was changed and is in force now.</summary>
    public IReadOnlyList<LogLevelSetting> Changed
    {
        get
        {
            lock (_lock)
                return [.. _changed.Where(IsInForce)];
        }
    }

    /// <summary>Takes the list of the whole installation; what is not in it is as configured again.</summary>
    /// <returns>Whether it is another one than before.</returns>
    public bool Set(IReadOnlyList<LogLevelSetting> levels)
    {
        lock (_lock)
        {
            LogLevelSetting[] mine = [.. levels.Where(level => level.Service == service.Value && IsInForce(level))];
            if (_changed.SequenceEqual(mine))
                return false;
            _changed = mine;
            WaitForEnd();
        }
        Tell();
        return true;
    }

    string IOptionsChangeTokenSource<LoggerFilterOptions>.Name => Options.DefaultName;

    IChangeToken IOptionsChangeTokenSource<LoggerFilterOptions>.GetChangeToken()
    {
        lock (_lock)
            return new CancellationChangeToken(_changes.Token);
    }

    /// <summary>After all others: of two rules for the same the last one counts.</summary>
    void IPostConfigureOptions<LoggerFilterOptions>.PostConfigure(string? name, LoggerFilterOptions options)
    {
        foreach (var level in Changed)
            options.Rules.Add(new LoggerFilterRule(null, level.Source, LevelOf(level.Level), null));
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _end?.Dispose();
            _changes.Dispose();
        }
    }

    internal static ServiceLogLevel LevelOf(LogLevel level) =>
        level switch
        {
            LogLevel.Critical or LogLevel.None => ServiceLogLevel.Critical,
            LogLevel.Error => ServiceLogLevel.Error,
            LogLevel.Warning => ServiceLogLevel.Warning,
            LogLevel.Information => ServiceLogLevel.Information,
            _ => ServiceLogLevel.Debug,
        };

    private static LogLevel LevelOf(ServiceLogLevel level) =>
        level switch
        {
            ServiceLogLevel.Debug => LogLevel.Debug,
            ServiceLogLevel.Information => LogLevel.Information,
            ServiceLogLevel.Warning => LogLevel.Warning,
            ServiceLogLevel.Error => LogLevel.Error,
            _ => LogLevel.Critical,
        };

    private bool IsInForce(LogLevelSetting level) => level.Until is not { } until || until > clock.GetUtcNow();

    private void WaitForEnd()
    {
        _end?.Dispose();
        _end = null;
        if (_changed.Min(level => level.Until) is not { } until)
            return;
        var wait = until - clock.GetUtcNow();
        _end = clock.CreateTimer(
            _ => End(),
            null,
            wait < TimeSpan.Zero ? TimeSpan.Zero
                : wait > _longestWait ? _longestWait
                : wait,
            Timeout.InfiniteTimeSpan
        );
    }

    private void End()
    {
        lock (_lock)
        {
            _changed = [.. _changed.Where(IsInForce)];
            WaitForEnd();
        }
        Tell();
    }

    // Whoever listens asks for the next token while it is told: the new one has to be there before.
    private void Tell()
    {
        CancellationTokenSource told;
        lock (_lock)
            (told, _changes) = (_changes, new CancellationTokenSource());
        told.Cancel();
        told.Dispose();
    }
}
