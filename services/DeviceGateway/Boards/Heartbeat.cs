using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// PING and PONG: tells the board that the host lives, well within the time after which it switches off, and the host
/// that the board does.
/// </summary>
internal sealed class Heartbeat(BoardTimings timings, IPortEffects effects)
{
    private TimeSpan _pingAt = TimeSpan.MaxValue;
    private TimeSpan _pongBy = TimeSpan.MaxValue;
    private uint _number;
    private int _missed;

    /// <summary>PINGs that had no answer.</summary>
    public long Lost { get; private set; }

    /// <summary>A PING without its PONG: it takes a place in the window.</summary>
    public int Unanswered => _pongBy == TimeSpan.MaxValue ? 0 : 1;

    /// <summary>When <see cref="Tick"/> has something to do. With a full window a PING waits for the next answer.</summary>
    public TimeSpan NextWake(bool mayWrite) => mayWrite && _pingAt < _pongBy ? _pingAt : _pongBy;

    public void Pause()
    {
        _pingAt = _pongBy = TimeSpan.MaxValue;
        _missed = 0;
    }

    /// <summary>The next PING, sooner while something is on.</summary>
    public void Schedule(bool anythingOn, Moment now) =>
        _pingAt = now.Uptime + (anythingOn ? timings.PingWhileOn : timings.PingIdle);

    /// <summary>A PING now, outside of the beat.</summary>
    public byte[] Ask() => HostLines.Ping(++_number);

    /// <summary>True when this is the answer to the last PING.</summary>
    public bool Hear(long number)
    {
        if (number != _number)
            return false;
        _missed = 0;
        _pongBy = TimeSpan.MaxValue;
        return true;
    }

    /// <summary>Sends the PING that is due.</summary>
    /// <returns>False when too many in a row had no answer.</returns>
    public bool Tick(bool mayWrite, Moment now)
    {
        if (now.Uptime >= _pongBy)
        {
            _pongBy = TimeSpan.MaxValue;
            _pingAt = now.Uptime;
            Lost++;
            effects.LineError("pong");
            if (++_missed >= timings.Tries)
                return false;
        }
        if (now.Uptime >= _pingAt && _pongBy == TimeSpan.MaxValue && mayWrite)
        {
            _pingAt = TimeSpan.MaxValue;
            _pongBy = now.Uptime + timings.PongTimeout;
            effects.Write(Ask());
        }
        return true;
    }
}
