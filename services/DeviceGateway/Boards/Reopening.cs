using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>Whether a port is there, and when it is worth opening again.</summary>
internal sealed class Reopening(SerialPort port, Func<double> chance)
{
    private int _failures;
    private TimeSpan _at;

    public SerialPort Port { get; private set; } = port;

    /// <summary>The port exists now.</summary>
    public bool IsPresent { get; private set; } = true;

    /// <summary>Uptime of the next try.</summary>
    public TimeSpan NextTry => IsPresent ? _at : TimeSpan.MaxValue;

    /// <summary>What a scan found: the port, maybe under another name, or nothing. True when that is news.</summary>
    public bool Seen(SerialPort? found, Moment now)
    {
        Port = found ?? Port;
        var present = found is not null;
        if (present == IsPresent)
            return false;
        IsPresent = present;
        if (present)
            Now(now);
        return true;
    }

    public void Now(Moment now)
    {
        _failures = 0;
        _at = now.Uptime;
    }

    public void Failed(Moment now, TimeSpan? wait) =>
        _at = now.Uptime + (wait ?? BoardTimings.BackOff(++_failures, chance()));

    public void Succeeded() => _failures = 0;
}
