using System.Text.RegularExpressions;
using LiveOps.Console.Devices;
using LiveOps.Console.Gateways;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Bus;

namespace LiveOps.Tests.Console;

public sealed class GatewaysTests
{
    private static readonly Guid _workspace = Guid.Parse("5a000000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_code_is_recognised_however_it_is_typed_and_holds_nothing_that_looks_like_something_else()
    {
        for (var n = 0; n < 200; n++)
        {
            var code = EnrolmentCode.New();
            code.ShouldMatch("^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$");
            var hash = EnrolmentCode.HashOf(code).ShouldNotBeNull();
            EnrolmentCode.HashOf($" {code.ToLowerInvariant().Replace('-', ' ')} ").ShouldBe(hash);
            EnrolmentCode.HashOf(code.Replace("-", "", StringComparison.Ordinal)).ShouldBe(hash);
            EnrolmentCode.HashOf(EnrolmentCode.New()).ShouldNotBe(hash);
        }
        foreach (var typed in (string?[])[null, "", "ABCDE", "ABCDE-FGHJ0", "ABCDE-FGHJKM", new string('A', 10_000)])
            EnrolmentCode.HashOf(typed).ShouldBeNull(typed);
    }

    [Fact]
    public void A_password_is_hashed_as_the_broker_does()
    {
        // The example of https://www.rabbitmq.com/docs/passwords#computing-password-hash
        BrokerPassword
            .Hash("test12", Convert.FromHexString("908DC60A"))
            .ShouldBe("kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR");
        BrokerPassword.Hash("a").ShouldNotBe(BrokerPassword.Hash("a"));
        BrokerPassword.New().Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("gateway.studio-1", true, true, true)]
    [InlineData("gateway.studio-1_error", true, true, true)]
    [InlineData("gateway.studio-1.emergency-stop.pc-12-1", true, true, true)]
    [InlineData("gateway.studio-10", false, false, false)]
    [InlineData("gatewayXstudio-1", false, false, false)]
    [InlineData("x.gateway.studio-1", false, false, false)]
    [InlineData("gateway-status", false, true, false)]
    [InlineData("gateway-logged", false, true, false)]
    [InlineData("device-command-completed", false, true, false)]
    [InlineData("device-command-acknowledged", false, true, false)]
    [InlineData("gateway-order-progressed", false, true, false)]
    [InlineData("emergency-stop", false, false, true)]
    [InlineData("reset-emergency-stop", false, false, true)]
    [InlineData("live-events", false, false, false)]
    [InlineData("rules.live-events.0", false, false, false)]
    [InlineData("amq.default", false, false, false)]
    [InlineData("", false, false, false)]
    public void A_gateways_user_reaches_its_own_and_what_it_reports_to(
        string name,
        bool configure,
        bool write,
        bool read
    )
    {
        var may = BrokerPermissions.Of("studio-1");
        Is(may.Configure, name).ShouldBe(configure);
        Is(may.Write, name).ShouldBe(write);
        Is(may.Read, name).ShouldBe(read);
    }

    [Fact]
    public void A_gateways_user_says_whose_it_is()
    {
        var gateway = new GatewayUser(_workspace, "studio-1");
        gateway.Name.ShouldBe("gateway.5a000000000070008000000000000001.studio-1");
        GatewayUser.TryParse(gateway.Name, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(gateway);
        foreach (
            var user in (string?[])
                [null, "", "liveops", "gateway.studio-1", "gateway.x.studio-1", $"gateway.{_workspace:N}."]
        )
            GatewayUser.TryParse(user, out _).ShouldBeFalse(user);
    }

    [Fact]
    public void The_list_holds_who_was_enrolled_and_who_was_set_up_by_hand()
    {
        var list = ListGateways.View(
            [Enrolled("studio-1"), Enrolled("studio-2") with { RevokedAt = _now, RevokedBy = "admin" }],
            [Heard("studio-1", "2.0"), Heard("pc1", null)],
            latched: LatchedStops.None,
            _now
        );

        list.Select(gateway => gateway.GatewayId).ShouldBe(["pc1", "studio-1", "studio-2"]);
        list[0].Enrolled.ShouldBeNull();
        list[0].LastSeenAt.ShouldBe(_now);
        list[1].Version.ShouldBe("2.0");
        list[1].Status!.Silent.ShouldBeFalse();
        list[2].Enrolled!.RevokedBy.ShouldBe("admin");
        list[2].LastSeenAt.ShouldBe(_now.AddDays(-1));
        list[2].Version.ShouldBe("1.0");
        list[2].Status.ShouldBeNull();
    }

    [Fact]
    public void Logs_are_kept_by_gateway_and_read_on_from_a_number()
    {
        var logs = new GatewayLogs(TimeProvider.System);
        logs.Take(Logged("studio-1", 0, "one", "two"));
        logs.Take(Logged("studio-2", 0, "another's"));
        var first = logs.Read(_workspace, "studio-1", 0);
        first.Select(line => line.Text).ShouldBe(["one", "two"]);
        logs.Read(Guid.NewGuid(), "studio-1", 0).ShouldBeEmpty();

        logs.Take(Logged("studio-1", 7, "three"));
        var more = logs.Read(_workspace, "studio-1", first[^1].Number);
        more.Count.ShouldBe(2);
        more[0].Text.ShouldStartWith("7 lines are missing");
        more[1].Text.ShouldBe("three");

        for (var n = 0; n < 10; n++)
            logs.Take(Logged("studio-1", 0, [.. Enumerable.Range(0, 100).Select(line => $"{n}.{line}")]));
        var all = logs.Read(_workspace, "studio-1", 0);
        all.Count.ShouldBe(GatewayLogs.Kept);
        all[^1].Text.ShouldBe("9.99");
        all.Select(line => line.Number).ShouldBeInOrder(SortDirection.Ascending);
    }

    private static GatewayLogged Logged(string gateway, int dropped, params string[] lines) =>
        new()
        {
            WorkspaceId = _workspace,
            GatewayId = gateway,
            Dropped = dropped,
            Lines =
            [
                .. lines.Select(text => new GatewayLogLine
                {
                    At = _now,
                    Level = GatewayLogLevel.Information,
                    Source = "Test",
                    Text = text,
                }),
            ],
        };

    private static Gateway Enrolled(string id) =>
        new()
        {
            GatewayId = id,
            WorkspaceId = _workspace,
            BrokerUser = new GatewayUser(_workspace, id).Name,
            BrokerPasswordHash = "",
            Machine = "PC",
            EnrolledAt = _now.AddDays(-2),
            EnrolledBy = "admin",
            LastSeenAt = _now.AddDays(-1),
            Version = "1.0",
        };

    private static GatewaySeen Heard(string id, string? version) =>
        new(
            new GatewayStatus
            {
                WorkspaceId = _workspace,
                GatewayId = id,
                At = _now,
                EmergencyStopped = false,
                Boards = [],
                Version = version,
            },
            _now
        );

    private static bool Is(string pattern, string name) =>
        Regex.IsMatch(name, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
