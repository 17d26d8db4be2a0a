using FsCheck;
using FsCheck.Fluent;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Reference;

/// <summary>Valid rules by lot: every trigger, condition, policy and action.</summary>
internal static class RuleGenerator
{
    private static readonly Gen<bool> _flag = Gen.Elements(true, false);
    private static readonly Gen<Guid> _ruleId = Gen.Choose(1, 5).Select(number => Rule(number).Id);

    private static readonly Gen<Trigger> _trigger = Gen.OneOf(
        Widening.Trigger(
            from ids in Gen.SubListOf(1, 2)
            from names in Gen.SubListOf("Rose", "LION")
            from per in Gen.Elements(Enum.GetValues<GiftCount>())
            from every in Gen.Elements(2, 5, 10)
            from combo in Gen.Elements(0, 1, 3, 10)
            from unit in Gen.Elements(0, 0, 2)
            from most in Gen.Elements(0, 0, 50)
            from credited in Gen.Elements(0, 0, 10)
            select new GiftTrigger
            {
                GiftIds = [.. ids.Select(id => (long)id)],
                GiftNames = [.. names],
                Per = per,
                EveryUnits = every,
                MinCombo = combo,
                MinUnitCoins = unit,
                MaxUnitCoins = most,
                MinCreditedCoins = credited,
            }
        ),
        Widening.Trigger(
            Gen.Elements(FirstGift.Session, FirstGift.Ever).Select(of => new FirstGiftTrigger { Of = of })
        ),
        Widening.Trigger(
            from keywords in Gen.SubListOf("rose", "Aab", "ab", "é", "🎉", "iss")
            from how in Gen.Elements(
                KeywordMatch.Contains,
                KeywordMatch.Exact,
                KeywordMatch.WholeWord,
                KeywordMatch.StartsWith
            )
            select new CommentTrigger { Keywords = [.. keywords], How = how }
        ),
        Widening.Trigger(
            from aliases in Gen.SubListOf("rose", "go")
            from arguments in Gen.Choose(0, 2)
            from least in Gen.Elements<int?>(null, 2)
            select new CommandTrigger
            {
                Command = "!Spin",
                Aliases = [.. aliases],
                MinArguments = arguments,
                MinNumber = least,
                MaxNumber = least + 5,
            }
        ),
        Widening.Trigger(
            from threshold in Gen.Elements(5, 20, 100)
            from when in Gen.Elements(Enum.GetValues<LikeThreshold>())
            from each in _flag
            select new LikesTrigger
            {
                Threshold = threshold,
                When = when,
                Step = 7,
                EachMilestone = each,
            }
        ),
        Widening.Trigger(Gen.Elements(1, 15, 100).Select(rate => new LikeRateTrigger { PerMinute = rate })),
        Widening.Trigger(_flag.Select(once => new FollowTrigger { OncePerViewer = once })),
        Widening.Trigger(_flag.Select(once => new ShareTrigger { OncePerViewer = once })),
        Widening.Trigger(_flag.Select(once => new JoinTrigger { OncePerViewer = once })),
        Widening.Trigger(Gen.Choose(0, 2).Select(months => new SubscribeTrigger { MinMonths = months })),
        Widening.Trigger(Gen.Choose(1, 4).Select(tier => new VipTrigger { MinTier = tier })),
        Widening.Trigger(
            Gen.Elements(Crossing.Upwards, Crossing.Downwards)
                .Select(way => new ViewersTrigger { Line = 20, Crosses = way })
        ),
        Widening.Trigger(Gen.Constant(new BattleTrigger())),
        Widening.Trigger(
            Gen.Elements(LiveMoment.Starts, LiveMoment.Ends).Select(when => new LiveTrigger { When = when })
        ),
        Widening.Trigger(
            from every in Gen.Elements(5, 60)
            from live in _flag
            select new TimerTrigger { EverySeconds = every, OnlyWhileLive = live }
        ),
        Widening.Trigger(Gen.Constant(new ButtonTrigger())),
        Widening.Trigger(Gen.Constant(new WebhookTrigger()))
    );

    private static readonly Gen<string> _text = Gen.Elements(
        "{user} {count} x",
        "{{coins}",
        "{likes}/{viewers}",
        "{arg:1}",
        "{var:x}",
        "{\"a\":\"{comment}\"}",
        "12"
    );

