using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Triggers;

namespace LiveOps.Rules.Evaluating;

/// <summary>What makes a rule look up. A new kind is one file in <c>Triggers/</c> and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GiftTrigger), "gift")]
[JsonDerivedType(typeof(CommentTrigger), "comment")]
[JsonDerivedType(typeof(CommandTrigger), "command")]
[JsonDerivedType(typeof(LikesTrigger), "likes")]
[JsonDerivedType(typeof(LikeRateTrigger), "likeRate")]
[JsonDerivedType(typeof(FollowTrigger), "follow")]
[JsonDerivedType(typeof(ShareTrigger), "share")]
[JsonDerivedType(typeof(JoinTrigger), "join")]
[JsonDerivedType(typeof(SubscribeTrigger), "subscribe")]
[JsonDerivedType(typeof(VipTrigger), "vipPromoted")]
[JsonDerivedType(typeof(FirstGiftTrigger), "firstGift")]
[JsonDerivedType(typeof(ViewersTrigger), "viewers")]
[JsonDerivedType(typeof(BattleTrigger), "battle")]
[JsonDerivedType(typeof(LiveTrigger), "live")]
[JsonDerivedType(typeof(TimerTrigger), "timer")]
[JsonDerivedType(typeof(ButtonTrigger), "button")]
[JsonDerivedType(typeof(WebhookTrigger), "webhook")]
internal abstract record Trigger
{
    /// <summary>The kinds of event it listens to.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<LiveEventKind> Kinds { get; }

    /// <summary>True when it can fire several times for one event.</summary>
    [JsonIgnore]
    public virtual bool CountsUnits => false;

    /// <summary>What must be remembered for it.</summary>
    [JsonIgnore]
    public virtual Needs Needs => Needs.None;

    /// <summary>The only keys it can match, for the index of <see cref="RuleSet"/>; null: any event of its kinds.</summary>
    public virtual IReadOnlyList<TriggerKey>? Keys() => null;

    /// <summary>Does the event set it off? The event is of one of <see cref="Kinds"/>.</summary>
    public abstract TriggerMatch Match(in Situation situation);

    public abstract void Validate(RuleFaults faults);
}

/// <summary>What an index can look up: a gift by id or name, or a text that a comment must contain.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TriggerKey(TriggerKeyKind Kind, long Id, string? Text)
{
    public static TriggerKey Gift(long id) => new(TriggerKeyKind.Gift, id, null);

    /// <summary>Without regard to case.</summary>
    public static TriggerKey Gift(string name) => new(TriggerKeyKind.Gift, 0, name.Trim().ToUpperInvariant());

    /// <summary>A text, folded, that every comment which can match contains.</summary>
    public static TriggerKey Contained(string folded) => new(TriggerKeyKind.Contained, 0, folded);

    /// <summary>The first word, folded, of every comment which can match.</summary>
    public static TriggerKey FirstWord(string folded) => new(TriggerKeyKind.FirstWord, 0, folded);
}

/// <summary>Kinds of <see cref="TriggerKey"/>.</summary>
internal enum TriggerKeyKind
{
    Gift,
    Contained,
    FirstWord,
}

/// <summary>Whether a trigger was set off, and how often.</summary>
/// <param name="Times">How many executions the event asks for; 0: none.</param>
/// <param name="BelowMinimum">Set off in kind but not in value: why, in words for the operator.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TriggerMatch(int Times, string? BelowMinimum)
{
    public static readonly TriggerMatch None;

    public static TriggerMatch Fires(int times) => new(times, null);

    public static TriggerMatch TooLittle(string reason) => new(0, reason);
}
