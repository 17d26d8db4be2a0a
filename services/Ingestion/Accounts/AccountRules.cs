using System.Text.RegularExpressions;

namespace LiveOps.Ingestion.Accounts;

/// <summary>What a valid account is.</summary>
internal static partial class AccountRules
{
    private const int LongestName = 100;

    /// <summary>TikTok's rule: 2 to 24 letters, digits, underscores and full stops, no full stop at the end.</summary>
    public static string? HandleError(string? handle) =>
        handle is not null && Handle().IsMatch(handle)
            ? null
            : "is no TikTok handle: 2 to 24 letters, digits, '_' and '.', without '@', not ending in '.'.";

    public static string? NameError(string? name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > LongestName
            ? $"must have 1 to {LongestName} characters."
            : null;

    public static string? TimeZoneError(string? id) =>
        id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) && zone.HasIanaId
            ? null
            : "is no IANA time zone; for example Europe/Berlin.";

    [GeneratedRegex(@"^[A-Za-z0-9_.]{1,23}[A-Za-z0-9_]\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Handle();
}
