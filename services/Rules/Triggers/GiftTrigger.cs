using System.Globalization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// A gift as it comes in, also during a streak: every message that credits new units. The end of a streak credits
/// nothing and is not a gift.
/// </summary>
internal sealed record GiftTrigger : Trigger
{
    /// <summary>More units of one message than any streak shows: what comes above is garbage and stays bounded.</summary>
    public const int MaxTimes = 1_000;

    /// <summary>TikTok's gift ids. With <see cref="GiftNames"/>: either may match. Both empty: any gift.</summary>
    public IReadOnlyList<long> GiftIds { get; init; } = [];

    /// <summary>Gift names without regard to case. Names are localised by TikTok: ids are safer.</summary>
    public IReadOnlyList<string> GiftNames { get; init; } = [];

    /// <summary>Least price of one unit, coins; 0 = no minimum.</summary>
    public int MinUnitCoins { get; init; }

    /// <summary>Least value of what one message credits (price times new units), coins; 0 = no minimum.</summary>
    public int MinCreditedCoins { get; init; }

    public GiftCount Per { get; init; }

    public override LiveEventKind EventKind => LiveEventKind.Gift;
    public override bool CountsUnits => Per == GiftCount.Unit;

    public override IReadOnlyList<TriggerKey>? Keys() =>
        IsAny ? null : [.. GiftIds.Select(TriggerKey.Of), .. GiftNames.Select(TriggerKey.Of)];

    private bool IsAny => GiftIds.Count == 0 && GiftNames.Count == 0;

    public override TriggerMatch Match(LiveEvent happened)
    {
        if (happened.Gift is not { Credited: > 0 } gift || !Names(gift))
            return TriggerMatch.None;
        var value = (long)gift.Coins * gift.Credited;
        // For "any gift" the minimum says which gifts are meant; for a named gift it refuses one that was meant.
        if (gift.Coins < MinUnitCoins)
            return Below($"One unit is worth {gift.Coins} coins, the rule asks for {MinUnitCoins}.");
        if (value < MinCreditedCoins)
            return Below($"The gift is worth {value} coins, the rule asks for {MinCreditedCoins}.");
        return TriggerMatch.Fires(Per == GiftCount.Unit ? Math.Min(gift.Credited, MaxTimes) : 1);
    }

    public override void Validate(RuleFaults faults)
    {
        faults.Range("minUnitCoins", MinUnitCoins, 0, 1_000_000);
        faults.Range("minCreditedCoins", MinCreditedCoins, 0, 100_000_000);
        if (!Enum.IsDefined(Per))
            faults.Add("per", "must be Message or Unit.");
        if (GiftIds is null || GiftIds.Count > 200)
            faults.Add("giftIds", "must be a list of at most 200 ids.");
        for (var n = 0; n < GiftIds?.Count; n++)
            if (GiftIds[n] <= 0)
                faults.Add($"giftIds[{n}]", "must be a gift's id, above 0.");
        if (GiftNames is null || GiftNames.Count > 200)
            faults.Add("giftNames", "must be a list of at most 200 names.");
        for (var n = 0; n < GiftNames?.Count; n++)
            if (string.IsNullOrWhiteSpace(GiftNames[n]) || GiftNames[n].Length > 100)
                faults.Add($"giftNames[{n}]", "must be a gift's name of 1 to 100 characters.");
    }

    public bool Equals(GiftTrigger? other) =>
        other is not null
        && GiftIds.SequenceEqual(other.GiftIds)
        && GiftNames.SequenceEqual(other.GiftNames)
        && (MinUnitCoins, MinCreditedCoins, Per) == (other.MinUnitCoins, other.MinCreditedCoins, other.Per);

    public override int GetHashCode() =>
        HashCode.Combine(GiftIds.Count, GiftNames.Count, MinUnitCoins, MinCreditedCoins, Per);

    private bool Names(LiveGift gift)
    {
        if (IsAny || GiftIds.Contains(gift.GiftId))
            return true;
        if (gift.Name is null)
            return false;
        foreach (var name in GiftNames)
            if (name.AsSpan().Trim().Equals(gift.Name.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private TriggerMatch Below(FormattableString reason) =>
        IsAny ? TriggerMatch.None : TriggerMatch.TooLittle(reason.ToString(CultureInfo.InvariantCulture));
}

/// <summary>How often a gift fires. Travels by name.</summary>
internal enum GiftCount
{
    /// <summary>Once for every message that credits something.</summary>
    Message,

    /// <summary>Once for each unit credited: N executions for N gifts.</summary>
    Unit,
}
