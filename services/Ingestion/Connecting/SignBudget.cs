namespace LiveOps.Ingestion.Connecting;

/// <summary>
/// One budget of sign requests for the whole installation: the sign service limits by account, not by room.
/// A token bucket; time is an argument.
/// </summary>
internal sealed class SignBudget(int perMinute, int burst, DateTimeOffset now)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private DateTimeOffset _at = now;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;

    /// <summary>Zero: go ahead, one request is booked. Otherwise: ask again after so long.</summary>
    public TimeSpan TryTake(DateTimeOffset now)
    {
        lock (_lock)
        {
            double perSecond = perMinute / 60.0;
            _tokens = Math.Min(burst, _tokens + (Math.Max(0, (now - _at).TotalSeconds) * perSecond));
            _at = now > _at ? now : _at;
            if (now < _pausedUntil)
            {
                return _pausedUntil - now;
            }
            if (_tokens >= 1)
            {
                _tokens--;
                return TimeSpan.Zero;
            }
            return TimeSpan.FromSeconds(Math.Max(0.01, (1 - _tokens) / perSecond));
        }
    }

    /// <summary>The service refused: nobody asks before this time.</summary>
    public void PauseUntil(DateTimeOffset until)
    {
        lock (_lock)
        {
            _pausedUntil = until > _pausedUntil ? until : _pausedUntil;
        }
    }
}
