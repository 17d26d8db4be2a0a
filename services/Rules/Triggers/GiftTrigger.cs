using System.Globalization;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Describing;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Triggers;

/// <summary>
/// A gift: as it comes in, also during a streak, or when its streak is over. The end of a streak credits nothing.
/// </summary>
[Form("Gift", "Somebody sends a gift.")]
internal sealed record GiftTrigger : Trigger
{
    /// <summary>More units of one message than any streak shows: what comes above is garbage and stays bounded.</summary>
    public const int MaxTimes = 1_000;

    /// <summary>TikTok's gift ids. With <see cref="GiftNames"/>: either may match. Both empty: any gift.</summary>
    [Field(
        "Gift ids",
        Help = "With names: either may match. No id and no name: any gift.",
        Example = "[5655]",
        Min = 1
    )]
    public IReadOnlyList<long> GiftIds { get; init; } = [];

    /// <summary>Gift names without regard to case. Names are localised by TikTok: ids are safer.</summary>
    [Field(
        "Gift names",
        Help = "Without regard to case. TikTok translates names: ids are safer.",
        Example = "[\"Rose\"]"
    )]
    public IReadOnlyList<string> GiftNames { get; init; } = [];

    /// <summary>Least price of one unit, coins; 0 = no minimum.</summary>
    [Field("Price of one unit, at least", Unit = "coins", Min = 0, Max = 1_000_000, Help = "0: no minimum.")]
    public int MinUnitCoins { get; init; }

    /// <summary>Highest price of one unit, coins; 0 = no maximum. A dearer gift is simply not meant.</summary>
    [Field("Price of one unit, at most", Unit = "coins", Min = 0, Max = 1_000_000, Help = "0: no maximum.")]
    public int MaxUnitCoins { get; init; }

    /// <summary>Least value of what one message credits (price times new units), coins; 0 = no minimum.</summary>
    [Field(
        "Value, at least",
        Unit = "coins",
        Min = 0,
        Max = 100_000_000,
        Help = "Price times new units of one message; 0: no minimum."
    )]
    public int MinCreditedCoins { get; init; }

    /// <summary>The streak must have come to so many units; 0 or 1 = any.</summary>
    [Field("Units of the streak, at least", Unit = "units", Min = 0, Max = 100_000, Help = "0 or 1: any.")]
    public int MinCombo { get; init; }

    [Field(
        "Fires once per",
        Help = "Message: at every rise of a streak. Unit: N times for N gifts. Units: for every so many. Streak: when it starts. End: when it is over."
    )]
    public GiftCount Per { get; init; }

    /// <summary>For <see cref="GiftCount.Units"/>: every so many units of a streak, 2 to 10,000.</summary>
    [Field("Every so many units", Unit = "units", Min = 2, Max = 10_000, Help = "For Units.")]
    public int EveryUnits { get; init; } = 10;

    [JsonIgnore]
    public override IReadOnlyList<LiveEventKind> Kinds => Per == GiftCount.End ? _ends : _gifts;

    [JsonIgnore]
    public override bool CountsUnits => Per is GiftCount.Unit or GiftCount.Units;

    private static readonly LiveEventKind[] _gifts = [LiveEventKind.Gift];
    private static readonly LiveEventKind[] _ends = [LiveEventKind.GiftFinal, LiveEventKind.Gift];

    public override IReadOnlyList<TriggerKey>? Keys() =>
        IsAny ? null : [.. GiftIds.Select(TriggerKey.Gift), .. GiftNames.Select(TriggerKey.Gift)];

    private bool IsAny => GiftIds.Count == 0 && GiftNames.Count == 0;

