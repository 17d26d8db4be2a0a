namespace LiveOps.Ingestion.Reading;

internal static class EventTime
{
    // 1e11 as seconds is the year 5138, as milliseconds 1973.
    private const long LargestInSeconds = 100_000_000_000;

    /// <summary>
    /// TikTok's time of a message, in milliseconds, in a few types in seconds, at times 0. Where it gives none, or one
    /// that lies more than a day ahead, the time of receipt.
    /// </summary>
    public static DateTimeOffset Of(long createTime, DateTimeOffset receivedAt)
    {
        if (createTime <= 0)
        {
            return receivedAt;
        }
        long latest = receivedAt.ToUnixTimeMilliseconds() + (long)TimeSpan.FromDays(1).TotalMilliseconds;
        long milliseconds = createTime < LargestInSeconds ? createTime * 1000 : createTime;
        return milliseconds > latest ? receivedAt : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
