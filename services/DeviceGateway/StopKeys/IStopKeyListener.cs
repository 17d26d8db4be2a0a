namespace LiveOps.DeviceGateway.StopKeys;

/// <summary>Hears of a key of this PC, whatever program is in front.</summary>
internal interface IStopKeyListener : IDisposable
{
    /// <summary>Begins to listen.</summary>
    /// <param name="key">Which key.</param>
    /// <param name="pressed">Called at once at every press, on a thread of the listener's.</param>
    void Start(StopKey key, Action pressed);
}
