namespace LiveOps.DeviceGateway.Reporting;

/// <summary>Says that something which people see has changed; many changes make one signal.</summary>
internal sealed class StatusSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        if (_raised.CurrentCount > 0)
            return;
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised by two at once: one signal is what was wanted.
        }
    }

    /// <summary>Waits for a change, or until <paramref name="longest"/> has passed.</summary>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _raised.WaitAsync(longest, cancellationToken);

    public void Dispose() => _raised.Dispose();
}
