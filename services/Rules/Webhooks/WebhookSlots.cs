namespace LiveOps.Rules.Webhooks;

/// <summary>
/// How many calls this replica makes at a time: few to one host, so that one that hangs holds only its own.
/// </summary>
internal sealed class WebhookSlots
{
    public const int PerHost = 4;
    public const int Total = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _busy = new(StringComparer.Ordinal);
    private int _taken;

    public int Free
    {
        get
        {
            lock (_lock)
                return Total - _taken;
        }
    }

    /// <summary>The hosts that are being called, and how many calls each has.</summary>
    public (string[] Hosts, int[] Calls) Busy()
    {
        lock (_lock)
            return ([.. _busy.Keys], [.. _busy.Values]);
    }

    public void Take(string host)
    {
        lock (_lock)
        {
            _busy[host] = _busy.GetValueOrDefault(host) + 1;
            _taken++;
        }
    }

    public void Release(string host)
    {
        lock (_lock)
        {
            _taken--;
            if (_busy[host] == 1)
                _busy.Remove(host);
            else
                _busy[host]--;
        }
    }
}
