using System.Net;
using System.Net.Sockets;
using LiveOps.Hosting.Webhooks;
using LiveOps.Rules.Webhooks;

namespace LiveOps.Tests.Rules.Webhooks;

/// <summary>Real connections to a listener of this machine; only what a name leads to is the test's.</summary>
public sealed class WebhookConnectorTests : IDisposable
{
    private static readonly IPAddress _public = IPAddress.Parse("93.184.216.34");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private int _lookUps;

    public WebhookConnectorTests()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_name_is_looked_up_once_for_check_and_connection()
    {
        // As a rebinding server would have it: the right answer once, and another one from then on.
        var connector = Connector(
            allowed: "lights.test",
            () => _lookUps == 1 ? [IPAddress.Loopback] : [IPAddress.Parse("169.254.169.254")]
        );

        await using var stream = await connector.ConnectAsync(new DnsEndPoint("lights.test", _port), default);

        using var accepted = await _listener.AcceptTcpClientAsync();
        accepted.Connected.ShouldBeTrue();
        _lookUps.ShouldBe(1);
    }

    [Fact]
    public async Task One_private_address_among_public_ones_is_enough_to_refuse()
    {
        foreach (
            IPAddress[] addresses in new IPAddress[][] { [_public, IPAddress.Loopback], [IPAddress.Loopback, _public] }
        )
            await RefusedAsync(Connector(allowed: null, () => addresses), "rebinding.test");
    }

    [Fact]
    public async Task An_allowed_host_is_allowed_on_its_port_alone_and_never_leads_to_metadata()
    {
        await RefusedAsync(Connector(allowed: "other.test", () => [IPAddress.Loopback]), "lights.test");
        await RefusedAsync(Connector(allowed: "lights.test", () => [IPAddress.Loopback], port: 1), "lights.test");
        await RefusedAsync(
            Connector(allowed: "lights.test", () => [IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]),
            "lights.test"
        );
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task An_address_in_place_of_a_name_is_checked_likewise(string host) =>
        await RefusedAsync(Connector(allowed: null, () => throw new InvalidOperationException("no name")), host);

    [Fact]
    public async Task Where_one_address_does_not_answer_the_next_one_is_tried()
    {
        var connector = Connector(allowed: "lights.test", () => [IPAddress.IPv6Loopback, IPAddress.Loopback]);

        await using var stream = await connector.ConnectAsync(new DnsEndPoint("lights.test", _port), default);

        using var accepted = await _listener.AcceptTcpClientAsync();
        accepted.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_a_network_error() =>
        await Should.ThrowAsync<SocketException>(async () =>
            await Connector(allowed: null, () => []).ConnectAsync(new DnsEndPoint("nowhere.test", _port), default)
        );

    private async Task RefusedAsync(WebhookConnector connector, string host)
    {
        var refusal = await Should.ThrowAsync<WebhookRefusedException>(async () =>
            await connector.ConnectAsync(new DnsEndPoint(host, _port), default)
        );
        refusal.Message.ShouldContain($"{host} leads to an address that is not public");
        _listener.Pending().ShouldBeFalse();
    }

    private WebhookConnector Connector(string? allowed, Func<IPAddress[]> lookUp, int? port = null) =>
        new(
            new WebhookOptions { AllowedPrivateHosts = allowed is null ? [] : [$"{allowed}:{port ?? _port}"] },
            (_, _) =>
            {
                _lookUps++;
                return Task.FromResult(lookUp());
            }
        );
}
