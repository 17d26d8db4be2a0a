using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>What sets off a rule, one case for each kind of trigger.</summary>
internal static class ReferenceTriggers
{
    /// <summary>How many executions the event asks for; 0: none; -1: meant, but worth too little.</summary>
    public static int Times(ReferenceEngine engine, Look look)
    {
        var happened = look.Event;
        var kind = happened.Kind;
        return look.Rule.Definition.Trigger switch
        {
            GiftTrigger gift => Gift(gift, engine, look),
            FirstGiftTrigger first => kind == LiveEventKind.Gift
            && happened.Gift is { Credited: > 0 }
            && happened.Viewer is not null
            && First(engine, look, first.Of == FirstGift.Ever)
                ? 1
                : 0,
            CommentTrigger comment => kind == LiveEventKind.Chat && Comment(comment, happened.Text) ? 1 : 0,
            CommandTrigger command => kind == LiveEventKind.Chat ? Command(command, happened.Text) : 0,
            LikesTrigger likes => happened.Like is { } like && kind == LiveEventKind.Like
                ? Likes(likes, like, engine, look)
                : 0,
            LikeRateTrigger rate => happened.Like is { } like && kind == LiveEventKind.Like
                ? Rate(rate, like, engine, look)
                : 0,
            ViewersTrigger viewers => happened.RoomStats is { } stats && kind == LiveEventKind.RoomStats
                ? Crossed(viewers, stats.Viewers, engine, look)
                : 0,
            FollowTrigger follow => Social(LiveEventKind.Follow, follow.OncePerViewer, engine, look),
            ShareTrigger share => Social(LiveEventKind.Share, share.OncePerViewer, engine, look),
            JoinTrigger join => Social(LiveEventKind.Join, join.OncePerViewer, engine, look),
            SubscribeTrigger sub => kind == LiveEventKind.Subscribe && (happened.SubscribedMonths ?? 0) >= sub.MinMonths
                ? 1
                : 0,
            BattleTrigger battle => kind
                is LiveEventKind.Battle
                    or LiveEventKind.BattleArmies
                    or LiveEventKind.BattleTask
                    or LiveEventKind.BattleItemCard
            && happened.Battle?.Multiplier >= battle.MinMultiplier
                ? 1
                : 0,
            LiveTrigger live => Social(
                live.When == LiveMoment.Starts ? LiveEventKind.LiveStarted : LiveEventKind.LiveEnded,
                once: true,
                engine,
                look
            ),
            VipTrigger vip => kind == LiveEventKind.VipPromoted
            && engine.Note($"vip-tier/{look.Viewer}") is long tier
            && tier >= vip.MinTier
                ? 1
                : 0,
            ButtonTrigger => kind == LiveEventKind.Button ? 1 : 0,
            WebhookTrigger => kind == LiveEventKind.Webhook ? 1 : 0,
            TimerTrigger => kind == LiveEventKind.Timer ? 1 : 0,
            _ => throw new InvalidOperationException("The reference does not know this trigger."),
        };
    }

    private static int Gift(GiftTrigger trigger, ReferenceEngine engine, Look look)
    {
        if (look.Event.Gift is not { } gift)
            return 0;
        var single = gift.GroupId == 0;
        int units;
        if (look.Event.Kind == LiveEventKind.Gift && gift.Credited > 0 && (trigger.Per != GiftCount.End || single))
            units = gift.Credited;
        else if (look.Event.Kind == LiveEventKind.GiftFinal && trigger.Per == GiftCount.End && gift.RepeatCount > 0)
            units = gift.RepeatCount;
        else
            return 0;
        var any = trigger.GiftIds.Count + trigger.GiftNames.Count == 0;
        var named =
            trigger.GiftIds.Any(id => id == gift.GiftId)
            || trigger.GiftNames.Any(name => name.Trim().ToUpperInvariant() == gift.Name?.Trim().ToUpperInvariant());
        if (!any && !named || trigger.MaxUnitCoins > 0 && gift.Coins > trigger.MaxUnitCoins)
            return 0;
        if (gift.Coins < trigger.MinUnitCoins || (long)gift.Coins * units < trigger.MinCreditedCoins)
            return any ? 0 : -1;
        if (gift.RepeatCount < trigger.MinCombo)
            return 0;
        switch (trigger.Per)
        {
            case GiftCount.Unit:
                return Math.Min(units, 1_000);
            case GiftCount.Units:
                // Count the full groups one by one, as the streak passes them.
                var groups = 0;
                for (var n = Math.Max(1, gift.RepeatCount - gift.Credited + 1); n <= gift.RepeatCount; n++)
                    if (n % trigger.EveryUnits == 0)
                        groups++;
                return groups;
            case GiftCount.Streak:
                var streak =
                    $"streak/{look.Rule.Id}/{gift.GiftId}/{gift.GroupId}/{gift.ReceiverId}/{look.Viewer}/{look.RoomId}";
                if (single)
                    return 1;
                if (engine.Note(streak) is not null)
                    return 0;
                engine.Write(streak, 1L, look.At.AddHours(1));
                return 1;
            default:
                return 1;
        }
    }

