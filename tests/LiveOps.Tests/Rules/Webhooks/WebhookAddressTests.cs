using System.Net;
using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Tests.Rules.Webhooks;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("1.1.1.1")]
    [InlineData("11.0.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2a00:1450:4001:81b::200e")]
    public void The_public_internet_may_be_called(string address) =>
        WebhookAddress.MayCall(IPAddress.Parse(address), allowedPrivate: false).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.1.2.3", "this network")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("100.64.0.1", "CGNAT")]
    [InlineData("100.127.255.255", "CGNAT")]
    [InlineData("100.100.100.200", "metadata of Alibaba")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.254", "loopback")]
    [InlineData("168.63.129.16", "metadata of Azure")]
    [InlineData("169.254.0.1", "link-local")]
    [InlineData("169.254.169.254", "metadata of AWS, Google, Azure")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.0.0.192", "metadata of Oracle")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("192.88.99.1", "6to4 relay")]
    [InlineData("192.168.1.1", "private")]
    [InlineData("198.18.0.1", "benchmarks")]
    [InlineData("198.19.255.255", "benchmarks")]
    [InlineData("198.51.100.1", "documentation")]
    [InlineData("203.0.113.1", "documentation")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.250", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::7f00:1", "IPv4-compatible")]
    [InlineData("::ffff:127.0.0.1", "IPv4-mapped")]
    [InlineData("::ffff:93.184.216.34", "IPv4-mapped")]
    [InlineData("64:ff9b::7f00:1", "NAT64")]
    [InlineData("64:ff9b:1::a00:1", "NAT64 of one's own")]
    [InlineData("100::1", "discard")]
    [InlineData("2001::1", "Teredo")]
    [InlineData("2001:10::1", "ORCHID")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("2002:7f00:1::1", "6to4")]
    [InlineData("3fff::1", "documentation")]
    [InlineData("5f00::1", "segment routing")]
    [InlineData("fc00::1", "unique-local")]
    [InlineData("fd00:ec2::254", "metadata of AWS")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("ff02::1", "multicast")]
    public void Nothing_else_may(string address, string kind) =>
        WebhookAddress.MayCall(IPAddress.Parse(address), allowedPrivate: false).ShouldBeFalse(kind);

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.168.1.20", true)]
    [InlineData("169.254.7.7", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd12::7", true)]
    [InlineData("fe80::7", true)]
    [InlineData("::ffff:192.168.1.20", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ff02::1", false)]
    public void A_host_that_the_operator_allows_is_a_machine_and_no_metadata(string address, bool allowed) =>
        WebhookAddress.MayCall(IPAddress.Parse(address), allowedPrivate: true).ShouldBe(allowed);

    [Theory]
    [InlineData("lights.studio.lan:8080", "lights.studio.lan", 8080, true)]
    [InlineData("Lights.Studio.LAN:8080", "lights.studio.lan", 8080, true)]
    [InlineData("lights.studio.lan:8080", "lights.studio.lan", 8081, false)]
    [InlineData("lights.studio.lan:8080", "studio.lan", 8080, false)]
    [InlineData("lights.studio.lan:8080", "lights.studio.lan.evil.example", 8080, false)]
    [InlineData("192.168.1.20:80", "192.168.1.20", 80, true)]
    [InlineData("[fd00::7]:443", "fd00::7", 443, true)]
    public void An_allowed_host_is_compared_by_name_and_port(string entry, string host, int port, bool allowed)
    {
        var options = new WebhookOptions { AllowedPrivateHosts = [entry] };
        options.Validate(new(options)).ShouldBeEmpty();
        options.Allows(host, port).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lights.studio.lan")]
    [InlineData("lights.studio.lan:")]
    [InlineData("lights.studio.lan:0")]
    [InlineData("lights.studio.lan:70000")]
    [InlineData("http://lights.studio.lan:80")]
    [InlineData("user@lights.studio.lan:80")]
    [InlineData("*:80")]
    [InlineData("fd00::7:80")]
    public void An_entry_that_is_no_name_and_port_is_refused_at_start(string entry)
    {
        var options = new WebhookOptions { AllowedPrivateHosts = ["ok:1", entry] };
        options.Validate(new(options)).ShouldHaveSingleItem().MemberNames.ShouldBe(["AllowedPrivateHosts:1"]);
    }
}
