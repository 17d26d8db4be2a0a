using System.Diagnostics;
using LiveOps.AppHost.Local.Servers;
using LiveOps.Benchmarks.Running;
using LiveOps.DeviceGateway.Protocol;
using LiveOps.DeviceGateway.Serial;

namespace LiveOps.Benchmarks.Devices;

/// <summary>
/// A simulated board without a gateway: what a stop byte takes that is written to an idle line by whoever measures. No
/// click can be faster on this machine at this moment.
/// </summary>
internal sealed class BareBoard : IDisposable
{
    private const string LitPin = "PB5";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly Process _simulator;
    private readonly ISerialLink _line;
    private readonly PinLog _pin;

    private BareBoard(Process simulator, ISerialLink line, PinLog pin)
    {
        _simulator = simulator;
        _line = line;
        _pin = pin;
    }

    public static async Task<BareBoard> StartAsync(MeasuredSystem system, CancellationToken cancellationToken)
    {
        var board = SimulatedBoard.In(system.Installation, "bare");
        var start = board.Start(system.Installation);
        start.RedirectStandardOutput = true;
        var simulator = Process.Start(start)!;
        simulator.OutputDataReceived += (_, _) => { };
        simulator.BeginOutputReadLine();
        await system.UntilAsync(_ => Task.FromResult(File.Exists(board.SerialPath)), "a board", 20, cancellationToken);
        return new BareBoard(
            simulator,
            LinuxSerialLink.Open(board.SerialPath, new Nobody()),
            new PinLog(board.PinLog, LitPin)
        );
    }

    /// <returns>Milliseconds from before the write to the fall of the pin.</returns>
    public async Task<double> StopAsync(MeasuredSystem system, CancellationToken cancellationToken)
    {
        var before = PinLog.MonotonicNs();
        Write("CMD:LED1:ON:60000:\n"u8);
        await system.UntilAsync(_ => Task.FromResult(_pin.Went(1, before) is not null), "light", 20, cancellationToken);
        var start = PinLog.MonotonicNs();
        Write([HostLines.StopByte]);
        await system.UntilAsync(_ => Task.FromResult(_pin.Went(0, start) is not null), "dark", 20, cancellationToken);
        Write("CMD:ALL:CLEAR:0:\n"u8);
        return (_pin.Went(0, start)!.Value - start) / 1e6;
    }

    public void Dispose()
    {
        _line.Dispose();
        _simulator.Kill();
        _simulator.Dispose();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_line.Write(bytes, _patience))
            throw new IOException("The bare board takes no bytes.");
    }

    /// <summary>The pin says what happened, not the board's answers.</summary>
    private sealed class Nobody : ISerialListener
    {
        public void Received(ISerialLink link, ReadOnlySpan<byte> bytes, long timestamp) { }

        public void Closed(ISerialLink link, string reason) { }
    }
}
