namespace LiveOps.Hosting.Webhooks;

/// <summary>When a call that was not delivered is tried again.</summary>
public static class WebhookBackOff
{
    /// <summary>After the first try, the second, and so on.</summary>
    private static readonly TimeSpan[] _waits =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
    ];

    /// <summary>The wait before the next try; null when there is none.</summary>
    /// <param name="tries">Tries so far, 1 or more.</param>
    /// <param name="result">What came of the last one.</param>
    public static TimeSpan? Next(int tries, WebhookResult result)
    {
        if (result.Delivered || !result.MayRetry || tries > _waits.Length)
            return null;
        var wait = _waits[tries - 1];
        // A receiver may ask for more patience than the plan has, within the plan's longest wait, and never for less.
        var asked = result.RetryAfter ?? TimeSpan.Zero;
        return asked <= wait ? wait
            : asked < _waits[^1] ? asked
            : _waits[^1];
    }
}
