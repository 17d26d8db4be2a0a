using System.Diagnostics;

namespace LiveOps.AppHost.Local.Processes;

/// <summary>A process that is started again when it ends by itself, with back-off, until it is told to stop.</summary>
/// <param name="name">Its name, and that of its log.</param>
/// <param name="start">What to start, asked anew each time.</param>
/// <param name="logFolder">Where its log goes.</param>
/// <param name="stopSignal">The signal that asks it to stop.</param>
/// <param name="user">Run as this user (needs root).</param>
internal sealed class SupervisedProcess(
    string name,
    Func<ProcessStartInfo> start,
    string logFolder,
    string stopSignal = "TERM",
    string? user = null
) : IAsyncDisposable
{
    private static readonly TimeSpan _healthyAfter = TimeSpan.FromSeconds(30);
    private readonly LogFile _log = new(Path.Combine(logFolder, $"{name}.log"));
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private Process? _process;

    public string Name => name;
    public string LogPath => _log.Path;
    public int? ProcessId => _process is { HasExited: false } running ? running.Id : null;
    public int Restarts { get; private set; }

    /// <summary>Ends it at once, as a crash does; it starts again by itself.</summary>
    public void Kill() => _process!.Kill(entireProcessTree: true);

    /// <summary>Starts it; returns when the process exists.</summary>
    public async Task StartAsync()
    {
        _process = await LaunchAsync();
        _run = SuperviseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_process is not null)
            await Spawner.StopAsync(_process, TimeSpan.FromSeconds(20), stopSignal);
        await _run;
        _process?.Dispose();
        _log.Dispose();
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var failures = 0;
        while (true)
        {
            var startedAt = Stopwatch.GetTimestamp();
            await _process!.WaitForExitAsync(CancellationToken.None);
            if (_stop.IsCancellationRequested)
                return;
            failures = Stopwatch.GetElapsedTime(startedAt) > _healthyAfter ? 0 : failures + 1;
            var pause = TimeSpan.FromMilliseconds(Math.Min(10_000, 100 * Math.Pow(2, failures)));
            Say($"ended with code {_process.ExitCode}; starts again in {pause.TotalSeconds:0.0} s");
            await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
                return;
            _process.Dispose();
            _process = await LaunchAsync();
            Restarts++;
        }
    }

    private async Task<Process> LaunchAsync()
    {
        var info = start();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.RedirectStandardInput = true;
        var process = await Spawner.StartAsync(info, stopSignal, user);
        process.OutputDataReceived += (_, line) => _log.Write(line.Data);
        process.ErrorDataReceived += (_, line) => _log.Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Say($"started as process {process.Id}");
        return process;
    }

    private void Say(string text) => _log.Write($"--- {name} {text}");
}
