using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>One change of a pin, from the simulated board's pin log.</summary>
/// <param name="Board">Name of the board.</param>
/// <param name="Pin">The chip's name of the pin: PD4 is Arduino's D4, PD7 is D7, PB5 is D13.</param>
/// <param name="Value">Level after the change, 0 or 1.</param>
/// <param name="Cycle">CPU cycle of the change, 16 in a microsecond: what tests compare, for it does not depend on the machine's load.</param>
/// <param name="Wall">Time of day at which the simulator got there, UTC.</param>
/// <param name="WallNs">The same on CLOCK_MONOTONIC, ns.</param>
/// <param name="Floating">The pin drives nothing: a reset, or no output yet.</param>
/// <param name="PulseUs">Width in µs of the pulses that a timer puts on the pin from now on (servo, PWM, tone); 0 when it lets go, null: a level.</param>
/// <param name="PeriodUs">Their period in µs.</param>
public sealed record PinChange(
    string Board,
    string Pin,
    int Value,
    long Cycle,
    DateTimeOffset Wall,
    long WallNs,
    bool Floating = false,
    double? PulseUs = null,
    double? PeriodUs = null
);

/// <summary>An event line of the simulator: what happened and at which CPU cycle.</summary>
public sealed record BoardEvent(long Cycle, string Text);

/// <summary>
/// A simulated Arduino Uno with the firmware of this repository, as a process of its own. The host opens
/// <see cref="SerialPath"/> like any serial port.
/// </summary>
public sealed class SimulatedBoard : IAsyncDisposable
{
    /// <summary>CPU cycles in a millisecond.</summary>
    public const long CyclesPerMs = 16_000;

    // Its start-up line takes 3 ms; who opens the port later does not get it.
    private const int BootedAfterMs = 30;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<Task> Build = new(BuildAsync);
    private readonly string _folder;
    private readonly Process _process;
    private readonly List<BoardEvent> _events = [];

