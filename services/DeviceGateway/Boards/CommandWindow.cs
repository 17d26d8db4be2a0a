using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The commands that are at one board: those that it has not acknowledged yet, and those that run.</summary>
internal sealed class CommandWindow(BoardTimings timings)
{
    private readonly List<SentLine> _sent = [];
    private readonly Dictionary<ushort, CommandRun> _armed = [];
    private readonly Dictionary<ushort, CommandRun> _running = [];

    /// <summary>Not acknowledged yet, oldest first.</summary>
    public IReadOnlyList<SentLine> Sent => _sent;

    /// <summary>Kept by the board until GO.</summary>
    public IReadOnlyCollection<CommandRun> Armed => _armed.Values;

    /// <summary>Acknowledged, not over.</summary>
    public IReadOnlyCollection<CommandRun> Running => _running.Values;

    public bool IsEmpty => _sent.Count == 0 && _armed.Count == 0 && _running.Count == 0;

    /// <summary>True when <paramref name="bytes"/> more fit. A line that is longer than the window goes alone.</summary>
    public bool HasRoom(int bytes, int otherLines)
    {
        var lines = _sent.Count + otherLines;
        if (lines == 0)
            return true;
        if (lines >= timings.WindowLines)
            return false;
        var used = 0;
        foreach (var sent in _sent)
            used += sent.Line.Length;
        return used + bytes <= timings.WindowBytes;
    }

    public void Add(SentLine line) => _sent.Add(line);

    /// <summary>Takes a line out of those that wait for their ACK.</summary>
    public SentLine? TakeSent(ushort seq)
    {
        for (var i = 0; i < _sent.Count; i++)
        {
            if (_sent[i].Seq != seq)
                continue;
            var line = _sent[i];
            _sent.RemoveAt(i);
            return line;
        }
        return null;
    }

    public void Arm(CommandRun run) => _armed[run.Seq] = run;

    public CommandRun? TakeArmed(ushort seq) => _armed.Remove(seq, out var run) ? run : null;

    public void Start(CommandRun run) => _running[run.Seq] = run;

    public CommandRun? TakeRunning(ushort seq) => _running.Remove(seq, out var run) ? run : null;

    /// <summary>Empties the window, oldest first.</summary>
    public List<CommandRun> TakeAll()
    {
        var all = new List<CommandRun>(_running.Values);
        all.AddRange(_armed.Values);
        all.AddRange(_sent.OfType<CommandRun>());
        all.Sort((left, right) => left.Order.CompareTo(right.Order));
        _sent.Clear();
        _armed.Clear();
        _running.Clear();
        return all;
    }
}
