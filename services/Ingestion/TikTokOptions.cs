using System.ComponentModel.DataAnnotations;

namespace LiveOps.Ingestion;

/// <summary>How TikTok is reached: configuration section <c>TikTok</c>.</summary>
internal sealed class TikTokOptions : IValidatableObject
{
    public const string Section = "TikTok";

    /// <summary>TikTok's pages: room lookup.</summary>
    public string WebUrl { get; init; } = "https://www.tiktok.com";

    /// <summary>TikTok's Webcast API: live check, room info, gift catalogue.</summary>
    public string WebcastUrl { get; init; } = "https://webcast.tiktok.com";

    /// <summary>The sign service, which signs the first fetch.</summary>
    public string SignUrl { get; init; } = "https://api.eulerstream.com";

    /// <summary>Key of the sign service; empty = its anonymous limits.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Seconds between two looks at an account that is not live, and at the state of a live one.</summary>
    [Range(0.2, 600, ErrorMessage = "must be 0.2 to 600 seconds.")]
    public double ProbeSeconds { get; init; } = 20;

    /// <summary>A socket without a frame for so many seconds is dead.</summary>
    [Range(1, 600, ErrorMessage = "must be 1 to 600 seconds.")]
    public double StallSeconds { get; init; } = 45;

    /// <summary>TikTok, the sign service or a socket that has not answered by then does not.</summary>
    [Range(1, 60, ErrorMessage = "must be 1 to 60 seconds.")]
    public double ConnectTimeoutSeconds { get; init; } = 10;

    /// <summary>Pause after the first failure; it doubles with each that follows.</summary>
    [Range(0.1, 60, ErrorMessage = "must be 0.1 to 60 seconds.")]
    public double FirstPauseSeconds { get; init; } = 1;

    /// <summary>Longest pause between two attempts.</summary>
    [Range(1, 600, ErrorMessage = "must be 1 to 600 seconds.")]
    public double LongestPauseSeconds { get; init; } = 30;

    [Range(1, 60, ErrorMessage = "must be 1 to 60 seconds.")]
    public double HeartbeatSeconds { get; init; } = 10;

    /// <summary>Largest frame, packed and unpacked, in bytes; a larger one is counted and passed over.</summary>
    [Range(64 * 1024, 256 * 1024 * 1024, ErrorMessage = "must be 65536 to 268435456 bytes.")]
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Requests to the sign service that the whole installation may make in a minute.</summary>
    [Range(1, 10_000, ErrorMessage = "must be 1 to 10000.")]
    public int SignsPerMinute { get; init; } = 30;

    /// <summary>How many of them at once.</summary>
    [Range(1, 1_000, ErrorMessage = "must be 1 to 1000.")]
    public int SignBurst { get; init; } = 10;

    /// <summary>Connects without the sign service. TikTok refuses this as a rule; the refusal is shown.</summary>
    public bool DirectMode { get; init; }

    /// <summary>Socket address of the direct mode.</summary>
    public string DirectSocketUrl { get; init; } =
        "wss://webcast-ws.tiktok.com/webcast/im/ws_proxy/ws_reuse_supplement/";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstPauseSeconds > LongestPauseSeconds)
        {
            yield return new ValidationResult("must not be above LongestPauseSeconds.", [nameof(FirstPauseSeconds)]);
        }
        (string Name, string Url)[] addresses =
        [
            (nameof(WebUrl), WebUrl),
            (nameof(WebcastUrl), WebcastUrl),
            (nameof(SignUrl), SignUrl),
        ];
        foreach ((string name, string url) in addresses)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            {
                yield return new ValidationResult($"is no http(s) address: '{url}'.", [name]);
            }
        }
        if (!Uri.TryCreate(DirectSocketUrl, UriKind.Absolute, out Uri? socket) || socket.Scheme is not ("ws" or "wss"))
        {
            yield return new ValidationResult($"is no ws(s) address: '{DirectSocketUrl}'.", [nameof(DirectSocketUrl)]);
        }
    }
}
