using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LiveOps.IntegrationTests.Firmware;

namespace LiveOps.IntegrationTests.DeviceGateway.Chaos;

/// <summary>
/// A simulated board whose time the test moves: the real firmware, cycle by cycle, and the same run every time.
/// </summary>
internal sealed class SteppedBoard : IDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-stepped-").FullName;
    private readonly Process _process;

    private SteppedBoard(string faults, int seed)
    {
        PinLog = Path.Combine(_folder, "pins.jsonl");
        _process = Process.Start(
            new ProcessStartInfo(
                SimulatedBoard.Simulator,
                [
                    "--stepped",
                    "--faults",
                    faults,
                    "--seed",
                    seed.ToString(CultureInfo.InvariantCulture),
                    "--reset-on-open",
                    "300",
                    "--pin-log",
                    PinLog,
                    SimulatedBoard.Firmware,
                ]
            )
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    public string PinLog { get; }

    /// <summary>CPU cycles since it was switched on, 16 in a microsecond.</summary>
    public long Cycle { get; private set; }

    public static async Task<SteppedBoard> StartAsync(string faults, int seed)
    {
        await SimulatedBoard.BuiltAsync();
        return new SteppedBoard(faults, seed);
    }

    /// <summary>The host has sent these bytes; so much time passes.</summary>
    /// <returns>What arrived at the host meanwhile.</returns>
    public byte[] Step(int microseconds, ReadOnlySpan<byte> sent)
    {
        var answer = Ask(
            string.Create(CultureInfo.InvariantCulture, $"step {microseconds} {Convert.ToHexString(sent)}")
        );
        var parts = answer.Split(' ');
        Cycle = long.Parse(parts[1], CultureInfo.InvariantCulture);
        return Convert.FromHexString(parts[2]);
    }

    /// <summary>The host opens the port, which resets the board.</summary>
    public void Open() => Ask("open");

    /// <summary>The button on the board.</summary>
    public void Reset() => Ask("reset");

    /// <summary>Ends the board and reads what its pins did.</summary>
    public IEnumerable<PinChange> End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        return File.ReadLines(PinLog).Select(line => JsonSerializer.Deserialize<PinChange>(line, _json)!);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The simulated board has ended.");
    }
}
