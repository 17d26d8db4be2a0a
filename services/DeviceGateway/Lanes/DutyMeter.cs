using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>
/// The gateway's own count of how much each device of one board has been on: the same token bucket as the board's.
/// A board that restarts begins with half a bucket whatever it did before; this one remembers, so that restarts, by
/// fault or by intent, allow no device more than its limit.
/// </summary>
internal sealed class DutyMeter
{
    private const int Whole = 100;
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>ms until so much on-time is allowed; 0: now.</summary>
    /// <param name="device">The device with its limits.</param>
    /// <param name="onMs">What it shall be on.</param>
    /// <param name="now">Wall time: it goes on over a restart of the gateway.</param>
    public int WaitMs(DeviceStatus device, int onMs, DateTimeOffset now)
    {
        if (!IsLimited(device))
            return 0;
        var missing = onMs - Fill(device, now).Level;
        return missing <= 0 ? 0 : (int)Math.Ceiling(missing * Whole / device.DutyPct);
    }

    /// <summary>It is being switched on for so long.</summary>
    public void Pay(DeviceStatus device, int onMs, DateTimeOffset now)
    {
        if (IsLimited(device))
            Fill(device, now).Level -= onMs;
    }

    /// <summary>It was on for less than was paid.</summary>
    public void GiveBack(DeviceStatus device, int unusedMs, DateTimeOffset now)
    {
        if (unusedMs <= 0 || !IsLimited(device))
            return;
        var bucket = Fill(device, now);
        bucket.Level = Math.Min(Capacity(device), bucket.Level + unusedMs);
    }

    private static bool IsLimited(DeviceStatus device) => device is { DutyPct: > 0 and < Whole, WindowS: > 0 };

    private static double Capacity(DeviceStatus device) => device.WindowS * 10.0 * device.DutyPct;

    private Bucket Fill(DeviceStatus device, DateTimeOffset now)
    {
        if (!_buckets.TryGetValue(device.DeviceId, out var bucket))
            // Nothing is known of the time before: the board's own bucket decides.
            _buckets.Add(device.DeviceId, bucket = new Bucket { Level = Capacity(device), FilledAt = now });
        var gained = (now - bucket.FilledAt).TotalMilliseconds * device.DutyPct / Whole;
        if (gained > 0)
        {
            bucket.Level = Math.Min(Capacity(device), bucket.Level + gained);
            bucket.FilledAt = now;
        }
        return bucket;
    }

    private sealed class Bucket
    {
        /// <summary>On-time that is left, ms.</summary>
        public double Level { get; set; }
        public DateTimeOffset FilledAt { get; set; }
    }
}
