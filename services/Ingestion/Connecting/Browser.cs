using LiveOps.Ingestion.Settings;

namespace LiveOps.Ingestion.Connecting;

/// <summary>The browser of one account: its device and the anonymous cookies that TikTok gave it.</summary>
internal sealed class Browser(Device device, Patience patience)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal)
    {
        ["tt-target-idc"] = "useast1a",
    };

    public Device Device { get; } = device;

    /// <summary>How long it waits for answers.</summary>
    public Patience Patience { get; } = patience;

    public string Cookies => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public HttpRequestMessage Get(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        (string, string)[] headers =
        [
            ("User-Agent", Device.UserAgent),
            ("Cookie", Cookies),
            ("Accept", "text/html,application/json,application/protobuf"),
            ("Accept-Language", "en-US,en;q=0.9"),
            ("Referer", "https://www.tiktok.com/"),
            ("Origin", "https://www.tiktok.com"),
            ("Cache-Control", "max-age=0"),
            ("Sec-Fetch-Site", "same-site"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Dest", "empty"),
        ];
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    /// <summary>Keeps the cookies of a reply (<c>ttwid</c> before all).</summary>
    public void Remember(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            return;
        }
        foreach (string cookie in cookies)
        {
            string pair = cookie.Split(';', 2)[0];
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _cookies[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
            }
        }
    }
}
