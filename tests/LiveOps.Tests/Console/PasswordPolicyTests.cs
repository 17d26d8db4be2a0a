using LiveOps.Console.SigningIn;

namespace LiveOps.Tests.Console;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("short", "at least 12")]
    [InlineData("Password1234", "everybody tries first")]
    [InlineData("P@ssw0rd!2026", "everybody tries first")]
    [InlineData("qwertyuiop123", "everybody tries first")]
    [InlineData("1234567890123", "everybody tries first")]
    [InlineData("letmeinadmin2026", "everybody tries first")]
    [InlineData("sayangbismillah99", "everybody tries first")]
    [InlineData("lkjhgfdsapoiu", "everybody tries first")]
    [InlineData("aaaaaaaaaaaaaa", "repeats a few signs")]
    [InlineData("abcabcabcabcabc", "repeats a few signs")]
    [InlineData("Ada.Lovelace-1815", "your user name")]
    public void A_password_that_is_guessed_first_is_refused_in_words(string password, string words) =>
        PasswordPolicy.Fault(password, "ada.lovelace", 12).ShouldNotBeNull().ShouldContain(words);

    [Theory]
    [InlineData("seven green bicycles by the lake")]
    [InlineData("a one-time password")]
    [InlineData("another good password")]
    [InlineData("kQ7-vnzp-Rw2e-mmxu")]
    [InlineData("hujan turun di kebun belakang")]
    public void A_few_words_of_ones_own_are_taken(string password) =>
        PasswordPolicy.Fault(password, "ada", 12).ShouldBeNull();

    [Fact]
    public void An_installation_may_ask_for_more_characters() =>
        PasswordPolicy.Fault("kQ7-vnzp-Rw2e", "ada", 16).ShouldNotBeNull().ShouldContain("at least 16");
}
