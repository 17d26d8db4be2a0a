using System.Globalization;

namespace LiveOps.Ingestion.Connecting;

/// <summary>
/// The browser that the client looks like. Language, time zone, platform and browser belong to one device: a mixture
/// stands out.
/// </summary>
internal sealed record Device
{
    private static readonly string[] _chromeVersions = ["129.0.0.0", "130.0.0.0", "131.0.0.0"];

    public required string UserAgent { get; init; }

    public required string Id { get; init; }

    public string Language { get; } = "en";

    public string BrowserLanguage { get; } = "en-DE";

    public string Region { get; } = "DE";

    public string TimeZone { get; } = "Europe/Berlin";

    public string Platform { get; } = "MacIntel";

    public string System { get; } = "mac";

    public int ScreenWidth { get; } = 1920;

    public int ScreenHeight { get; } = 1080;

    public string BrowserVersion => UserAgent[(UserAgent.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>A device; another one for another chance.</summary>
    public static Device New(Random chance)
    {
        string version = _chromeVersions[chance.Next(_chromeVersions.Length)];
        return new Device
        {
            UserAgent =
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
                + $"Chrome/{version} Safari/537.36",
            // 19 digits, as TikTok's own.
            Id = chance
                .NextInt64(7_000_000_000_000_000_000, 7_999_999_999_999_999_999)
                .ToString(CultureInfo.InvariantCulture),
        };
    }
}
