namespace LiveOps.Console.Overlays;

/// <summary>
/// One page that shows an overlay, as the bus sees it: what waits for it is bounded, and whoever offers never waits. A
/// page that is slow loses the oldest comments first, then the oldest of the rest; of how things are it gets the last.
/// </summary>
internal sealed class OverlayScreen(Overlay overlay) : IDisposable
{
    public const int Room = 100;

    private readonly Lock _lock = new();
    private readonly List<OverlayItem> _waiting = [];
    private readonly Dictionary<string, OverlayItem> _states = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private bool _ended;

    public Guid OverlayId { get; } = overlay.OverlayId;

    /// <summary>Whose events it shows.</summary>
    public (Guid Workspace, Guid Account) Owner { get; } = (overlay.WorkspaceId, overlay.AccountId);

    /// <summary>As they were last read.</summary>
    public Overlay Overlay { get; private set; } = overlay;

    public OverlaySettings Settings => Overlay.Settings;

    /// <summary>Something that happened.</summary>
    public void Offer(OverlayItem item)
    {
        lock (_lock)
        {
            if (_waiting.Count >= Room)
            {
                var comment = _waiting.FindIndex(one => one.Type == "chat");
                if (comment < 0 && item.Type == "chat")
                    return;
                _waiting.RemoveAt(Math.Max(0, comment));
            }
            _waiting.Add(item);
            Wake();
        }
    }

    /// <summary>How something is now: it takes the place of what was said of it before.</summary>
    public void Show(OverlayItem state)
    {
        lock (_lock)
        {
            _states[state.Type] = state;
            Wake();
        }
    }

    /// <summary>Takes new settings, or a new token: then it ends.</summary>
    public void Change(Overlay now)
    {
        lock (_lock)
        {
            if (!now.TokenHash.AsSpan().SequenceEqual(Overlay.TokenHash))
                _ended = true;
            Overlay = now;
            Wake();
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Wake();
        }
    }

    /// <summary>
    /// Waits for what there is to show: states first. Empty where nothing came in the time; null where it is over.
    /// </summary>
    public async Task<IReadOnlyList<OverlayItem>?> TakeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await _wake.WaitAsync(patience, cancellationToken);
        lock (_lock)
        {
            if (_ended)
                return null;
            OverlayItem[] all = [.. _states.Values, .. _waiting];
            _states.Clear();
            _waiting.Clear();
            return all;
        }
    }

    public void Dispose() => _wake.Dispose();

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
            _wake.Release();
    }
}
