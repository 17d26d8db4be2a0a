using System.Runtime.InteropServices;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The times and counts of the host's side of protocol v1. What can be set is changed by the loop's thread only.</summary>
internal sealed record BoardTimings
{
    /// <summary>Bootloaders keep a board silent for up to two seconds after the port opens.</summary>
    public TimeSpan BootWait { get; init; } = TimeSpan.FromSeconds(2.5);
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromMilliseconds(300);
    public int Tries { get; init; } = 3;
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromMilliseconds(60);

    /// <summary>After this long without the host the board switches everything off by itself.</summary>
    public int HostMs { get; init; } = 2_000;
    public TimeSpan PingWhileOn { get; init; } = TimeSpan.FromMilliseconds(500);
    public TimeSpan PingIdle { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromMilliseconds(250);
    public TimeSpan ListTimeout { get; init; } = TimeSpan.FromMilliseconds(800);
    public TimeSpan StopRepeat { get; init; } = TimeSpan.FromMilliseconds(20);
    public int StopTries { get; init; } = 10;

    /// <summary>How long after its end a device's DONE may still come.</summary>
    public TimeSpan DoneGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At most this many lines and bytes unacknowledged: it bounds what an emergency stop queues behind.</summary>
    public int WindowLines { get; set; } = 2;
    public int WindowBytes { get; init; } = 64;

    /// <summary>More bad lines than this in <see cref="ErrorWindow"/>, and the connection is made anew.</summary>
    public int ErrorsAllowed { get; init; } = 5;
    public TimeSpan ErrorWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take in a phase in which the gateway asks.</summary>
    public TimeSpan Patience(PortPhase phase) =>
        phase switch
        {
            PortPhase.Greeting => HelloTimeout,
            PortPhase.Listing => ListTimeout,
            PortPhase.Probing => PongTimeout,
            PortPhase.Stopping => StopRepeat,
            _ => AckTimeout,
        };

    private static readonly double[] _backOff = [0.5, 1, 2, 5];

    /// <summary>Wait before the next try: 0.5, 1, 2, 5, 5 ... s, and up to a fifth more by <paramref name="chance"/>.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="chance">0 to 1: keeps boards on one hub from coming back in step.</param>
    public static TimeSpan BackOff(int failures, double chance) =>
        TimeSpan.FromSeconds(_backOff[Math.Clamp(failures - 1, 0, _backOff.Length - 1)] * (1 + chance / 5));
}

/// <summary>Now, by both clocks: wall time for expiry and the books, uptime for everything that waits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Moment(DateTimeOffset Wall, TimeSpan Uptime)
{
    public static TimeSpan First(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