    public override TriggerMatch Match(in Situation situation)
    {
        var happened = situation.Happening.Event;
        if (happened.Gift is not { } gift || !Counts(happened.Kind, gift) || !Names(gift))
            return TriggerMatch.None;
        if (MaxUnitCoins > 0 && gift.Coins > MaxUnitCoins)
            return TriggerMatch.None;
        var units = happened.Kind == LiveEventKind.Gift ? gift.Credited : gift.RepeatCount;
        var value = (long)gift.Coins * units;
        // For "any gift" the minimum says which gifts are meant; for a named gift it refuses one that was meant.
        if (gift.Coins < MinUnitCoins)
            return Below($"One unit is worth {gift.Coins} coins, the rule asks for {MinUnitCoins}.");
        if (value < MinCreditedCoins)
            return Below($"The gift is worth {value} coins, the rule asks for {MinCreditedCoins}.");
        if (gift.RepeatCount < MinCombo)
            return TriggerMatch.None;
        return Times(situation, gift) is var times and > 0
            ? TriggerMatch.Fires(Math.Min(times, MaxTimes))
            : TriggerMatch.None;
    }

    /// <summary>The end of a streak is for those that wait for it; a gift without streak is its own end.</summary>
    private bool Counts(LiveEventKind kind, LiveGift gift) =>
        kind == LiveEventKind.GiftFinal
            ? gift.RepeatCount > 0
            : gift.Credited > 0 && (Per != GiftCount.End || gift.GroupId == 0);

    private int Times(in Situation situation, LiveGift gift) =>
        Per switch
        {
            GiftCount.Unit => gift.Credited,
            // Whole groups that this message completes: also when a message was lost in between.
            GiftCount.Units => gift.RepeatCount / EveryUnits
                - Math.Max(0, gift.RepeatCount - gift.Credited) / EveryUnits,
            GiftCount.Streak => IsFirstOfStreak(situation, gift) ? 1 : 0,
            _ => 1,
        };

    /// <summary>Of a streak that meets the rule, the first message that does; a gift without streak always.</summary>
    private static bool IsFirstOfStreak(in Situation situation, LiveGift gift)
    {
        if (gift.GroupId == 0)
            return true;
        var key = situation.InSession(
            situation.OfViewer(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{MemoryKeys.Streak}/{situation.Rule.Id:N}/{gift.GiftId}/{gift.GroupId}/{gift.ReceiverId}"
                )
            )
        );
        if (situation.Memory.Find(key) is not null)
            return false;
        situation.Memory.Set(key, new StateEntry(1, situation.Now.AddHours(1)), situation.Now);
        return true;
    }

    public override void Validate(RuleFaults faults)
    {
        faults.Range("minUnitCoins", MinUnitCoins, 0, 1_000_000);
        faults.Range("minCreditedCoins", MinCreditedCoins, 0, 100_000_000);
        if (!Enum.IsDefined(Per))
            faults.Add("per", $"must be one of {string.Join(", ", Enum.GetNames<GiftCount>())}.");
        faults.Range("maxUnitCoins", MaxUnitCoins, 0, 1_000_000);
        if (MaxUnitCoins > 0 && MaxUnitCoins < MinUnitCoins)
            faults.Add("maxUnitCoins", "must not be below minUnitCoins.");
        faults.Range("minCombo", MinCombo, 0, 100_000);
        faults.Range("everyUnits", EveryUnits, 2, 10_000);
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
        && (MinUnitCoins, MaxUnitCoins, MinCreditedCoins, MinCombo, Per, EveryUnits)
            == (
                other.MinUnitCoins,
                other.MaxUnitCoins,
                other.MinCreditedCoins,
                other.MinCombo,
                other.Per,
                other.EveryUnits
            );

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
    /// <summary>Once for every message that credits something: at every rise of a streak.</summary>
    Message,

    /// <summary>Once for each unit credited: N executions for N gifts.</summary>
    Unit,

    /// <summary>Once for each so many units of a streak.</summary>
    Units,

    /// <summary>Once per streak, when it starts.</summary>
    Streak,

    /// <summary>Once per streak, when it is over; {count} is its total.</summary>
    End,
}
