using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Cooldowns and caps in plain words.</summary>
internal static class ReferencePolicy
{
    /// <summary>One of what the pause is for has fired less than the pause ago.</summary>
    public static bool Rests(ReferenceEngine engine, Look look)
    {
        var policy = look.Rule.Definition.Policy;
        var ofRoles = policy
            .CooldownMsByRole.Where(role => ReferenceConditions.Has(role.Key, 3, 1, engine, look))
            .Select(role => role.Value)
            .ToArray();
        var pause = ofRoles.Length > 0 ? ofRoles.Min() : policy.CooldownMs;
        return pause > 0
            && Keys(look)
                .Any(key => engine.Note(key) is DateTimeOffset fired && fired.AddMilliseconds(pause) > look.At);
    }

    public static bool IsUsedUp(ReferenceEngine engine, Look look)
    {
        var policy = look.Rule.Definition.Policy;
        return policy.CapUses > 0 && Uses(engine, look) is var (used, _) && used >= policy.CapUses;
    }

    public static void Reserve(ReferenceEngine engine, Look look, List<Rule> rules)
    {
        var policy = look.Rule.Definition.Policy;
        var longest = policy.CooldownMsByRole.Values.Append(policy.CooldownMs).Max();
        if (policy.CooldownPer != CooldownScope.Device)
            foreach (var key in Keys(look))
                engine.Write(key, look.At, look.At.AddMilliseconds(longest));
        foreach (var device in Devices(look.Rule))
            if (
                rules.Exists(rule =>
                    rule.Definition.Policy.CooldownPer == CooldownScope.Device && Devices(rule).Contains(device)
                )
            )
                engine.Write($"rest/{device}", look.At, look.At.AddDays(1));
        if (policy.CapUses == 0)
            return;
        var (used, until) = Uses(engine, look) ?? (0, look.At.AddMilliseconds(policy.CapWindowMs));
        engine.Write(CapKey(look), (used + 1, until), until);
    }

    private static (long Used, DateTimeOffset Until)? Uses(ReferenceEngine engine, Look look) =>
        engine.Note(CapKey(look)) is (long used, DateTimeOffset until) && until > look.At ? (used, until) : null;

    private static string CapKey(Look look) =>
        $"cap/{look.Rule.Id}/{(look.Rule.Definition.Policy.CapPer == CountScope.Viewer ? look.Viewer : -1)}";

    private static string[] Keys(Look look) =>
        look.Rule.Definition.Policy.CooldownPer switch
        {
            CooldownScope.Rule => [$"rest/{look.Rule.Id}"],
            CooldownScope.Viewer => [$"rest/{look.Rule.Id}/{look.Viewer}"],
            _ => [.. Devices(look.Rule).Select(device => $"rest/{device}")],
        };

    private static string[] Devices(Rule rule) =>
        [.. rule.Definition.Action.All().OfType<DeviceAction>().Select(action => action.DeviceId).Distinct()];
}
