using LiveOps.DeviceGateway.Boards;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>
/// Commands that start together, on one board or on several. Two of them are simply sent one right after the other;
/// of more, each is armed on its board first, and one GO a board starts them all. Used by the loop's thread only.
/// </summary>
/// <param name="size">How many commands it has on this gateway.</param>
internal sealed class Combo(int size)
{
    /// <summary>A line takes 2.5 ms: what two lines in a row are apart, three would not be.</summary>
    public const int SentPlainly = 2;

    /// <summary>How long the first that is armed waits for the others. A board forgets what is armed after one second.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    /// <summary>What has less time left than arming and starting may take, with every repetition, goes alone.</summary>
    private static readonly TimeSpan _leastTime = TimeSpan.FromMilliseconds(500);

    private readonly List<CommandRun> _armed = [];
    private int _settled;

    /// <summary>Uptime at which it starts with what is armed by then.</summary>
    public TimeSpan StartBy { get; private set; } = TimeSpan.MaxValue;

    /// <summary>It has been started: what comes later goes alone.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Should this command be armed, or simply be sent?</summary>
    public bool Arms(CommandRun run, Board board, DateTimeOffset now) =>
        !IsStarted && board.CanArm && run.Command.ExpiresAt - now > _leastTime;

    /// <summary>The board keeps it ready.</summary>
    public void Armed(CommandRun run, Moment now)
    {
        _armed.Add(run);
        if (StartBy == TimeSpan.MaxValue)
            StartBy = now.Uptime + _patience;
        Settle(now);
    }

    /// <summary>It will not be armed: it was sent alone, or has ended.</summary>
    public void Left(CommandRun run, Moment now)
    {
        if (!_armed.Remove(run))
            Settle(now);
    }

    private void Settle(Moment now)
    {
        if (++_settled >= size)
            Start(now);
    }

    /// <summary>Starts what is armed, on all boards at once.</summary>
    public void Start(Moment now)
    {
        if (IsStarted)
            return;
        IsStarted = true;
        StartBy = TimeSpan.MaxValue;
        foreach (var board in _armed.GroupBy(run => run.Board!))
            board.Key.Port?.Start(new GoLine(this, [.. board]));
    }
}

/// <summary>The line that starts what a board has armed.</summary>
internal sealed class GoLine(Combo combo, IReadOnlyList<CommandRun> runs) : SentLine
{
    public Combo Combo => combo;

    /// <summary>What it starts.</summary>
    public IReadOnlyList<CommandRun> Runs => runs;

    public override bool MayRepeat(DateTimeOffset now) => runs.All(run => run.MayRepeat(now));
}
