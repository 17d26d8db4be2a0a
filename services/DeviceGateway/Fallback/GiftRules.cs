using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>
/// Follows gift rules as Rules does, under the same ids: a gift that the centre handles later, too, is not fired again.
/// Holds what it must remember between two gifts. Used by one thread.
/// </summary>
internal sealed class GiftRules
{
    /// <summary>More than a feed credits in one text: what is above stays bounded.</summary>
    public const int MostUnits = 50;
    private const int Remembered = 5_000;
    private readonly FeedStreaks _streaks = new();
    private readonly Dictionary<(Guid Rule, string Viewer), DateTimeOffset> _fired = [];
    private readonly Dictionary<(Guid Rule, string Viewer, long Gift, long Group), DateTimeOffset> _streaksFired = [];

    /// <summary>A connection to the feed was made.</summary>
    public void Join(DateTimeOffset now) => _streaks.Join(now);

    /// <summary>What this gift sets off.</summary>
    public IReadOnlyList<DeviceCommand> Take(FeedGift gift, FallbackRules rules, DateTimeOffset now)
    {
        var (credited, fromStart) = _streaks.Credit(gift, now);
        if (credited == 0)
            return [];
        // A feed that names no messages cannot be matched with the centre's: its ids are its own.
        var named = gift with
        {
            MessageId = gift.MessageId != 0 ? gift.MessageId : -Random.Shared.NextInt64(1, long.MaxValue),
        };
        var commands = new List<DeviceCommand>();
        foreach (var rule in rules.Rules)
        {
            if (!Means(rule, gift, credited) || Times(rule, gift, credited, fromStart, now) is not (var times and > 0))
                continue;
            if (!Rest(rule, gift, now))
                continue;
            var decision = DerivedId.Decision(named.RoomId, named.MessageId, LiveEventKind.Gift, rule.RuleId);
            for (var unit = 0; unit < times; unit++)
                Add(commands, rules, rule, named, DerivedId.Execution(decision, unit), now);
        }
        return commands;
    }

    private static bool Means(FallbackRule rule, FeedGift gift, int credited) =>
        (
            rule.GiftIds.Count + rule.GiftNames.Count == 0
            || rule.GiftIds.Contains(gift.GiftId)
            || (
                gift.Name is { } name
                && rule.GiftNames.Any(one =>
                    one.AsSpan().Trim().Equals(name.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase)
                )
            )
        )
        && (rule.MaxUnitCoins == 0 || gift.Coins <= rule.MaxUnitCoins)
        && gift.Coins >= rule.MinUnitCoins
        && (long)gift.Coins * credited >= rule.MinCreditedCoins
        && gift.RepeatCount >= rule.MinCombo;

    private int Times(FallbackRule rule, FeedGift gift, int credited, bool fromStart, DateTimeOffset now)
    {
        if (rule.Per != FallbackCount.Streak)
            return rule.Per == FallbackCount.Unit ? Math.Min(credited, MostUnits) : 1;
        if (!gift.IsStreak)
            return 1;
        // A streak whose start was the centre's has fired there.
        if (!fromStart)
            return 0;
        Bound(_streaksFired, now);
        return _streaksFired.TryAdd((rule.RuleId, gift.Viewer, gift.GiftId, gift.GroupId), now) ? 1 : 0;
    }

    /// <summary>False while the rule rests; else it rests from now on.</summary>
    private bool Rest(FallbackRule rule, FeedGift gift, DateTimeOffset now)
    {
        if (rule.CooldownMs == 0)
            return true;
        var key = (rule.RuleId, rule.CooldownPerViewer ? gift.Viewer : "");
        if (_fired.TryGetValue(key, out var last) && now - last < TimeSpan.FromMilliseconds(rule.CooldownMs))
            return false;
        Bound(_fired, now);
        _fired[key] = now;
        return true;
    }

    private static void Bound<T>(Dictionary<T, DateTimeOffset> known, DateTimeOffset now)
        where T : notnull
    {
        if (known.Count < Remembered)
            return;
        var oldest = now - TimeSpan.FromDays(1);
        foreach (var (key, at) in known)
            if (at < oldest || known.Count > Remembered)
                known.Remove(key);
    }

    private static void Add(
        List<DeviceCommand> commands,
        FallbackRules rules,
        FallbackRule rule,
        FeedGift gift,
        Guid execution,
        DateTimeOffset now
    )
    {
        var together =
            rule.Steps.Count > 1
            && rule.Steps.DistinctBy(step => step.DeviceId, StringComparer.Ordinal).Count() == rule.Steps.Count;
        foreach (var step in rule.Steps)
            commands.Add(
                new DeviceCommand
                {
                    CommandId = DerivedId.Step(execution, step.Number),
                    WorkspaceId = rules.WorkspaceId,
                    AccountId = rules.AccountId,
                    BoardId = step.BoardId,
                    DeviceId = step.DeviceId,
                    Action = step.Action,
                    DurationMs = step.DurationMs,
                    Params = step.Params,
                    Priority = rule.Priority,
                    IssuedAt = now,
                    ExpiresAt = now.AddMilliseconds(rule.ExpiresAfterMs),
                    ComboId = together ? DerivedId.Combo(DerivedId.Step(execution, rule.Steps[0].Number)) : null,
                    ComboSize = together ? rule.Steps.Count : 0,
                    Cause = new CommandCause
                    {
                        RoomId = gift.RoomId,
                        MessageId = gift.MessageId,
                        EventKind = LiveEventKind.Gift,
                        RuleId = rule.RuleId,
                        ReceivedAt = now,
                    },
                }
            );
    }
}
