namespace LiveOps.EventFeed.Taking;

/// <summary>
/// Remembers what has been taken: at least the last <paramref name="atLeast"/> keys, at most twice as many. Used by
/// one thread at a time.
/// </summary>
internal sealed class SeenOnce<T>(int atLeast)
{
    private HashSet<T> _young = [];
    private HashSet<T> _old = [];

    /// <summary>True for the first time.</summary>
    public bool Add(T key)
    {
        if (_old.Contains(key) || !_young.Add(key))
        {
            return false;
        }
        if (_young.Count >= atLeast)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }
        return true;
    }
}
