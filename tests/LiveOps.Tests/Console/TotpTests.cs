using System.Text;
using LiveOps.Console.Auditing;
using LiveOps.Console.SigningIn;
using LiveOps.Hosting.Auditing;

namespace LiveOps.Tests.Console;

public sealed class TotpTests
{
    // RFC 6238, appendix B: the secret of the SHA-1 rows; its eight digits end in our six.
    private static readonly byte[] _secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.CodeAt(_secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [Fact]
    public void One_step_aside_counts_two_do_not_and_none_counts_twice()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var step = Totp.StepAt(now);
        for (var aside = -2; aside <= 2; aside++)
            Totp.FindStep(_secret, Totp.CodeAt(_secret, step + aside), now, lastStep: 0)
                .ShouldBe(Math.Abs(aside) <= 1 ? step + aside : null);
        Totp.FindStep(_secret, Totp.CodeAt(_secret, step), now, lastStep: step).ShouldBeNull();
        Totp.FindStep(_secret, Totp.CodeAt(_secret, step - 1), now, lastStep: step).ShouldBeNull();
    }

    [Fact]
    public void The_secret_is_written_as_apps_read_it()
    {
        // RFC 4648, 10.
        Totp.ToBase32("foobar"u8).ShouldBe("MZXW6YTBOI");
        Totp.ToBase32("fo"u8).ShouldBe("MZXQ");
        Totp.Uri("foobar"u8.ToArray(), "a b&c", "Studio ?")
            .ShouldBe(
                "otpauth://totp/LiveOps%3Aa%20b%26c?secret=MZXW6YTBOI&issuer=LiveOps%20Studio%20%3F&algorithm=SHA1&digits=6&period=30"
            );
    }

    [Theory]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0",
        "Edge on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
        "Safari on iPhone"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [InlineData("curl/8.9.1", "curl/8.9.1")]
    [InlineData("", "a program")]
    [InlineData("\u202Eevil", "evil")]
    public void A_browser_is_told_in_words(string userAgent, string words) =>
        BrowserWords.Of(userAgent).ShouldBe(words);

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"\r\n")]
    [InlineData("  @SUM(A1)", "\"'  @SUM(A1)\"\r\n")]
    [InlineData("\t=1", "\"'\t=1\"\r\n")]
    [InlineData("-2", "\"'-2\"\r\n")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"\r\n")]
    [InlineData("plain", "\"plain\"\r\n")]
    public void A_cell_is_never_a_formula(string cell, string line) => CsvLine.Of(cell).ShouldBe(line);
}
