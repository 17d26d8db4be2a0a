namespace LiveOps.DeviceGateway.Lanes;

/// <summary>
/// The waiting lines of one board, one per device. A device does one thing at a time: what comes meanwhile waits,
/// higher priority first, then first come first served, and expires where it stands.
/// </summary>
/// <param name="capacity">Commands that may wait for one device.</param>
internal sealed class DeviceLanes(int capacity)
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Commands that wait.</summary>
    public int Waiting { get; private set; }

    /// <summary>False when the device's lane is full.</summary>
    public bool TryEnqueue(CommandRun run)
    {
        if (!_lanes.TryGetValue(run.Command.DeviceId, out var lane))
            _lanes.Add(run.Command.DeviceId, lane = new Lane());
        if (lane.Queue.Count >= capacity)
            return false;
        lane.Queue.Add(run);
        Waiting++;
        return true;
    }

    /// <summary>
    /// The command to send next, whose device is busy from now on; null when every waiting one waits for its device.
    /// </summary>
    /// <param name="now">What has expired by now is never returned.</param>
    /// <param name="combo">Commands of this combo go before all others, so that its lines follow each other.</param>
    /// <param name="expired">Receives what expired.</param>
    /// <param name="mustWait">Another reason to leave a command where it is.</param>
    public CommandRun? TakeNext(
        DateTimeOffset now,
        Guid? combo,
        List<CommandRun> expired,
        Func<CommandRun, bool>? mustWait = null
    )
    {
        Lane? best = null;
        foreach (var lane in _lanes.Values)
        {
            if (lane.Running is not null)
                continue;
            Expire(lane, now, expired);
            if (lane.Queue.Min is not { } first || mustWait?.Invoke(first) == true)
                continue;
            if (best is null || Before(first, best.Queue.Min!, combo))
                best = lane;
        }
        if (best is null)
            return null;
        var next = best.Queue.Min!;
        best.Queue.Remove(next);
        best.Running = next;
        Waiting--;
        return next;
    }

    /// <summary>The device is free again, if it was this command that kept it busy.</summary>
    public void Release(CommandRun run)
    {
        if (_lanes.TryGetValue(run.Command.DeviceId, out var lane) && ReferenceEquals(lane.Running, run))
            lane.Running = null;
    }

    /// <summary>True while a command of this device is at the board.</summary>
    public bool IsBusy(string device) => _lanes.TryGetValue(device, out var lane) && lane.Running is not null;

    /// <summary>Commands that wait for this device.</summary>
    public int WaitingFor(string device) => _lanes.TryGetValue(device, out var lane) ? lane.Queue.Count : 0;

    /// <summary>Takes out everything that has expired.</summary>
    public void Expire(DateTimeOffset now, List<CommandRun> expired)
    {
        if (Waiting == 0)
            return;
        foreach (var lane in _lanes.Values)
            Expire(lane, now, expired);
    }

    /// <summary>Takes out everything that waits.</summary>
    public void Clear(List<CommandRun> taken)
    {
        foreach (var lane in _lanes.Values)
        {
            taken.AddRange(lane.Queue);
            lane.Queue.Clear();
        }
        Waiting = 0;
    }

    /// <summary>Takes out what waits and is meant.</summary>
    public void Take(Func<CommandRun, bool> which, List<CommandRun> taken)
    {
        var before = taken.Count;
        foreach (var lane in _lanes.Values)
        {
            var from = taken.Count;
            taken.AddRange(lane.Queue.Where(which));
            for (var i = from; i < taken.Count; i++)
                lane.Queue.Remove(taken[i]);
        }
        Waiting -= taken.Count - before;
    }

    private void Expire(Lane lane, DateTimeOffset now, List<CommandRun> expired)
    {
        if (lane.Queue.Count == 0)
            return;
        var before = expired.Count;
        foreach (var run in lane.Queue)
            if (run.Command.ExpiresAt <= now)
                expired.Add(run);
        for (var i = before; i < expired.Count; i++)
            lane.Queue.Remove(expired[i]);
        Waiting -= expired.Count - before;
    }

    private static bool Before(CommandRun left, CommandRun right, Guid? combo)
    {
        if (combo is not null)
        {
            var leftIn = left.Command.ComboId == combo;
            if (leftIn != (right.Command.ComboId == combo))
                return leftIn;
        }
        return Rank.Instance.Compare(left, right) < 0;
    }

    private sealed class Lane
    {
        public CommandRun? Running { get; set; }
        public SortedSet<CommandRun> Queue { get; } = new(Rank.Instance);
    }

    private sealed class Rank : IComparer<CommandRun>
    {
        public static readonly Rank Instance = new();

        public int Compare(CommandRun? left, CommandRun? right)
        {
            var byPriority = right!.Command.Priority.CompareTo(left!.Command.Priority);
            return byPriority != 0 ? byPriority : left.Order.CompareTo(right.Order);
        }
    }
}
