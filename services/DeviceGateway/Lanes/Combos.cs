using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;

namespace LiveOps.DeviceGateway.Lanes;

/// <summary>The combos that are being gathered. Used by the loop's thread only.</summary>
internal sealed class Combos
{
    /// <summary>Longer than any command waits.</summary>
    private static readonly TimeSpan _kept = TimeSpan.FromMinutes(1);
    private readonly Dictionary<Guid, (Combo Combo, TimeSpan Since)> _open = [];

    /// <summary>The combo of a command; null when it goes alone or with one other.</summary>
    public Combo? Of(DeviceCommand command, Moment now)
    {
        if (command is not { ComboId: { } id, ComboSize: > Combo.SentPlainly })
            return null;
        if (_open.TryGetValue(id, out var known))
            return known.Combo;
        var combo = new Combo(command.ComboSize);
        _open.Add(id, (combo, now.Uptime));
        return combo;
    }

    /// <summary>Starts what has waited long enough for its others, and forgets what is over.</summary>
    public void Due(Moment now)
    {
        foreach (var (id, (combo, since)) in _open)
        {
            if (combo.StartBy <= now.Uptime)
                combo.Start(now);
            if (combo.IsStarted || now.Uptime - since > _kept)
                _open.Remove(id);
        }
    }

    public TimeSpan NextWake()
    {
        var next = TimeSpan.MaxValue;
        foreach (var (combo, _) in _open.Values)
            next = Moment.First(next, combo.StartBy);
        return next;
    }
}
