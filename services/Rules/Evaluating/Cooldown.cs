using System.Globalization;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Conditions;

namespace LiveOps.Rules.Evaluating;

/// <summary>Cooldowns and caps: looked up before a rule fires, reserved in the same decision that lets it fire.</summary>
internal static class Cooldown
{
    /// <summary>What holds the rule back now; null for nothing.</summary>
    public static Refusal? Refuse(IndexedRule rule, in Situation situation)
    {
        var policy = rule.Rule.Definition.Policy;
        var pause = PauseMs(policy, situation);
        if (pause > 0)
        {
            var rest = 0.0;
            foreach (var key in Keys(rule, situation))
                rest = Math.Max(rest, RestMs(situation.Memory.Find(key), pause, situation.Now));
            if (rest > 0)
                return new Refusal(RuleOutcome.RefusedByCooldown, Resting(policy, pause, rest));
        }
        return RefuseByCap(policy, situation);
    }

    /// <summary>The rule fires now: from here on others find it resting.</summary>
    public static void Reserve(IndexedRule rule, in Situation situation, RuleSet rules)
    {
        var now = situation.Now;
        var policy = rule.Rule.Definition.Policy;
        var longest = policy.CooldownMs;
        foreach (var (_, ms) in policy.CooldownMsByRole)
            longest = Math.Max(longest, ms);
        if (longest > 0 && policy.CooldownPer != CooldownScope.Device)
            foreach (var key in Keys(rule, situation))
                situation.Memory.Set(
                    key,
                    new StateEntry(now.ToUnixTimeMilliseconds(), now.AddMilliseconds(longest)),
                    now
                );
        foreach (var device in rule.Devices)
            if (rules.RestingDevices.Contains(device))
                situation.Memory.Set(
                    DeviceKey(device),
                    new StateEntry(now.ToUnixTimeMilliseconds(), now.AddMilliseconds(RulePolicy.MaxCooldownMs)),
                    now
                );
        if (policy.CapUses > 0)
            UseCap(policy, situation);
    }

    private static int PauseMs(RulePolicy policy, in Situation situation)
    {
        if (policy.CooldownMsByRole.Count == 0)
            return policy.CooldownMs;
        int? shortest = null;
        foreach (var (role, ms) in policy.CooldownMsByRole)
            if ((shortest is null || ms < shortest) && new RoleCondition { AnyOf = [role] }.Holds(situation))
                shortest = ms;
        return shortest ?? policy.CooldownMs;
    }

    /// <summary>
    /// What is left of the pause, ms. Counted from when the rule fired, by the rule as it is now. Frames of two
    /// replicas may differ a little in time; an entry from further in the future (a clock was set back) counts not.
    /// </summary>
    private static double RestMs(StateEntry? entry, int pause, DateTimeOffset now)
    {
        if (entry is not { } fired)
            return 0;
        var rest = (DateTimeOffset.FromUnixTimeMilliseconds(fired.Value) - now).TotalMilliseconds + pause;
        return rest > pause + AccountState.Grace.TotalMilliseconds ? 0 : rest;
    }

    private static IEnumerable<string> Keys(IndexedRule rule, in Situation situation) =>
        rule.Rule.Definition.Policy.CooldownPer switch
        {
            CooldownScope.Viewer => [situation.OfViewer($"{MemoryKeys.Cooldown}/{rule.Rule.Id:N}")],
            CooldownScope.Device => rule.Devices.Select(DeviceKey),
            _ => [$"{MemoryKeys.Cooldown}/{rule.Rule.Id:N}"],
        };

    private static string DeviceKey(string device) => $"{MemoryKeys.Cooldown}/device/{device}";

    private static string CapKey(RulePolicy policy, in Situation situation) =>
        policy.CapPer == CountScope.Viewer
            ? situation.OfViewer($"{MemoryKeys.Cap}/{situation.Rule.Id:N}")
            : $"{MemoryKeys.Cap}/{situation.Rule.Id:N}";

    private static Refusal? RefuseByCap(RulePolicy policy, in Situation situation)
    {
        if (
            policy.CapUses == 0
            || situation.Memory.Find(CapKey(policy, situation)) is not { } used
            || used.ExpiresAt <= situation.Now
            || used.Value < policy.CapUses
        )
            return null;
        return new Refusal(
            RuleOutcome.RefusedByCap,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The rule has been used {used.Value} times{(policy.CapPer == CountScope.Viewer ? " by this viewer" : "")}; its limit of {policy.CapUses} starts anew in {(used.ExpiresAt - situation.Now).TotalSeconds:0.0} s."
            )
        );
    }

    private static void UseCap(RulePolicy policy, in Situation situation)
    {
        var key = CapKey(policy, situation);
        var known = situation.Memory.Find(key);
        var entry =
            known is { } open && open.ExpiresAt > situation.Now
                ? open with
                {
                    Value = open.Value + 1,
                }
                : new StateEntry(1, situation.Now.AddMilliseconds(policy.CapWindowMs));
        situation.Memory.Set(key, entry, situation.Now);
    }

    private static string Resting(RulePolicy policy, int pause, double rest)
    {
        var who = policy.CooldownPer switch
        {
            CooldownScope.Viewer => " for this viewer",
            CooldownScope.Device => " for its device",
            _ => "",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The rule rests for {rest / 1000:0.0} s more{who} (cooldown {pause / 1000.0:0.###} s)."
        );
    }
}
