using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Tests.Rules.Webhooks;

public sealed class WebhookUrlTests
{
    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://example.com:8443/hooks/live?key=a%20b&c={gift}")]
    [InlineData("HTTPS://Example.COM/")]
    [InlineData("https://xn--bcher-kva.example/")]
    [InlineData("https://bücher.example/ü")]
    [InlineData("https://93.184.216.34/")]
    [InlineData("https://[2606:2800:220:1:248:1893:25c8:1946]:1/")]
    [InlineData("http://lights.studio.lan:8080/on")]
    public void A_plain_address_has_no_faults(string url) => WebhookUrl.Faults(url).ShouldBeEmpty();

    [Theory]
    [InlineData("", "missing")]
    [InlineData("example.com/hook", "whole address")]
    [InlineData("//example.com/hook", "whole address")]
    [InlineData("/hook", "whole address")]
    [InlineData("ftp://example.com/", "whole address")]
    [InlineData("file:///etc/passwd", "whole address")]
    [InlineData("gopher://example.com/", "whole address")]
    [InlineData("javascript:alert(1)", "whole address")]
    [InlineData("https://", "whole address")]
    [InlineData("https:///path", "whole address")]
    [InlineData("https://exa mple.com/", "no spaces")]
    [InlineData(" https://example.com/", "no spaces")]
    [InlineData("https://example.com/\n", "no spaces")]
    [InlineData("https://example.com/\tx", "no spaces")]
    [InlineData("https://example.com/\0", "no spaces")]
    [InlineData("https://example.com/\u00a0", "no spaces")]
    [InlineData("https://example.com\\@evil.example/", "no spaces")]
    [InlineData("https://user@example.com/", "user name")]
    [InlineData("https://user:word@example.com/", "user name")]
    [InlineData("https://@example.com/", "user name")]
    [InlineData("https://:@example.com/", "user name")]
    [InlineData("https://example.com@evil.example/", "user name")]
    [InlineData("https://[fe80::1%25eth0]/", "interface")]
    [InlineData("https://[fe80::1%eth0]/", "interface")]
    [InlineData("https://127%2e0.0.1/", "whole address")]
    [InlineData("https://example.com:0/", "port")]
    [InlineData("https://example.com:65536/", "whole address")]
    [InlineData("https://example.com:-1/", "whole address")]
    [InlineData("https://example.com/#top", "fragment")]
    [InlineData("https://example.com/#", "fragment")]
    public void What_is_wrong_is_named(string url, string fault) =>
        string.Join(' ', WebhookUrl.Faults(url)).ShouldContain(fault);

    [Fact]
    public void An_address_is_not_endless_and_has_no_halves_of_characters()
    {
        var longest = "https://example.com/".PadRight(WebhookUrl.MaxLength, 'x');
        WebhookUrl.Faults(longest).ShouldBeEmpty();
        WebhookUrl.Faults(longest + 'x').ShouldHaveSingleItem().ShouldContain("at most 2000");
        WebhookUrl.Faults("https://example.com/\uD83D").ShouldHaveSingleItem().ShouldContain("halves");
        WebhookUrl.Faults("https://example.com/🎁").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://example.com/a/b?key=secret", "https://example.com/a/b")]
    [InlineData("https://example.com:8443?key=secret", "https://example.com:8443/")]
    [InlineData("", "")]
    public void It_is_shown_without_its_query(string url, string shown) => WebhookUrl.Shown(url).ShouldBe(shown);

    [Theory]
    [InlineData("https://EXAMPLE.com/", "example.com")]
    [InlineData("https://bücher.example/", "xn--bcher-kva.example")]
    [InlineData("https://2130706433/", "127.0.0.1")]
    [InlineData("https://0x7f.1/", "127.0.0.1")]
    [InlineData("https://0177.0.0.1/", "127.0.0.1")]
    [InlineData("https://127.1/", "127.0.0.1")]
    [InlineData("https://[::ffff:7f00:1]/", "::ffff:127.0.0.1")]
    public void A_host_is_named_in_one_way_however_it_is_written(string url, string host)
    {
        WebhookUrl.Faults(url).ShouldBeEmpty();
        WebhookUrl.Host(url).ShouldBe(host);
    }

    [Theory]
    [InlineData("https://example.com/hook", null)]
    [InlineData("https://8.8.8.8/hook", null)]
    [InlineData("http://lights.studio.lan:8080/on", null)]
    [InlineData("http://127.0.0.1:8080/on", null)]
    [InlineData("http://127.0.0.1/", "not public")]
    [InlineData("https://localhost/", "not public")]
    [InlineData("https://[::1]/", "not public")]
    [InlineData("https://192.168.1.7/", "not public")]
    [InlineData("https://169.254.169.254/", "not public")]
    [InlineData("http://example.com/", "must begin with https")]
    public void An_address_that_can_never_be_called_is_refused_when_it_is_written(string url, string? reason)
    {
        var refusal = new WebhookOptions { AllowedPrivateHosts = ["lights.studio.lan:8080", "127.0.0.1:8080"] }.Refusal(
            url
        );
        if (reason is null)
            refusal.ShouldBeNull();
        else
            refusal.ShouldNotBeNull().ShouldContain(reason);
    }
}
