using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Quotas;

/// <summary>Something of which an admin may give a member only so much.</summary>
/// <param name="Name">What the API and the pages call it.</param>
/// <param name="Words">What one of it is, for refusals: "exports".</param>
/// <param name="Span">Within which time they are counted.</param>
/// <param name="Permissions">A request that asks for one of these counts one; empty: every request does.</param>
/// <param name="Least">Lowest limit that may be set.</param>
/// <param name="Most">Highest limit that may be set.</param>
internal sealed record Quota(
    string Name,
    string Words,
    QuotaSpan Span,
    IReadOnlyList<string> Permissions,
    int Least,
    int Most
);

/// <summary>Within which time a quota is counted.</summary>
internal enum QuotaSpan
{
    Minute,

    /// <summary>A day of the workspace.</summary>
    Day,
}

/// <summary>The one table of quotas. API keys have none: they are the workspace's, with a limit of their own.</summary>
internal static class QuotaTable
{
    // Fewer and the pages themselves, which ask for what they show, are refused.
    private const int FewestRequests = 60;

    /// <summary>Kept by <see cref="PassingThrough.RateLimits"/>, in each process by itself.</summary>
    public static readonly Quota Requests = new(
        "requests",
        "requests",
        QuotaSpan.Minute,
        [],
        FewestRequests,
        1_000_000
    );

    public static readonly IReadOnlyList<Quota> All =
    [
        Requests,
        new("device-moves", "moves of devices by hand", QuotaSpan.Day, [Permissions.DevicesFire], 0, 1_000_000),
        new(
            "exports",
            "exports",
            QuotaSpan.Day,
            [
                .. Permissions
                    .All.Select(one => one.Name)
                    .Where(name => name.EndsWith(".export", StringComparison.Ordinal)),
            ],
            0,
            1_000_000
        ),
    ];

    public static Quota? Find(string name) => All.FirstOrDefault(quota => quota.Name == name);

    /// <summary>The quota of days that a request with this permission counts for; null for one that is not counted.</summary>
    public static Quota? CountedBy(string permission) =>
        All.FirstOrDefault(quota => quota.Span == QuotaSpan.Day && quota.Permissions.Contains(permission));
}