    private static bool First(ReferenceEngine engine, Look look, bool ever)
    {
        var key = $"first/{look.Rule.Id}/{look.Viewer}" + (ever ? "" : $"/{look.RoomId}");
        if (engine.Note(key) is not null)
            return false;
        engine.Write(key, 1L, ever ? DateTimeOffset.MaxValue : look.At.AddDays(2));
        return true;
    }

    private static int Social(LiveEventKind kind, bool once, ReferenceEngine engine, Look look) =>
        look.Event.Kind == kind && (!once || First(engine, look, ever: false)) ? 1 : 0;

    private static bool Comment(CommentTrigger trigger, string? comment)
    {
        if (string.IsNullOrWhiteSpace(comment))
            return false;
        var text = ReferenceText.Fold(comment);
        return trigger.Keywords.Count == 0
            || trigger.Keywords.Any(written =>
            {
                var keyword = ReferenceText.Fold(written);
                return trigger.How switch
                {
                    KeywordMatch.Exact => text == keyword,
                    KeywordMatch.StartsWith => text.StartsWith(keyword, StringComparison.Ordinal),
                    KeywordMatch.WholeWord => ReferenceText.HasWholeWord(text, keyword),
                    _ => text.Contains(keyword, StringComparison.Ordinal),
                };
            });
    }

    private static int Command(CommandTrigger trigger, string? comment)
    {
        var words = ReferenceText.Words(ReferenceText.Fold(comment));
        if (words.Length == 0 || !trigger.Words().Any(word => ReferenceText.Fold(word) == words[0]))
            return 0;
        if (words.Length <= trigger.MinArguments)
            return -1;
        if (trigger.MinNumber is null && trigger.MaxNumber is null)
            return 1;
        return
            words.Length > 1
            && int.TryParse(words[1], out var number)
            && number >= (trigger.MinNumber ?? int.MinValue)
            && number <= (trigger.MaxNumber ?? int.MaxValue)
            ? 1
            : -1;
    }

    private static int Likes(LikesTrigger trigger, LiveLike like, ReferenceEngine engine, Look look)
    {
        var key = $"likes/{look.Rule.Id}/{look.RoomId}";
        var before = engine.Note(key) as long? ?? Passed(trigger, Math.Max(0, like.RoomTotal - like.Count));
        var now = Math.Max(before, Passed(trigger, like.RoomTotal));
        if (now > before || engine.Note(key) is null)
            engine.Write(key, now, look.At.AddDays(2));
        return trigger.EachMilestone ? (int)Math.Min(100, now - before) : Math.Sign(now - before);
    }

    /// <summary>Milestones up to a total, walked one by one.</summary>
    private static long Passed(LikesTrigger trigger, long total)
    {
        var passed = 0L;
        for (var next = trigger.Threshold; next <= total; )
        {
            passed++;
            if (trigger.When == LikeThreshold.Total)
                break;
            next += trigger.When == LikeThreshold.MultipleOf ? trigger.Threshold : trigger.Step;
        }
        return passed;
    }

    /// <summary>The likes of a room: those of one time and within two seconds are one point.</summary>
    private sealed record Points(bool Above, List<(DateTimeOffset At, long Total)> Seen);

    private static int Rate(LikeRateTrigger trigger, LiveLike like, ReferenceEngine engine, Look look)
    {
        var key = $"rate/{look.Rule.Id}/{look.RoomId}";
        var known = engine.Note(key) as Points;
        List<(DateTimeOffset At, long Total)> seen = known is null
            ? [(look.At, like.RoomTotal - like.Count)]
            : [.. known.Seen];
        var last = seen[^1];
        var behind = look.At - last.At;
        // After a pause: what the room had when the last point's two seconds were over is the total before this one.
        if (behind >= TimeSpan.FromSeconds(4))
            seen.Add((last.At.AddSeconds(2), Math.Max(last.Total, like.RoomTotal - like.Count)));
        while (seen.Count >= 2 && seen[1].At <= look.At.AddMinutes(-1))
            seen.RemoveAt(0);
        var above = like.RoomTotal - seen[0].Total >= trigger.PerMinute;
        if (behind >= TimeSpan.FromSeconds(2))
            seen.Add((look.At, like.RoomTotal));
        var changed = known is null || above != known.Above || behind >= TimeSpan.FromSeconds(2);
        if (changed)
            engine.Write(key, new Points(above, seen), look.At.AddDays(2));
        return above && known?.Above != true ? 1 : 0;
    }

    private static int Crossed(ViewersTrigger trigger, long viewers, ReferenceEngine engine, Look look)
    {
        var key = $"viewers/{look.Rule.Id}/{look.RoomId}";
        var above = viewers >= trigger.Line ? 1L : 0L;
        var before = engine.Note(key) as long?;
        if (before != above)
            engine.Write(key, above, look.At.AddDays(2));
        return before == 1 - above && above == (trigger.Crosses == Crossing.Upwards ? 1 : 0) ? 1 : 0;
    }
}
