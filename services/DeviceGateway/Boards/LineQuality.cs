namespace LiveOps.DeviceGateway.Boards;

/// <summary>Counts what came over the line and was no good.</summary>
internal sealed class LineQuality(BoardTimings timings)
{
    private const int MaxGarbage = 200;
    private readonly Queue<TimeSpan> _recent = new();

    /// <summary>All errors since the port was opened.</summary>
    public long Errors { get; private set; }

    /// <summary>Lines that were none of the protocol since the port was opened.</summary>
    public int Garbage { get; private set; }

    /// <summary>More than any boot loader says: there is no board of ours to wait for.</summary>
    public bool IsNonsense => Garbage > MaxGarbage;

    /// <summary>Too many errors of late for a line that is in order.</summary>
    public bool IsDisturbed => _recent.Count > timings.ErrorsAllowed;

    public void AddGarbage() => Garbage++;

    public void AddError(Moment now)
    {
        Errors++;
        _recent.Enqueue(now.Uptime);
        while (_recent.Peek() < now.Uptime - timings.ErrorWindow)
            _recent.Dequeue();
    }

    /// <summary>The connection is made anew: what was disturbed then does not count against it.</summary>
    public void ForgetRecent() => _recent.Clear();

    public void Reset()
    {
        Errors = 0;
        Garbage = 0;
        _recent.Clear();
    }
}
