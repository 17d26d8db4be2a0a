using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Running;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Texts;

public sealed class TextTemplateTests
{
    [Theory]
    [InlineData("{user} says {comment}", "viewer 5 says !go 7")]
    [InlineData("""{"name":"{user}","n":{arg:1}}""", """{"name":"viewer 5","n":7}""")]
    [InlineData("{{user}}", "{viewer 5}")]
    [InlineData("{arg:2}|{var:none}|{gift}", "||")]
    [InlineData("100 % {open", "100 % {open")]
    [InlineData("}{user}{", "}viewer 5{")]
    [InlineData("{nothing}", "{nothing}")]
    public void Placeholders_are_filled_wherever_they_stand(string template, string filled) =>
        Stage.Shown(Show(template).After(0, Chat("!go 7"))).ShouldBe(filled);

    [Fact]
    public void What_a_viewer_writes_is_never_filled_again() =>
        Stage.Shown(Show("{comment}").After(0, Chat("{user} {var:x}"))).ShouldBe("{user} {var:x}");

    [Fact]
    public void A_text_that_grows_is_cut_between_characters()
    {
        var twice = new SetVariableAction { Name = "x", Value = "a{var:x}{var:x}🎉" };
        var show = new MessageAction { Text = "{var:x}" };
        var script = new SequenceAction { Actions = [new RepeatAction { Times = 15, Action = twice }, show] };
        var shown = Stage.Shown(new Stage(Rule(1, new CommentTrigger(), action: script)).After(0, Chat("x")));

        shown.Length.ShouldBeInRange(TextTemplate.MaxFilled - 1, TextTemplate.MaxFilled);
        shown.IsNormalized().ShouldBeTrue();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("７", 7)]
    [InlineData("-3", 0)]
    [InlineData("2.5", 3)]
    [InlineData("99999999999999999999", 65_535)]
    [InlineData("-99999999999999999999", 0)]
    [InlineData("65536", 65_535)]
    [InlineData("many", 0)]
    public void A_viewers_word_becomes_a_number_within_its_bounds(string word, int value)
    {
        var stage = new Stage(Rule(1, new CommentTrigger(), action: Led with { Params = [Number.Of("{arg:1}")] }));

        stage.After(0, Chat($"!go {word}")).Effects[0].ShouldBeOfType<DeviceEffect>().Params.ShouldBe([value]);
    }

    [Theory]
    [InlineData("!go\n7")]
    [InlineData("!go\u20037")]
    [InlineData("  !go   7 8")]
    public void Words_are_parted_by_any_gap(string comment) =>
        Stage.Shown(Show("{arg:1}").After(0, Chat(comment))).ShouldBe("7");

    [Fact]
    public void Numbers_and_reasons_know_the_rooms_likes_and_viewers()
    {
        var motor = Led with { Params = [Number.Of("{viewers}")] };
        var points = new PointsAction { Points = 1, Reason = "at {likes} likes" };
        var stage = new Stage(Rule(1, new GiftTrigger(), action: new ParallelAction { Actions = [motor, points] }));

        var effects = stage.After(0, Viewers(42), Likes(77), Gift(1)).Effects;

        ((DeviceEffect)effects[0]).Params.ShouldBe([42]);
        ((PointsEffect)effects[1]).Reason.ShouldBe("at 77 likes");
    }

    private static Stage Show(string template) =>
        new(Rule(1, new CommentTrigger(), action: new MessageAction { Text = template }));
}
