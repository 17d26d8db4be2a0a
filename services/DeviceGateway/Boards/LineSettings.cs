using LiveOps.Contracts.DeviceGateway;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// How long a board may take to answer and how many lines may wait for it: as configured, until people say otherwise;
/// that is kept in this gateway's own file. Used by the loop's thread once the gateway runs.
/// </summary>
internal sealed class LineSettings
{
    /// <summary>The protocol's speed; the firmware is built for it.</summary>
    public const int Baud = 115_200;

    public const int LeastAckMs = 20;
    public const int MostAckMs = 2_000;
    public const int MostLines = 2;
    private const string File = "line.json";
    private readonly DataFolder _folder;

    public LineSettings(IOptions<GatewayOptions> options, DataFolder folder)
    {
        _folder = folder;
        var kept = folder.Read<State>(File);
        var fits = kept is not null && Fault(kept.AckTimeoutMs, kept.WindowLines) is null;
        Timings = new BoardTimings
        {
            AckTimeout = TimeSpan.FromMilliseconds(fits ? kept!.AckTimeoutMs : options.Value.AckTimeoutMs),
            WindowLines = fits ? kept!.WindowLines : options.Value.WindowLines,
        };
    }

    /// <summary>What every port goes by; a change holds for the next line that is sent.</summary>
    public BoardTimings Timings { get; }

    public BoardLineSettings Told =>
        new()
        {
            Baud = Baud,
            AckTimeoutMs = (int)Timings.AckTimeout.TotalMilliseconds,
            WindowLines = Timings.WindowLines,
        };

    /// <summary>What is wrong with such settings, in words for the operator; null when nothing is.</summary>
    public static string? Fault(int ackTimeoutMs, int windowLines) =>
        ackTimeoutMs is < LeastAckMs or > MostAckMs ? $"The time-out must be {LeastAckMs} to {MostAckMs} ms."
        : windowLines is < 1 or > MostLines ? $"The lines that may wait must be 1 or {MostLines}."
        : null;

    /// <summary>Writes them down for the next start; not on the loop's thread, which never waits for a disk.</summary>
    public void Keep(int ackTimeoutMs, int windowLines) => _folder.Write(File, new State(ackTimeoutMs, windowLines));

    /// <summary>Goes by them from now on; on the loop's thread.</summary>
    public void Use(int ackTimeoutMs, int windowLines)
    {
        Timings.AckTimeout = TimeSpan.FromMilliseconds(ackTimeoutMs);
        Timings.WindowLines = windowLines;
    }

    private sealed record State(int AckTimeoutMs, int WindowLines);
}
