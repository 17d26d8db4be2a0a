using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.IntegrationTests.EventFeed;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>A studio's PC that goes on with gift rules by a local feed while the broker is away.</summary>
[Collection(Alone.Name)]
public sealed class FallbackTests(SharedServers servers)
{
    private const string Led = "PB5";
    private const long Room = 7_300_000_000_000_000_001;
    private static readonly Guid _account = Guid.Parse("33333333-3333-3333-3333-333333333333");
    private static readonly Guid _rule = Guid.Parse("44444444-4444-4444-4444-444444444444");

    [Fact]
    public async Task A_gift_moves_the_pin_without_the_broker_and_the_centres_late_command_does_not_move_it_again()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        var port = ServerProcess.FreePorts(1)[0];
        await using var feed = new ForeignFeed();
        await feed.StartAsync(port);
        await using var board = await SimulatedBoard.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Fallback__Enabled"] = "true",
            ["Gateway__Fallback__Feed"] = $"ws://127.0.0.1:{port}",
            ["Gateway__Fallback__AfterSeconds"] = "1",
        };
        await using var gateway = await GatewayProcess.StartAsync(servers, settings, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        (await gateway.StatusAsync()).WantsFallbackRules.ShouldBeTrue();
        await GiveAsync(gateway, Rules(uid) with { WorkspaceId = Guid.NewGuid(), Version = 9 });
        await GiveAsync(gateway, Rules(uid));
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(gateway.Output?.Contains("1 gift rules of account") == true),
            "the rules to be taken",
            () => gateway.Output
        );
        // With the broker there, the feed is not even listened to; a slow start may have come to it before.
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(feed.Listeners == 0), "the feed to be left");
        await Task.Delay(2_000);
        feed.Listeners.ShouldBe(0);

        await gateway.Broker.CutAsync();
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(feed.Listeners == 1), "the feed to be followed");
        await feed.SayAsync("gift", Gift(1, "Rose"));
        await feed.SayAsync("gift", Gift(1, "Rose"));
        await feed.SayAsync("gift", Gift(2, "Lion"));
        await feed.SayAsync("chat", """{"msgId":"3","comment":"hello"}""");
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) == 1), "the LED", () => gateway.Output);
        (await FallbackAsync(gateway)).GetProperty("isFiring").GetBoolean().ShouldBeTrue();

        gateway.Broker.Mend();
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(feed.Listeners == 0), "the feed to be left");
        var id = DerivedId.Step(DerivedId.Execution(DerivedId.Decision(Room, 1, LiveEventKind.Gift, _rule), 0), 0);
        var late = gateway.Command(uid) with { CommandId = id, AccountId = _account };
        await gateway.SendAsync(late);
        var marker = gateway.Command(uid, "RELAY1");
        await gateway.SendAsync(marker);
        await gateway.ResultAsync(marker);
        var result = await gateway.ResultAsync(late);
        (result.Outcome, result.DurationMs, result.Cause!.RuleId).ShouldBe((DeviceCommandOutcome.Done, 60, _rule));
        Rises(board).ShouldBe(1);
        await feed.SayAsync("gift", Gift(4, "Rose"));

        // Over a restart the rules are still there, also without the broker.
        await gateway.Broker.CutAsync();
        await gateway.KillAsync();
        await gateway.StartAsync(readyPath: "/health/live");
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(feed.Listeners == 1), "the feed to be followed");
        await feed.SayAsync("gift", Gift(5, "Rose"));
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) == 2), "the LED", () => gateway.Output);
        (await gateway.Http.PostAsync("/api/gateway/emergency-stop", null)).EnsureSuccessStatusCode();
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        await feed.SayAsync("gift", Gift(6, "Rose"));
        gateway.Broker.Mend();
        var stopped = DerivedId.Step(DerivedId.Execution(DerivedId.Decision(Room, 6, LiveEventKind.Gift, _rule), 0), 0);
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(gateway.Completed.Any(one => one.CommandId == stopped)),
            "the refusal of the gift under the stop",
            () => gateway.Output
        );
        gateway
            .Completed.First(one => one.CommandId == stopped)
            .Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        Rises(board).ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_listens_to_a_feed_unless_it_is_switched_on()
    {
        var port = ServerProcess.FreePorts(1)[0];
        await using var feed = new ForeignFeed();
        await feed.StartAsync(port);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Fallback__Feed"] = $"ws://127.0.0.1:{port}",
            ["Gateway__Fallback__AfterSeconds"] = "1",
        };
        await using var gateway = await GatewayProcess.StartAsync(servers, settings);
        (await gateway.StatusAsync()).WantsFallbackRules.ShouldBeFalse();

        await gateway.Broker.CutAsync();
        await GatewayProcess.EventuallyAsync(
            async () => !(await LocalAsync(gateway)).GetProperty("brokerConnected").GetBoolean(),
            "the gateway to miss the broker"
        );
        await Task.Delay(3_000);

        feed.Listeners.ShouldBe(0);
        (await LocalAsync(gateway)).GetProperty("fallback").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static FallbackRules Rules(string board) =>
        new()
        {
            WorkspaceId = GatewayProcess.Workspace,
            GatewayId = "pc1",
            AccountId = _account,
            Version = 1,
            Rules =
            [
                new FallbackRule
                {
                    RuleId = _rule,
                    Name = "Rose lights the LED",
                    GiftNames = ["Rose"],
                    Per = FallbackCount.Message,
                    ExpiresAfterMs = 3_000,
                    Steps =
                    [
                        new FallbackStep
                        {
                            Number = 0,
                            BoardId = board,
                            DeviceId = "LED1",
                            Action = "ON",
                            DurationMs = 60,
                        },
                    ],
                },
            ],
            NotKept = [],
        };

    private static string Gift(long message, string name) =>
        $$"""{"msgId":"{{message}}","roomId":"{{Room}}","userId":"7","uniqueId":"ada","giftId":5655,"giftName":"{{name}}","diamondCount":1,"repeatCount":1,"repeatEnd":true,"giftType":0}""";

    private static async Task GiveAsync(GatewayProcess gateway, FallbackRules rules)
    {
        var queue = await gateway.BusToIt.GetSendEndpoint(
            new Uri("exchange:gateway.pc1.fallback?durable=false&autodelete=true")
        );
        await queue.Send(rules);
    }

    private static Task<JsonElement> LocalAsync(GatewayProcess gateway) =>
        gateway.Http.GetFromJsonAsync<JsonElement>("/api/gateway/local");

    private static async Task<JsonElement> FallbackAsync(GatewayProcess gateway) =>
        (await LocalAsync(gateway)).GetProperty("fallback");

    private static int Rises(SimulatedBoard board) =>
        board.ReadPinChanges().Count(change => change is { Pin: Led, Value: 1, Floating: false });
}
