using LiveOps.Contracts.Rules;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Running;

public sealed class ScriptTests
{
    [Fact]
    public void A_sequence_waits_for_devices_delays_and_the_longest_branch() =>
        Timeline(
                InOrder(
                    Led with
                    {
                        DurationMs = 300,
                    },
                    Show("a"),
                    new DelayAction { Ms = 200 },
                    AtOnce(
                        InOrder(Solenoid, Show("b")),
                        Show("c", 100),
                        AtOnce(Led with { DurationMs = 50 }, Led with { DurationMs = 700, DelayMs = 100 })
                    ),
                    Show("d")
                )
            )
            .ShouldBe("0 LED1, 300 a, 500 SOL1, 500 LED1, 600 c, 600 LED1, 1000 b, 1300 d");

    [Fact]
    public void Rounds_follow_each_other_and_none_are_none() =>
        Timeline(
                InOrder(
                    new RepeatAction { Times = 3, Action = Led with { DurationMs = 100 } },
                    new RepeatAction { Times = Number.Of("{arg:9}"), Action = Show("never") },
                    new RepeatAction { Times = 2, Action = AtOnce(Show("x"), Show("y", 10)) }
                )
            )
            .ShouldBe("0 LED1, 100 LED1, 200 LED1, 300 x, 310 y, 310 x, 320 y");

    [Fact]
    public void A_choice_looks_when_the_script_gets_there() =>
        Timeline(
                InOrder(
                    AtOnce(
                        new SetVariableAction
                        {
                            Name = "x",
                            Add = 2,
                            DelayMs = 100,
                        },
                        InOrder(new DelayAction { Ms = 50 }, IfTwo("early"), new DelayAction { Ms = 60 }, IfTwo("late"))
                    )
                )
            )
            .ShouldBe("50 not early, 110 late");

    [Theory]
    [InlineData("5", 5)]
    [InlineData("99999999", 3_600_000)]
    [InlineData("none", 1)]
    public void What_follows_a_device_waits_exactly_as_long_as_the_device_is_on(string word, int ms)
    {
        var script = InOrder(Led with { DurationMs = Number.Of("{arg:1}") }, Show("after"));
        var stage = new Stage(Rule(1, new CommentTrigger(), action: script));
        stage.After(0, Chat($"!go {word}"));

        stage.Due.ShouldBe(Noon.AddMilliseconds(ms));
    }

    [Fact]
    public void A_little_late_the_steps_keep_their_distance_and_far_behind_the_whole_line_moves()
    {
        var script = InOrder(Show("a", 1_000), Show("b", 1_000), Show("c", 1_000));
        var stage = new Stage(Rule(1, new CommentTrigger(), action: script));
        stage.After(0, Chat("x"));

        stage.Tick(1_900);
        stage.Due.ShouldBe(Noon.AddMilliseconds(2_000));
        stage.Tick(5_000);
        stage.Due.ShouldBe(stage.Now.AddMilliseconds(1_000));
    }

    [Fact]
    public void Rules_that_call_each_other_come_to_an_end_that_says_so()
    {
        var stage = new Stage(
            Rule(1, new CommentTrigger(), action: new ChainAction { RuleId = Rule(2).Id }),
            Rule(2, new ButtonTrigger(), action: new ChainAction { RuleId = Rule(1).Id })
        );

        var outcomes = stage.After(0, Chat("x")).Verdicts.Select(verdict => verdict.Outcome).ToArray();

        outcomes[..^1].ShouldBe(Enumerable.Repeat(RuleOutcome.Fired, ChainAction.MaxChain + 1));
        outcomes[^1].ShouldBe(RuleOutcome.RefusedChainTooLong);
        stage.State.Executions.ShouldBeEmpty();
    }

    [Fact]
    public void Rules_that_multiply_each_other_are_held_by_the_line()
    {
        var twice = InOrder(new ChainAction { RuleId = Rule(1).Id }, new ChainAction { RuleId = Rule(1).Id });
        var stage = new Stage(Rule(1, new CommentTrigger(), action: twice));
        var fired = Stage.Fired(stage.After(0, Chat("x")));
        while (stage.Due is not null)
            fired += Stage.Fired(stage.Tick(20));

        fired.ShouldBe((1 << (ChainAction.MaxChain + 1)) - 1);
    }

    [Fact]
    public void A_tree_of_loops_in_loops_is_refused_however_large_its_product_is()
    {
        RuleAction deep = Led;
        for (var n = 0; n < 7; n++)
            deep = new RepeatAction { Times = n == 3 ? 976 : 1_000, Action = deep };
        var faults = new RuleFaults();
        Rule(action: deep).Definition.Validate(faults);

        faults.ToDictionary().Keys.ShouldBe(["action"]);
    }

    [Fact]
    public void More_steps_than_allowed_end_a_script_that_a_viewer_makes_long()
    {
        var loop = new RepeatAction { Times = Number.Of("{arg:1}"), Action = InOrder(Show("a"), Show("b")) };
        var stage = new Stage(Rule(1, new CommentTrigger(), action: loop));

        stage.After(0, Chat("!go 501")).Effects.Count.ShouldBe(1_000);
        stage.After(0, Chat("!go 500")).Effects.Count.ShouldBe(1_000);
        stage.State.Executions.ShouldBeEmpty();
    }

    private static MessageAction Show(string text, int delayMs = 0) => new() { Text = text, DelayMs = delayMs };

    private static SequenceAction InOrder(params RuleAction[] actions) => new() { Actions = actions };

    private static ParallelAction AtOnce(params RuleAction[] actions) => new() { Actions = actions };

    private static IfAction IfTwo(string text) =>
        new()
        {
            Condition = new VariableCondition
            {
                Name = "x",
                Is = Comparison.AtLeast,
                Value = "2",
            },
            Then = Show(text),
            Else = Show($"not {text}"),
        };

    /// <summary>When what is done, ms after the start.</summary>
    private static string Timeline(RuleAction action)
    {
        var stage = new Stage(Rule(1, new CommentTrigger(), action: action));
        var effects = stage.After(0, Chat("x")).Effects.ToList();
        while (stage.Due is { } due)
            effects.AddRange(stage.Tick((int)(due - stage.Now).TotalMilliseconds).Effects);
        return string.Join(
            ", ",
            effects.Select(effect =>
                $"{(effect.At - Noon).TotalMilliseconds:0} {(effect as LiveOps.Rules.Running.DeviceEffect)?.DeviceId ?? ((LiveOps.Rules.Running.CueEffect)effect).Text}"
            )
        );
    }
}