    private static readonly Gen<string> _variable = Gen.Elements("x", "y");
    private static readonly Gen<VariableScope> _scope = Gen.Elements(Enum.GetValues<VariableScope>());
    private static readonly Gen<CountScope> _per = Gen.Elements(CountScope.Room, CountScope.Viewer);

    private static Gen<Number> Numbers(params int[] some) =>
        Gen.Frequency(
            (4, Gen.Elements(some).Select(number => (Number)number)),
            (1, Gen.Elements("{arg:1}", "{var:x}", "{count}", "{likes}").Select(Number.Of))
        );

    private static readonly Gen<RuleCondition> _leafCondition = Gen.OneOf(
        Widening.Condition(Gen.Elements(0, 30, 60, 100).Select(percent => new ChanceCondition { Percent = percent })),
        Widening.Condition(Gen.Constant(new ViewerCondition { UserIds = [1], Handles = ["v2"] })),
        Widening.Condition(
            from roles in Gen.SubListOf(Enum.GetValues<ViewerRole>())
            from top in Gen.Choose(1, 2)
            from tier in Gen.Choose(1, 3)
            select new RoleCondition
            {
                AnyOf = roles.Count == 0 ? [ViewerRole.Everyone] : [.. roles],
                Top = top,
                MinVipTier = tier,
            }
        ),
        Widening.Condition(
            from least in Gen.Elements(1, 2, 5)
            from within in Gen.Elements(1_000, 5_000)
            from per in _per
            from keeps in _flag
            select new CountCondition
            {
                AtLeast = least,
                WithinMs = within,
                Per = per,
                KeepCounting = keeps,
            }
        ),
        Widening.Condition(Gen.Elements(0, 19, 20).Select(likes => new LikesCondition { GreaterThan = likes })),
        Widening.Condition(
            from coins in Gen.Elements(1, 10, 200)
            from per in _per
            select new CoinsCondition { AtLeast = coins, Per = per }
        ),
        Widening.Condition(Times()),
        Widening.Condition(
            from name in _variable
            from scope in _scope
            from comparison in Gen.Elements(Enum.GetValues<Comparison>())
            from value in Gen.Elements("0", "2", "{count}", "word", "")
            select new VariableCondition
            {
                Name = name,
                Scope = scope,
                Is = comparison,
                Value = value,
            }
        )
    );

    private static Gen<TimeCondition> Times() =>
        from start in Gen.Elements<int?>(null, 0, 11, 12, 22)
        from end in Gen.Elements<int?>(null, 0, 12, 13, 6)
        from days in Gen.SubListOf(DayOfWeek.Friday, DayOfWeek.Saturday)
        where start != end || start is null or 0
        select new TimeCondition
        {
            From = start is { } first ? new TimeOnly(first, 0) : null,
            To = end is { } last ? new TimeOnly(last, 0) : null,
            Days = [.. days],
        };

    private static Gen<RuleCondition> Conditions(int depth) =>
        depth == 0
            ? _leafCondition
            : Gen.Frequency(
                (6, _leafCondition),
                (
                    1,
                    Conditions(depth - 1)
                        .ListOf(2)
                        .Select(two => (RuleCondition)new AllCondition { Conditions = [.. two] })
                ),
                (
                    1,
                    Conditions(depth - 1)
                        .ListOf(2)
                        .Select(two => (RuleCondition)new AnyCondition { Conditions = [.. two] })
                ),
                (1, Conditions(depth - 1).Select(one => (RuleCondition)new NotCondition { Condition = one }))
            );

