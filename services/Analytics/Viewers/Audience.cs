using System.Text.Json.Serialization;

namespace LiveOps.Analytics.Viewers;

/// <summary>Whose viewers: those of an account, and those of all accounts of its workspace together.</summary>
internal sealed record Audience
{
    /// <summary>Names the account's audience in the tables.</summary>
    public required int AudienceNo { get; init; }

    /// <summary>Names the audience of the whole workspace.</summary>
    public required int WorkspaceAudienceNo { get; init; }

    public required TimeZoneInfo Zone { get; init; }
    public required ViewerSwitches Switches { get; init; }
    public required WorkspaceViewers Rules { get; init; }
}

/// <summary>What holds for all audiences of a workspace.</summary>
/// <param name="Merged">The user ids that stand for another one, and which.</param>
/// <param name="Tiers">Lowest first.</param>
internal sealed record WorkspaceViewers(IReadOnlyDictionary<long, long> Merged, IReadOnlyList<VipTier> Tiers)
{
    /// <summary>All user ids of a person, the one under which they are known first.</summary>
    public IEnumerable<long> IdsOf(long person) =>
        Merged.Where(merged => merged.Value == person).Select(merged => merged.Key).Prepend(person);

    /// <summary>The user id under which a person is known.</summary>
    public long PersonOf(long userId) => Merged.TryGetValue(userId, out var person) ? person : userId;
}

/// <summary>Switches of an account's viewer profiles. The defaults work without anybody setting anything.</summary>
internal sealed record ViewerSwitches
{
    /// <summary>Viewer profiles as a whole: off, nobody is promoted or congratulated, and the pages say so.</summary>
    [JsonPropertyName("enabled")]
    public bool Enabled { get; init; } = true;

    /// <summary>Viewers who fulfil a tier's conditions reach it by themselves.</summary>
    [JsonPropertyName("autoVipPromotion")]
    public bool AutoVipPromotion { get; init; } = true;

    [JsonPropertyName("birthdayReminder")]
    public bool BirthdayReminder { get; init; } = true;

    /// <summary>Names and pictures follow what TikTok sends. Off, a person keeps those they were first seen with.</summary>
    [JsonPropertyName("autoFetchTikTokData")]
    public bool AutoFetchTikTokData { get; init; } = true;

    /// <summary>A visit ends when nothing was seen of a viewer for so long, s; 30 to 3,600.</summary>
    [JsonPropertyName("sessionTimeout")]
    public int SessionTimeout { get; init; } = 300;

    [JsonPropertyName("heatmapEnabled")]
    public bool HeatmapEnabled { get; init; } = true;

    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromSeconds(SessionTimeout);
}

/// <summary>A VIP tier: reached with all three conditions.</summary>
/// <param name="Tier">1 (lowest) to 4.</param>
/// <param name="Name">Shown to people.</param>
/// <param name="MinCoins">Coins paid to the account.</param>
/// <param name="MinWatchMs">Watch time, ms.</param>
/// <param name="MinVisits">Visits.</param>
internal sealed record VipTier(int Tier, string Name, long MinCoins, long MinWatchMs, int MinVisits)
{
    public bool IsReachedBy(long coins, long watchMs, int visits) =>
        coins >= MinCoins && watchMs >= MinWatchMs && visits >= MinVisits;
}
