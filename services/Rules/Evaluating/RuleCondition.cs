using System.Text.Json.Serialization;
using LiveOps.Rules.Conditions;

namespace LiveOps.Rules.Evaluating;

/// <summary>What must hold beside the trigger. A new kind is one file in <c>Conditions/</c> and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ChanceCondition), "chance")]
[JsonDerivedType(typeof(AllCondition), "all")]
[JsonDerivedType(typeof(AnyCondition), "any")]
[JsonDerivedType(typeof(NotCondition), "not")]
[JsonDerivedType(typeof(ViewerCondition), "viewer")]
[JsonDerivedType(typeof(RoleCondition), "role")]
[JsonDerivedType(typeof(CountCondition), "count")]
[JsonDerivedType(typeof(LikesCondition), "likes")]
[JsonDerivedType(typeof(CoinsCondition), "coins")]
[JsonDerivedType(typeof(TimeCondition), "time")]
[JsonDerivedType(typeof(VariableCondition), "variable")]
internal abstract record RuleCondition
{
    /// <summary>Levels of conditions in conditions.</summary>
    public const int MaxDepth = 5;

    /// <summary>Does it hold? Looks, and changes nothing.</summary>
    public abstract bool Holds(in Situation situation);

    /// <summary>It held, and something was done because of it: what it counts starts anew.</summary>
    public virtual void Used(in Situation situation) { }

    public abstract void Validate(RuleFaults faults, int depth);

    /// <summary>What must be remembered for it.</summary>
    [JsonIgnore]
    public virtual Needs Needs => Needs.None;

    /// <summary>The conditions right below this one.</summary>
    [JsonIgnore]
    public virtual IEnumerable<RuleCondition> Children => [];

    /// <summary>This and everything below it.</summary>
    public IEnumerable<RuleCondition> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>Validates a list of conditions.</summary>
    public static void Validate(IReadOnlyList<RuleCondition>? conditions, string field, RuleFaults faults, int depth)
    {
        if (depth > MaxDepth)
            faults.Add(field, $"are nested more than {MaxDepth} levels deep.");
        else if (conditions is null || conditions.Count > 50)
            faults.Add(field, "must be a list of at most 50 conditions.");
        else
            for (var n = 0; n < conditions.Count; n++)
            {
                if (conditions[n] is null)
                    faults.Add($"{field}[{n}]", "is empty.");
                else
                    conditions[n].Validate(faults.At($"{field}[{n}]"), depth);
            }
    }
}

/// <summary>What an account's memory must follow for its rules; what nobody asks for is not remembered.</summary>
[Flags]
internal enum Needs
{
    None = 0,

    /// <summary>The room's likes.</summary>
    RoomLikes = 1,

    /// <summary>Viewers now.</summary>
    RoomViewers = 2,

    /// <summary>Coins of the session, of the room.</summary>
    RoomCoins = 4,

    /// <summary>Coins of the session, of each viewer, and who leads.</summary>
    ViewerCoins = 8,
}
