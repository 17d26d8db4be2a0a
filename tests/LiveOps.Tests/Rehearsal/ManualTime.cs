namespace LiveOps.Tests.Rehearsal;

/// <summary>Time that moves only when the test says so; timers fire in order of their due time.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on in steps of a millisecond, letting what waits run in between.</summary>
    public async Task MoveAsync(TimeSpan by)
    {
        for (var left = by.TotalMilliseconds; left > 0; left--)
        {
            List<ManualTimer> due;
            lock (_gate)
            {
                _now += TimeSpan.FromMilliseconds(1);
                due = _timers.Where(timer => timer.Due <= _now).ToList();
                due.ForEach(timer => _timers.Remove(timer));
            }
            due.ForEach(timer => timer.Fire());
            if (due.Count > 0)
            {
                // What a timer woke runs on the pool; it has to wait again before time moves on.
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return ValueTask.CompletedTask;
        }
    }
}
