namespace LiveOps.Rules.Evaluating;

/// <summary>Time zones of accounts, by IANA name.</summary>
internal static class AccountTime
{
    /// <summary>UTC where the name is not known on this machine: a rule then runs by the wrong clock, but it runs.</summary>
    public static TimeZoneInfo Zone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    public static bool IsKnown(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);
}
