using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LiveOps.Benchmarks.Decoding;

/// <summary>A decoder in a process of its own, bound to one core.</summary>
internal sealed class Decoder : IDisposable
{
    private readonly Process _process;

    private Decoder(Process process) => _process = process;

    public static Decoder Ours(string frames) =>
        Start(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            "exec",
            typeof(Decoder).Assembly.Location,
            "--decode-here",
            frames
        );

    public static Decoder Peer(PeerPackage package, string frames) =>
        Start("node", package.Driver, package.Folder, frames);

    /// <summary>Decodes for at least so many seconds of CPU time.</summary>
    public async Task<DecodeRound> RoundAsync(double cpuSeconds, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(cpuSeconds.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync(cancellationToken);
        var line =
            await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException("A decoder ended without an answer.");
        return JsonSerializer.Deserialize<DecodeRound>(line, JsonSerializerOptions.Web)!;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Decoder Start(string program, params string[] arguments)
    {
        // The last core: the first one serves most of a machine's interrupts.
        var core = (Environment.ProcessorCount - 1).ToString(CultureInfo.InvariantCulture);
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("taskset", ["-c", core, program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new Decoder(Process.Start(start)!);
    }
}
