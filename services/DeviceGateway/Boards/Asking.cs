namespace LiveOps.DeviceGateway.Boards;

/// <summary>One request and its repetitions while no answer comes. The stop byte is a request of its own kind.</summary>
internal sealed class Asking(BoardTimings timings, IPortEffects effects)
{
    private PortPhase _phase;
    private byte[] _request = [];
    private int _tries;

    /// <summary>Uptime at which the answer is late.</summary>
    public TimeSpan LateAt { get; private set; }

    public void Begin(PortPhase phase, byte[] request, Moment now)
    {
        _phase = phase;
        _request = request;
        _tries = 1;
        LateAt = now.Uptime + timings.Patience(phase);
        effects.Write(request);
    }

    /// <summary>The stop byte has been written; it is repeated much sooner and more often than a line.</summary>
    public void BeginStop(Moment now)
    {
        _phase = PortPhase.Stopping;
        _tries = 1;
        LateAt = now.Uptime + timings.StopRepeat;
    }

    public void Wait(TimeSpan patience, Moment now) => LateAt = now.Uptime + patience;

    /// <summary>Asks the same again. False when it has been asked often enough.</summary>
    public bool Again(Moment now)
    {
        var stops = _phase == PortPhase.Stopping;
        if (++_tries > (stops ? timings.StopTries : timings.Tries))
            return false;
        LateAt = now.Uptime + timings.Patience(_phase);
        if (stops)
            effects.WriteStop();
        else
            effects.Write(_request);
        return true;
    }
}
