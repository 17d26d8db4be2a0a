using System.Text;
using LiveOps.Analytics.Storing;

namespace LiveOps.Tests.Analytics;

public sealed class StorableTextTests
{
    private static readonly UTF8Encoding _strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    [Fact]
    public void What_cannot_be_stored_is_replaced_and_the_rest_kept()
    {
        // Not as attributes: those are stored in UTF-8, which has no half pairs.
        (string Text, string Expected)[] cases =
        [
            ("plain", "plain"),
            ("شكرا 🎁", "شكرا 🎁"),
            ("a\0b\0", "a\uFFFDb\uFFFD"),
            ("\uD83D", "\uFFFD"),
            ("\uDE00x\uD83D", "\uFFFDx\uFFFD"),
            ("\uD83D\uD83D\uDE00", "\uFFFD\uD83D\uDE00"),
        ];
        foreach (var (text, expected) in cases)
        {
            StorableText.Of(text, 100, out var cut, out var cleaned).ShouldBe(expected);
            cut.ShouldBeFalse();
            cleaned.ShouldBe(text != expected);
        }
    }

    [Fact]
    public void A_long_text_is_cut_but_never_within_a_character()
    {
        StorableText.Of("ab😀", 3, out var cut, out var cleaned).ShouldBe("ab");
        (cut, cleaned).ShouldBe((true, false));
        StorableText.Of("ab😀", 4, out cut, out _).ShouldBe("ab😀");
        cut.ShouldBeFalse();
    }

    [Fact]
    public void Any_characters_give_a_text_that_can_be_stored()
    {
        var random = new Random(1);
        for (var round = 0; round < 5_000; round++)
        {
            var text = new string(
                Enumerable
                    .Range(0, random.Next(1, 12))
                    .Select(_ => (char)(random.Next(3) == 0 ? random.Next(0xD800, 0xE000) : random.Next(0, 0x80)))
                    .ToArray()
            );

            var stored = StorableText.Of(text, 8, out _, out _)!;

            stored.ShouldNotContain('\0');
            stored.Length.ShouldBeLessThanOrEqualTo(8);
            Should.NotThrow(() => _strict.GetByteCount(stored));
        }
    }
}
