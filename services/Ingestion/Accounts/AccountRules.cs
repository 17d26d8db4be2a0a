using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace LiveOps.Ingestion.Accounts;

/// <summary>What a valid account is.</summary>
internal static partial class AccountRules
{
    private const int LongestName = 100;

    /// <summary>The handle in what people paste: @name, or the address of a profile or of its LIVE. Anything else stays.</summary>
    [return: NotNullIfNotNull(nameof(written))]
    public static string? HandleIn(string? written)
    {
        if (written is null)
            return null;
        var trimmed = written.Trim();
        return Profile().Match(trimmed) is { Success: true } profile
            ? profile.Groups["handle"].Value
            : trimmed.TrimStart('@');
    }

    /// <summary>TikTok's rule: 2 to 24 letters, digits, underscores and full stops, no full stop at the end.</summary>
    public static string? HandleError(string? handle) =>
        handle is not null && Handle().IsMatch(handle)
            ? null
            : "is no TikTok handle: 2 to 24 letters, digits, '_' and '.', not ending in '.'. Write name, @name or the profile's address.";

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

    [GeneratedRegex(
        @"^(https?://)?([a-z]+\.)?tiktok\.com/@(?<handle>[^/?#\s]+)(/live)?/?([?#]\S*)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Profile();
}
