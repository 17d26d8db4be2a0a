namespace LiveOps.Ingestion.Connecting;

/// <summary>A connection could not be made or was lost. The message is for the operator.</summary>
internal sealed class ConnectionFailure(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The peer asked to wait at least so long.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>TikTok refuses this device: the next attempt takes another one.</summary>
    public bool IsDeviceBlocked { get; init; }

    /// <summary>The socket was open, but nothing came.</summary>
    public bool IsStall { get; init; }
}
