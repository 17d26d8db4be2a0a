using FsCheck;
using FsCheck.Fluent;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Texts;

public sealed class KeywordIndexTests
{
    private static Gen<string> Words(int longest) =>
        from length in Gen.Choose(1, longest)
        from letters in Gen.Elements('a', 'b', 'c', '가', ' ').ArrayOf(length)
        select new string(letters);

    [Fact]
    public void It_finds_exactly_the_keywords_that_a_comment_contains() =>
        Prop.ForAll(
                (
                    from keywords in Words(4).Where(word => word.Trim().Length > 0).ListOf(12)
                    from comment in Words(30)
                    select (keywords, comment)
                ).ToArbitrary(),
                input =>
                {
                    var rules = input.keywords.Select(
                        (word, n) => Rule(n + 1, new CommentTrigger { Keywords = [word, "zz"] })
                    );
                    var found = new RuleSet(rules).Candidates(Chat(input.comment)).Select(rule => rule.Rule.Name);
                    var folded = TextFold.Fold(input.comment);
                    var naive = input
                        .keywords.Select((word, n) => (Word: TextFold.Fold(word), Name: $"rule {n + 1}"))
                        .Where(one => folded.Contains(one.Word, StringComparison.Ordinal))
                        .Select(one => one.Name);
                    return found.SequenceEqual(naive);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Keywords_inside_of_keywords_are_found_in_the_order_of_rules()
    {
        string[] keywords = ["she", "he", "hers", "his", "e", "ushers", "x"];
        var rules = keywords.Select((word, n) => Rule(n + 1, new CommentTrigger { Keywords = [word] }));

        new RuleSet(rules)
            .Candidates(Chat("Ushers"))
            .Select(rule => ((CommentTrigger)rule.Rule.Definition.Trigger).Keywords[0])
            .ShouldBe(["she", "he", "hers", "e", "ushers"]);
    }
}
