namespace LiveOps.Hosting.Webhooks;

/// <summary>What came of making a call once.</summary>
public sealed record WebhookResult
{
    /// <summary>Null when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long it took, ms.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Why the call is not delivered, in words for the one who gave the address; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>True when the same call may go better later.</summary>
    public bool MayRetry { get; init; }

    /// <summary>How long the receiver asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool Delivered => Reason is null;

    public static WebhookResult Final(string reason) => new() { Reason = reason };

    public static WebhookResult Later(string reason) => new() { Reason = reason, MayRetry = true };
}