    private SimulatedBoard(string folder, Process process)
    {
        _folder = folder;
        _process = process;
        process.OutputDataReceived += (_, received) => Note(received.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Why no board can be simulated here; null when it can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "the simulated board needs Linux"
        : !File.Exists("/usr/bin/avr-g++")
            ? "the AVR compiler is not installed (Debian: apt-get install gcc-avr avr-libc)"
        : null;

    public string SerialPath => Path.Combine(_folder, "tty");

    public string PinLogPath => Path.Combine(_folder, "pins.jsonl");

    /// <summary>What the simulator has reported so far.</summary>
    public IReadOnlyList<BoardEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    /// <summary>Builds firmware and simulator if needed and starts a board; returns when it has booted and its serial port is there.</summary>
    /// <param name="eeprom">File that keeps the board's EEPROM; null = a fresh board that forgets.</param>
    /// <param name="extraArgs">More options of boardsim, for example <c>--bytes</c>.</param>
    public static Task<SimulatedBoard> StartAsync(string? eeprom = null, params string[] extraArgs) =>
        StartWithAsync(Firmware, eeprom, extraArgs);

    /// <summary>The same with another program in its flash.</summary>
    /// <param name="firmware">An ELF or Intel HEX file; null: only what the options say, for example <c>--bootloader</c>.</param>
    public static async Task<SimulatedBoard> StartWithAsync(
        string? firmware,
        string? eeprom = null,
        params string[] extraArgs
    )
    {
        await Build.Value;
        var folder = Directory.CreateTempSubdirectory("liveops-board-").FullName;
        var output = Path.Combine(RepositoryFolder(), "firmware", "build");
        string[] arguments =
        [
            "--link",
            Path.Combine(folder, "tty"),
            "--pin-log",
            Path.Combine(folder, "pins.jsonl"),
            "--die-with-parent",
            .. eeprom is null ? Array.Empty<string>() : ["--eeprom", eeprom],
            .. extraArgs,
            .. firmware is null ? Array.Empty<string>() : [firmware],
        ];
        var process = Process.Start(
            new ProcessStartInfo(Path.Combine(output, "boardsim"), arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var board = new SimulatedBoard(folder, process);
        await board.WaitForAsync("READY", 0);
        while ((await board.CommandAsync("stat", "STAT")).Cycle < BootedAfterMs * CyclesPerMs)
            await Task.Delay(5);
        return board;
    }

    /// <summary>All pin changes so far, oldest first.</summary>
    public IReadOnlyList<PinChange> ReadPinChanges()
    {
        if (!File.Exists(PinLogPath))
            return [];
        using var file = new FileStream(PinLogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var changes = new List<PinChange>();
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.EndsWith('}')) // else it is being written
                changes.Add(JsonSerializer.Deserialize<PinChange>(line, Json)!);
        }
        return changes;
    }

    /// <summary>Pulls the USB cable for so many ms; the board keeps its power. Returns when the port is gone.</summary>
    public Task UnplugAsync(int ms) =>
        CommandAsync(string.Create(CultureInfo.InvariantCulture, $"unplug {ms}"), "UNPLUGGED");

    /// <summary>Presses the reset button.</summary>
    public Task ResetAsync() => CommandAsync("reset", "RESET");

    /// <summary>The main program gets stuck; its interrupts live on.</summary>
    public Task HangAsync() => CommandAsync("hang", "HANG");

    /// <summary>The power goes off and comes back.</summary>
    public async Task PowerCycleAsync()
    {
        await CommandAsync("power off", "POWER_OFF");
        await CommandAsync("power on", "POWER_ON");
    }

    /// <summary>Drives an input pin from outside, for example <c>12 0</c>: Arduino's number and the level.</summary>
    public async Task DrivePinAsync(string numberAndLevel)
    {
        var number = int.Parse(numberAndLevel.Split(' ')[0], CultureInfo.InvariantCulture);
        var (port, bit) =
            number < 8 ? ('D', number)
            : number < 14 ? ('B', number - 8)
            : ('C', number - 14);
        // Commands are taken in order, and only this one answers.
        await CommandAsync($"pin P{port}{bit} {numberAndLevel.Split(' ')[1]}\nstat", "STAT");
    }

    /// <summary>Sends a command to the simulator and waits for the event that confirms it.</summary>
    public async Task<BoardEvent> CommandAsync(string command, string confirmation)
    {
        var seen = Events.Count;
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        return await WaitForAsync(confirmation, seen);
    }

    /// <summary>The first event from index <paramref name="from"/> on that begins with <paramref name="start"/>.</summary>
    /// <exception cref="TimeoutException">None came in ten seconds, or the simulator ended.</exception>
    public async Task<BoardEvent> WaitForAsync(string start, int from)
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (true)
        {
            var found = Events.Skip(from).FirstOrDefault(e => e.Text.StartsWith(start, StringComparison.Ordinal));
            if (found is not null)
                return found;
            if (_process.HasExited || Environment.TickCount64 > deadline)
                throw new TimeoutException($"the simulated board did not report {start}");
            await Task.Delay(2);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
            }
        }
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Note(string? line)
    {
        // <cycle> <simulated us> <CLOCK_MONOTONIC ns> <what>
        var fields = line?.Split(' ', 4);
        if (fields is not { Length: 4 })
            return;
        lock (_events)
            _events.Add(new(long.Parse(fields[0], CultureInfo.InvariantCulture), fields[3]));
    }

    /// <summary>Builds firmware and simulator if needed.</summary>
    public static Task BuiltAsync() => Build.Value;

    public static string Simulator => Path.Combine(RepositoryFolder(), "firmware", "build", "boardsim");

    public static string Firmware => Path.Combine(RepositoryFolder(), "firmware", "build", "uno.elf");

    private static async Task BuildAsync()
    {
        var start = new ProcessStartInfo("make", ["-s", "-C", Path.Combine(RepositoryFolder(), "firmware"), "all"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var make = Process.Start(start)!;
        var output = make.StandardOutput.ReadToEndAsync();
        var errors = await make.StandardError.ReadToEndAsync();
        await make.WaitForExitAsync();
        if (make.ExitCode != 0)
            throw new InvalidOperationException($"the firmware does not build: {await output}{errors}");
    }

    internal static string RepositoryFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LiveOps.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no repository above {AppContext.BaseDirectory}");
    }

    internal static string GoldenFrames => Path.Combine(RepositoryFolder(), "firmware", "golden", "frames.txt");
}