    private static readonly Gen<RuleAction> _leaf = Gen.OneOf(
        Widening.Action(
            from device in Gen.Elements("LED1", "SOL1")
            from word in Gen.Elements("ON", "ON", "STOP")
            from ms in Numbers(100, 700, 4_000)
            from values in Numbers(0, 9).ListOf(1)
            select new DeviceAction
            {
                DeviceId = device,
                ActionWord = word,
                DurationMs = word == "STOP" ? 0 : ms,
                Params = [.. values],
            }
        ),
        Widening.Action(_text.Select(text => new MessageAction { Text = text })),
        Widening.Action(Gen.Constant(new SoundAction { File = "a.mp3", Volume = 7 })),
        Widening.Action(
            from name in _variable
            from scope in _scope
            from isSum in _flag
            from text in _text
            from number in Numbers(1, -3, 1_000_000_000)
            select new SetVariableAction
            {
                Name = name,
                Scope = scope,
                Value = isSum ? null : text,
                Add = isSum ? number : null,
            }
        ),
        Widening.Action(
            from points in Numbers(1, 10)
            from text in _text
            select new PointsAction { Points = points, Reason = text }
        ),
        Widening.Action(Numbers(1, 3).Select(count => new GiftSendAction { GiftId = 9, Count = count })),
        Widening.Action(
            _text.Select(text => new EmitAction
            {
                Name = "Boo",
                Data = new Dictionary<string, string> { ["a"] = text },
            })
        ),
        Widening.Action(_ruleId.Select(rule => new ChainAction { RuleId = rule })),
        Widening.Action(_ruleId.Select(rule => new StopAction { RuleId = rule })),
        Widening.Action(Numbers(1, 500, 3_000).Select(ms => new DelayAction { Ms = ms }))
    );

    private static Gen<RuleAction> Actions(int depth) =>
        from action in depth == 0
            ? _leaf
            : Gen.Frequency(
                (4, _leaf),
                (2, Some(depth).Select(some => (RuleAction)new SequenceAction { Actions = some })),
                (2, Some(depth).Select(some => (RuleAction)new ParallelAction { Actions = some })),
                (
                    1,
                    from times in Numbers(1, 2, 4)
                    from child in Actions(depth - 1)
                    select (RuleAction)new RepeatAction { Times = times, Action = child }
                ),
                (
                    1,
                    from condition in Conditions(1)
                    from then in Actions(depth - 1)
                    from otherwise in Actions(depth - 1)
                    from has in _flag
                    select (RuleAction)
                        new IfAction
                        {
                            Condition = condition,
                            Then = then,
                            Else = has ? otherwise : null,
                        }
                ),
                (
                    1,
                    from one in Actions(depth - 1)
                    from other in Actions(depth - 1)
                    from weight in Gen.Choose(1, 3)
                    select (RuleAction)
                        new RandomAction
                        {
                            Choices =
                            [
                                new RandomChoice { Action = one, Weight = weight },
                                new RandomChoice { Action = other },
                            ],
                        }
                )
            )
        from delay in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Elements(50, 1_200)))
        select action with
        {
            DelayMs = delay,
        };

    private static Gen<IReadOnlyList<RuleAction>> Some(int depth) =>
        from length in Gen.Choose(1, 3)
        from some in Actions(depth - 1).ListOf(length)
        select (IReadOnlyList<RuleAction>)[.. some];

    private static readonly Gen<RulePolicy> _policy = Gen.Frequency(
        (3, Gen.Constant(new RulePolicy())),
        (
            4,
            from cooldown in Gen.Elements(0, 0, 500, 3_000)
            from per in Gen.Elements(Enum.GetValues<CooldownScope>())
            from roles in Gen.SubListOf(ViewerRole.Vip, ViewerRole.Follower)
            from uses in Gen.Elements(0, 0, 2)
            from capPer in _per
            from queued in Gen.Elements(0, 0, 2)
            from priority in Gen.Choose(-1, 1)
            from wait in Gen.Elements(0, 700, 60_000)
            from time in Times()
            from scheduled in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new RulePolicy
            {
                CooldownMs = cooldown,
                CooldownPer = per,
                CooldownMsByRole = roles.ToDictionary(role => role, role => role == ViewerRole.Vip ? 100 : 1_000),
                CapUses = uses,
                CapWindowMs = 5_000,
                CapPer = capPer,
                MaxQueuedPerViewer = queued,
                Priority = priority,
                MaxWaitMs = wait,
                Schedule = scheduled ? time : null,
            }
        )
    );

    private static Gen<Rule> One(int number) =>
        from trigger in _trigger
        from conditions in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)))
        from held in Conditions(2).ListOf(conditions)
        from policy in _policy
        from depth in Gen.Choose(0, 3)
        from action in Actions(depth)
        select Rule(number, trigger, policy, action, [.. held]);

    public static readonly Gen<IReadOnlyList<Rule>> Rules =
        from count in Gen.Choose(1, 5)
        from one in One(1)
        from two in One(2)
        from three in One(3)
        from four in One(4)
        from five in One(5)
        select (IReadOnlyList<Rule>)((Rule[])[one, two, three, four, five])[..count];
}
