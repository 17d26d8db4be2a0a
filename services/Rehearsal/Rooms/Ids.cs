namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// Ids in the shape of TikTok's: the second in the upper half, then a counter. Distinct and rising within the process,
/// and after a restart above those of before.
/// </summary>
internal sealed class Ids(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _last;

    public long Next()
    {
        var floor = time.GetUtcNow().ToUnixTimeSeconds() << 32;
        lock (_gate)
        {
            return _last = Math.Max(_last + 1, floor);
        }
    }
}
