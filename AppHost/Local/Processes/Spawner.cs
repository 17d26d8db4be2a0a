using System.Collections.Concurrent;
using System.Diagnostics;

namespace LiveOps.AppHost.Local.Processes;

/// <summary>
/// Starts child processes from one thread that lives as long as the host. On Linux a child asks (through setpriv) to
/// be stopped when the thread that made it ends: with a thread of the pool that would be at any time, with this one
/// it is when the host dies, even by kill -9. So nothing is left behind.
/// </summary>
internal static class Spawner
{
    private static readonly BlockingCollection<Action> _work = [];
    private static readonly string? _setpriv = OperatingSystem.IsLinux()
        ? new[] { "/usr/bin/setpriv", "/bin/setpriv" }.FirstOrDefault(File.Exists)
        : null;

    static Spawner()
    {
        var thread = new Thread(() =>
        {
            foreach (var start in _work.GetConsumingEnumerable())
                start();
        })
        {
            IsBackground = true,
            Name = "spawner",
        };
        thread.Start();
    }

    /// <summary>Starts the process, bound to the life of this host.</summary>
    /// <param name="start">What to start; its file name and arguments are wrapped where the system can bind it.</param>
    /// <param name="deathSignal">The signal it gets when the host dies.</param>
    /// <param name="user">Run as this user (needs root).</param>
    public static Task<Process> StartAsync(ProcessStartInfo start, string deathSignal = "TERM", string? user = null)
    {
        if (_setpriv is not null)
        {
            List<string> wrapped = ["--pdeathsig", deathSignal];
            if (user is not null)
                wrapped.AddRange(["--reuid", user, "--regid", user, "--clear-groups"]);
            wrapped.Add(start.FileName);
            wrapped.AddRange(start.ArgumentList);
            start.FileName = _setpriv;
            start.ArgumentList.Clear();
            foreach (var argument in wrapped)
                start.ArgumentList.Add(argument);
        }
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    /// <summary>Asks a process to stop in its own way, and ends it when it does not within the patience.</summary>
    public static async Task StopAsync(Process process, TimeSpan patience, string signal = "TERM")
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
                await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
