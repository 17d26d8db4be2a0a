namespace LiveOps.Console.Alerts;

/// <summary>What an alert is named by: there is one of a name at a time.</summary>
internal readonly record struct AlertName(Guid WorkspaceId, string Kind, string Key);

/// <summary>How something is now.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Subject">The same for people: a gateway's name, an account's handle.</param>
/// <param name="Detail">What is wrong and what to do, in words.</param>
/// <param name="Bad">Whether it is wrong; ignored where there is a value.</param>
/// <param name="Value">Of a kind with a bound: compared with it.</param>
internal sealed record AlertReading(AlertName Name, string Subject, string Detail, bool Bad, double? Value = null);

/// <summary>An alert to raise.</summary>
internal sealed record AlertToRaise(AlertName Name, string Subject, string Detail);

/// <summary>
/// Decides what is raised and what is over. What nobody knows anything of stays as it is: after a restart an alert is
/// neither over nor raised again before its thing is heard.
/// </summary>
internal sealed class AlertDecider
{
    private readonly Dictionary<AlertName, DateTimeOffset> _badSince = [];

    /// <param name="readings">Everything that is known now.</param>
    /// <param name="rule">A workspace's rule of a kind; null where it has none.</param>
    /// <param name="open">The names of the open alerts.</param>
    /// <param name="now">The time.</param>
    /// <returns>What to raise, and the names of what is over.</returns>
    public (IReadOnlyList<AlertToRaise> Raise, IReadOnlyList<AlertName> Resolve) Decide(
        IReadOnlyList<AlertReading> readings,
        Func<Guid, string, AlertRule?> rule,
        IReadOnlySet<AlertName> open,
        DateTimeOffset now
    )
    {
        var raise = new List<AlertToRaise>();
        // An alert whose rule is switched off has nobody any more who wants to hear of it.
        var resolve = open.Where(name =>
                name.Kind != AlertKinds.Test && rule(name.WorkspaceId, name.Kind) is not { Enabled: true }
            )
            .ToList();
        var seen = new HashSet<AlertName>();
        foreach (var reading in readings)
        {
            if (
                !seen.Add(reading.Name)
                || rule(reading.Name.WorkspaceId, reading.Name.Kind) is not { Enabled: true } own
            )
                continue;
            if (!IsBad(reading, own))
            {
                _badSince.Remove(reading.Name);
                if (open.Contains(reading.Name))
                    resolve.Add(reading.Name);
                continue;
            }
            _badSince.TryAdd(reading.Name, now);
            if (!open.Contains(reading.Name) && now - _badSince[reading.Name] >= TimeSpan.FromSeconds(own.HoldSeconds))
                raise.Add(new AlertToRaise(reading.Name, reading.Subject, reading.Detail));
        }
        // What is not told of any more begins anew when it comes back.
        foreach (var name in _badSince.Keys.Where(name => !seen.Contains(name)).ToList())
            _badSince.Remove(name);
        return (raise, resolve);
    }

    private static bool IsBad(AlertReading reading, AlertRule rule) =>
        (reading.Value, rule.Threshold) is ({ } value, { } bound)
            // Of a disk it is bad to have less, of all others to have more.
            ? rule.Kind == AlertKinds.Disk
                ? value < bound
                : value >= bound
            : reading.Bad;
}
