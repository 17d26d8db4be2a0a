using System.Diagnostics;

namespace LiveOps.AppHost.Local.Processes;

/// <summary>
/// A process that is started again when it ends by itself or hangs, with back-off, until it is told to stop.
/// </summary>
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
    // So many checks without an answer, one after the other, are a hang: 15 s.
    private const int MissesOfAHang = 3;
    private static readonly TimeSpan _healthyAfter = TimeSpan.FromSeconds(30);
    private readonly LogFile _log = new(Path.Combine(logFolder, $"{name}.log"));
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private Process? _process;

    public string Name => name;

    /// <summary>Hears each time that it was started again, and why.</summary>
    public Action<SupervisedProcess, string>? Tell { get; init; }

    /// <summary>
    /// Asks whether it still answers; null where that cannot be asked. It counts from the first answer on, so a slow
    /// start is no hang.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? Answers { get; init; }

    /// <summary>Time from one such question to the next, and the longest wait for its answer.</summary>
    public TimeSpan AskEvery { get; init; } = TimeSpan.FromSeconds(5);

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
        _watch = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_process is not null)
            await Spawner.StopAsync(_process, TimeSpan.FromSeconds(20), stopSignal);
        await _run;
        await _watch;
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
            var code = _process.ExitCode;
            _process.Dispose();
            _process = await LaunchAsync();
            Restarts++;
            Tell?.Invoke(this, $"ended with code {code}; started again after {pause.TotalSeconds:0.0} s");
        }
    }

    /// <summary>Ends a process that has answered once and answers no more; it starts again as after a crash.</summary>
    private async Task WatchAsync()
    {
        if (Answers is null)
            return;
        using var timer = new PeriodicTimer(AskEvery);
        var (asked, answered, misses) = (_process, false, 0);
        while (!_stop.IsCancellationRequested)
        {
            await Task.WhenAny(timer.WaitForNextTickAsync(_stop.Token).AsTask());
            if (asked != _process)
                (asked, answered, misses) = (_process, false, 0);
            if (_stop.IsCancellationRequested)
                return;
            if (await AnswersInTimeAsync())
                (answered, misses) = (true, 0);
            else if (answered && ++misses >= MissesOfAHang)
            {
                KillHung(asked!);
                (answered, misses) = (false, 0);
            }
        }
    }

    private void KillHung(Process hung)
    {
        try
        {
            if (!hung.HasExited)
            {
                var text = $"did not answer for {(AskEvery * MissesOfAHang).TotalSeconds:0} s and was killed";
                Say(text);
                hung.Kill(entireProcessTree: true);
                Tell?.Invoke(this, text);
            }
        }
        // It ended by itself meanwhile, and what comes after it is another process.
        catch (InvalidOperationException) { }
    }

    private async Task<bool> AnswersInTimeAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        patience.CancelAfter(AskEvery);
        try
        {
            return await Answers!(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
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
