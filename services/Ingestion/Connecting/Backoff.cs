using LiveOps.Ingestion.Settings;

namespace LiveOps.Ingestion.Connecting;

/// <summary>How long to wait before the next attempt.</summary>
internal static class Backoff
{
    private static readonly TimeSpan _deviceBlocked = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The first pause, doubled with each failure up to the longest, shortened by up to half, so that many accounts do
    /// not come back at once.
    /// </summary>
    /// <param name="failures">Failures in a row before this wait, from 0.</param>
    /// <param name="chance">0 to 1.</param>
    /// <param name="settings">First and longest pause.</param>
    public static TimeSpan After(int failures, double chance, ConnectionSettings settings)
    {
        double seconds = Math.Min(
            settings.FirstPauseSeconds * Math.Pow(2, Math.Clamp(failures, 0, 30)),
            settings.LongestPauseSeconds
        );
        return TimeSpan.FromSeconds(seconds * (1 - (chance / 2)));
    }

    /// <summary>The wait after a failure: longer where the peer said so, short where only the device is refused.</summary>
    public static TimeSpan After(ConnectionFailure failure, int failures, double chance, ConnectionSettings settings)
    {
        if (failure.IsDeviceBlocked)
        {
            return _deviceBlocked;
        }
        TimeSpan wait = After(failures, chance, settings);
        return failure.RetryAfter > wait ? failure.RetryAfter.Value : wait;
    }
}
