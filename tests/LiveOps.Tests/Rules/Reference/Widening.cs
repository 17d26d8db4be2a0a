using FsCheck;
using FsCheck.Fluent;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Generators of one kind among generators of all.</summary>
internal static class Widening
{
    public static Gen<Trigger> Trigger<T>(Gen<T> gen)
        where T : Trigger => gen.Select(one => (Trigger)one);

    public static Gen<RuleCondition> Condition<T>(Gen<T> gen)
        where T : RuleCondition => gen.Select(one => (RuleCondition)one);

    public static Gen<RuleAction> Action<T>(Gen<T> gen)
        where T : RuleAction => gen.Select(one => (RuleAction)one);
}
