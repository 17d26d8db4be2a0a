using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Conditions;

/// <summary>The viewer has at least one of these roles.</summary>
[Form("Viewer has a role", "The viewer has at least one of these roles.")]
internal sealed record RoleCondition : RuleCondition
{
    /// <summary>Best gifters that are followed.</summary>
    public const int MaxTop = 20;

    [Field("Roles", Example = "[\"Follower\"]")]
    public required IReadOnlyList<ViewerRole> AnyOf { get; init; }

    /// <summary>For TopGifter: among the best so many of the session, 1 to 20.</summary>
    [Field(
        "Best gifters",
        Unit = "people",
        Min = 1,
        Max = MaxTop,
        Help = "For TopGifter: among the best so many of the session."
    )]
    public int Top { get; init; } = 3;

    /// <summary>For Vip: at least this tier, 1 (lowest) to 4.</summary>
    [Field("VIP tier, at least", Min = 1, Max = 4, Help = "For Vip: 1 is the lowest.")]
    public int MinVipTier { get; init; } = 1;

    [JsonIgnore]
    public override Needs Needs => AnyOf.Contains(ViewerRole.TopGifter) ? Needs.ViewerCoins : Needs.None;

    public override bool Holds(in Situation situation)
    {
        if (situation.Happening.Event.Viewer is null)
            return false;
        foreach (var role in AnyOf)
            if (Has(role, situation))
                return true;
        return false;
    }

    private bool Has(ViewerRole role, in Situation situation) =>
        role switch
        {
            ViewerRole.Vip => situation.Memory.Find(situation.OfViewer(MemoryKeys.VipTier))?.Value >= MinVipTier,
            ViewerRole.Blocked => situation.Memory.Find(situation.OfViewer(MemoryKeys.Blocked))?.Value > 0,
            ViewerRole.TopGifter => IsTop(situation),
            _ => HasOnTikTok(role, situation.Happening.Event.Viewer!.Roles),
        };

    /// <summary>What TikTok itself says of the viewer in this room.</summary>
    public static bool HasOnTikTok(ViewerRole role, ViewerRoles roles) =>
        role switch
        {
            ViewerRole.Everyone => true,
            ViewerRole.Follower => (roles & ViewerRoles.Follower) != 0,
            ViewerRole.Subscriber => (roles & ViewerRoles.Subscriber) != 0,
            ViewerRole.Moderator => (roles & ViewerRoles.Moderator) != 0,
            ViewerRole.Friend => (roles & ViewerRoles.Friend) != 0,
            _ => false,
        };

    private bool IsTop(in Situation situation)
    {
        if (situation.Memory.Find(situation.InSession(MemoryKeys.TopGifters)) is not { List.IsDefault: false } top)
            return false;
        for (var n = 0; n < Top && 2 * n < top.List.Length; n++)
            if (top.List[2 * n] == situation.Happening.Event.Viewer!.UserId)
                return true;
        return false;
    }

    public override void Validate(RuleFaults faults, int depth)
    {
        if (AnyOf is null || AnyOf.Count == 0 || AnyOf.Any(role => !Enum.IsDefined(role)))
            faults.Add("anyOf", $"must name at least one of {string.Join(", ", Enum.GetNames<ViewerRole>())}.");
        faults.Range("top", Top, 1, MaxTop);
        faults.Range("minVipTier", MinVipTier, 1, 4);
    }

    public bool Equals(RoleCondition? other) =>
        other is not null && AnyOf.SequenceEqual(other.AnyOf) && (Top, MinVipTier) == (other.Top, other.MinVipTier);

    public override int GetHashCode() => HashCode.Combine(AnyOf.Count, Top, MinVipTier);
}

/// <summary>What a viewer can be. Travels by name.</summary>
internal enum ViewerRole
{
    Everyone,
    Follower,
    Subscriber,
    Moderator,
    Friend,

    /// <summary>Among the best gifters of the session.</summary>
    TopGifter,

    /// <summary>Has a VIP tier with this account.</summary>
    Vip,

    /// <summary>Blocked by the operator.</summary>
    Blocked,
}
