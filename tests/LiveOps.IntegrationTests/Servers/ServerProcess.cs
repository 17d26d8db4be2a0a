using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LiveOps.IntegrationTests.Servers;

/// <summary>
/// One server program as a child process in a folder of its own, run by an unprivileged user when the tests run as
/// root. A watchdog ends it and removes the folder when the test run itself is killed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Process _watchdog;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process, string folder)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The pipe closes when this process ends, however it ends; a line on it says that all is in order.
        _watchdog = Process.Start(
            new ProcessStartInfo("/bin/sh")
            {
                ArgumentList =
                {
                    "-c",
                    "trap '' INT TERM; read -r ok && exit; kids=$(cat /proc/$0/task/$0/children); kill -INT $0; sleep 5; kill -KILL $0 $kids; rm -rf \"$1\"",
                    process.Id.ToString(CultureInfo.InvariantCulture),
                    folder,
                },
                RedirectStandardInput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>The end of what the program printed, for the message of a failed start.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString()[Math.Max(0, _output.Length - 4_000)..];
        }
    }

    /// <summary>Starts a program. <paramref name="user"/> null = as whoever runs the tests.</summary>
    public static ServerProcess Start(
        string folder,
        string? user,
        IReadOnlyDictionary<string, string>? environment,
        string program,
        params string[] arguments
    ) => new(Process.Start(Describe(folder, user, environment, program, arguments))!, folder);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static Task RunAsync(
        string folder,
        string? user,
        IReadOnlyDictionary<string, string>? environment,
        string program,
        params string[] arguments
    ) => RunAsync(folder, user, environment, program, arguments, input: "");

    /// <summary>Runs a program, which reads the input, to its end; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static async Task<string> RunAsync(
        string folder,
        string? user,
        IReadOnlyDictionary<string, string>? environment,
        string program,
        string[] arguments,
        string input
    )
    {
        using var process = Process.Start(Describe(folder, user, environment, program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: {await errors}{await output}"
            );
        return await output;
    }

    /// <summary>kill -9 for the program and its children at once: nothing is flushed, nobody says goodbye.</summary>
    public async Task KillAsync()
    {
        await _watchdog.StandardInput.WriteLineAsync("ok");
        await _watchdog.WaitForExitAsync();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_watchdog.HasExited)
            await KillAsync();
        _watchdog.Dispose();
        _process.Dispose();
    }

    /// <summary>A new folder under the temporary folder that <paramref name="user"/> owns.</summary>
    public static async Task<string> CreateFolderAsync(string prefix, string? user)
    {
        var folder = Directory.CreateTempSubdirectory($"{prefix}-").FullName;
        if (user is not null)
            await RunAsync(folder, null, null, "chown", user, folder);
        return folder;
    }

    /// <summary>Null when not root; else the first of the users that exists.</summary>
    public static string? UnprivilegedUser(params string[] candidates)
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var known = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        return candidates.First(known.Contains);
    }

    /// <summary>
    /// Ports on loopback that nobody listens on, below the range from which outgoing connections are served: they
    /// stay free while a killed server is down.
    /// </summary>
    public static int[] FreePorts(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                if (!ports.Contains(port))
                    ports.Add(port);
            }
            catch (SocketException)
            {
                // Taken: the next number is as good.
            }
        }
        return [.. ports];
    }

    private static ProcessStartInfo Describe(
        string folder,
        string? user,
        IReadOnlyDictionary<string, string>? environment,
        string program,
        string[] arguments
    )
    {
        var start = new ProcessStartInfo(user is null ? program : "setpriv")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // setpriv replaces itself by the program, so that the process id is the program's own.
        if (user is not null)
        {
            foreach (var argument in new[] { $"--reuid={user}", $"--regid={user}", "--clear-groups", "--", program })
                start.ArgumentList.Add(argument == "--regid=nobody" ? "--regid=nogroup" : argument);
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
