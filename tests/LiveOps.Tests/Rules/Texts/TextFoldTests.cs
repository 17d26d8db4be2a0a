using FsCheck;
using FsCheck.Fluent;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.Triggers;
using static LiveOps.Tests.Rules.Events;
using static LiveOps.Tests.Rules.RuleMaking;

namespace LiveOps.Tests.Rules.Texts;

public sealed class TextFoldTests
{
    [Theory]
    [InlineData("Rosé", "rose")]
    [InlineData("STRASSE", "straße")]
    [InlineData("ẞ", "ss")]
    [InlineData("İSTANBUL", "istanbul")]
    [InlineData("ISPARTA", "ısparta")]
    [InlineData("ｆｉｒｅ", "FIRE")]
    [InlineData("ﬁre", "fire")]
    [InlineData("ｶﾞ", "ガ")]
    [InlineData("مَرْحَبًا", "مرحبا")]
    [InlineData("❤️", "❤")]
    [InlineData("ro\u200Bse", "rose")]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("  a \t b　c ", "a b c")]
    [InlineData("e\u0301", "é")]
    [InlineData("\uD83Crose", "rose")]
    public void These_are_the_same(string one, string other) => TextFold.Fold(one).ShouldBe(TextFold.Fold(other));

    [Theory]
    [InlineData("は", "ば")]
    [InlineData("가", "각")]
    [InlineData("กิน", "กัน")]
    [InlineData("👍", "👎")]
    [InlineData("रम", "राम")]
    [InlineData("a", "b")]
    public void These_are_not(string one, string other) => TextFold.Fold(one).ShouldNotBe(TextFold.Fold(other));

    [Theory]
    [InlineData("は", "ばか", false)]
    [InlineData("は", "はい", true)]
    [InlineData("가", "각오", false)]
    [InlineData("가", "가자", true)]
    [InlineData("🎉", "go🎉🎉", true)]
    public void A_keyword_is_no_part_of_another_letter(string keyword, string comment, bool found) =>
        Fires(KeywordMatch.Contains, keyword, comment).ShouldBe(found);

    [Theory]
    [InlineData("rose", "a rose!", true)]
    [InlineData("rose", "primrose", false)]
    [InlineData("rose", "rose2", false)]
    [InlineData("rose", "rose🎉", true)]
    [InlineData("ก", "กิน", false)]
    [InlineData("666", "1666", false)]
    [InlineData("666", "(666)", true)]
    [InlineData("!", "go!", true)]
    public void A_whole_word_has_no_letter_at_its_sides(string keyword, string comment, bool found) =>
        Fires(KeywordMatch.WholeWord, keyword, comment).ShouldBe(found);

    [Fact]
    public void A_folded_text_stays_as_it_is() =>
        Prop.ForAll(
                Gen.Elements("aB ÉßıİςΣは゛ば각ㄱﾞｶกิ\u0301\u200D🎉\u3000 \t!".EnumerateRunes().ToArray())
                    .ArrayOf()
                    .ToArbitrary(),
                runes =>
                {
                    var folded = TextFold.Fold(string.Concat(runes.Select(rune => rune.ToString())));
                    return TextFold.Fold(folded) == folded;
                }
            )
            .QuickCheckThrowOnFailure();

    private static bool Fires(KeywordMatch how, string keyword, string comment) =>
        Stage.Fired(new Stage(Rule(1, new CommentTrigger { Keywords = [keyword], How = how })).After(0, Chat(comment)))
        == 1;
}
