namespace LiveOps.Ingestion.Settings;

/// <summary>How patiently rooms are connected to. All in seconds.</summary>
/// <param name="ConnectTimeoutSeconds">TikTok, the sign service or a socket that has not answered by then does not.</param>
/// <param name="StallSeconds">A connection on which nothing came for so long is dead.</param>
/// <param name="FirstPauseSeconds">Pause after the first failure; it doubles with each that follows.</param>
/// <param name="LongestPauseSeconds">It gets no longer than this, unless the peer asks for more.</param>
/// <param name="ProbeSeconds">Between two looks at an account that is not live, and at the state of a live one.</param>
internal sealed record ConnectionSettings(
    double ConnectTimeoutSeconds,
    double StallSeconds,
    double FirstPauseSeconds,
    double LongestPauseSeconds,
    double ProbeSeconds
)
{
    /// <summary>As the installation is configured.</summary>
    public static ConnectionSettings Of(TikTokOptions options) =>
        new(
            options.ConnectTimeoutSeconds,
            options.StallSeconds,
            options.FirstPauseSeconds,
            options.LongestPauseSeconds,
            options.ProbeSeconds
        );
}

/// <summary>What a workspace has set itself; what is absent or null stays as the installation is configured.</summary>
/// <param name="ConnectTimeoutSeconds">2 to 60.</param>
/// <param name="StallSeconds">10 to 600.</param>
/// <param name="FirstPauseSeconds">0.5 to 60, and not above the longest.</param>
/// <param name="LongestPauseSeconds">1 to 600.</param>
/// <param name="ProbeSeconds">5 to 600.</param>
internal sealed record OwnSettings(
    double? ConnectTimeoutSeconds = null,
    double? StallSeconds = null,
    double? FirstPauseSeconds = null,
    double? LongestPauseSeconds = null,
    double? ProbeSeconds = null
)
{
    /// <summary>Nothing is set.</summary>
    public static readonly OwnSettings None = new();

    /// <summary>What counts when the rest is as given.</summary>
    public ConnectionSettings Over(ConnectionSettings defaults) =>
        new(
            ConnectTimeoutSeconds ?? defaults.ConnectTimeoutSeconds,
            StallSeconds ?? defaults.StallSeconds,
            FirstPauseSeconds ?? defaults.FirstPauseSeconds,
            LongestPauseSeconds ?? defaults.LongestPauseSeconds,
            ProbeSeconds ?? defaults.ProbeSeconds
        );
}

/// <summary>Least and most of a setting, in seconds.</summary>
internal sealed record SettingRange(double Least, double Most);

/// <summary>What a workspace may set.</summary>
internal static class SettingRanges
{
    /// <summary>By the field's name in JSON.</summary>
    public static readonly IReadOnlyDictionary<string, SettingRange> All = new Dictionary<string, SettingRange>(
        StringComparer.Ordinal
    )
    {
        ["connectTimeoutSeconds"] = new(2, 60),
        // TikTok sends something every few seconds, however quiet a room is.
        ["stallSeconds"] = new(10, 600),
        ["firstPauseSeconds"] = new(0.5, 60),
        ["longestPauseSeconds"] = new(1, 600),
        // Whoever asks TikTok more often is taken for a robot.
        ["probeSeconds"] = new(5, 600),
    };

    /// <summary>What is wrong with them, by field; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Faults(OwnSettings own, ConnectionSettings defaults)
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("connectTimeoutSeconds", own.ConnectTimeoutSeconds);
        Check("stallSeconds", own.StallSeconds);
        Check("firstPauseSeconds", own.FirstPauseSeconds);
        Check("longestPauseSeconds", own.LongestPauseSeconds);
        Check("probeSeconds", own.ProbeSeconds);
        ConnectionSettings all = own.Over(defaults);
        if (faults.Count == 0 && all.FirstPauseSeconds > all.LongestPauseSeconds)
        {
            faults["firstPauseSeconds"] =
            [
                FormattableString.Invariant(
                    $"must not be above the longest pause, which is {all.LongestPauseSeconds} s: make this one shorter or that one longer."
                ),
            ];
        }
        return faults;

        void Check(string field, double? value)
        {
            SettingRange range = All[field];
            if (value is { } given && !(given >= range.Least && given <= range.Most))
            {
                faults[field] =
                [
                    FormattableString.Invariant(
                        $"must be {range.Least} to {range.Most} seconds, or be left out for what the installation has."
                    ),
                ];
            }
        }
    }
}
