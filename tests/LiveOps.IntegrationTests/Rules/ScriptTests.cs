using System.Net;
using System.Net.Http.Json;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using static LiveOps.IntegrationTests.Rules.ScriptShow;

namespace LiveOps.IntegrationTests.Rules;

[Collection(Alone.Name)]
public sealed class ScriptTests(SharedServers servers)
{
    private static readonly object _rose = new { type = "gift", giftNames = new[] { "Rose" } };

    private static readonly object _long = new
    {
        type = "sequence",
        actions = new[] { Device("LED1", 60_000), Device("SOL1", 100, "PUSH") },
    };

    [Fact]
    public async Task A_script_keeps_its_distances_and_is_done_once()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(
            _rose,
            new
            {
                type = "sequence",
                actions = new object[]
                {
                    Device("LED1", 400),
                    new { type = "delay", ms = 600 },
                    new
                    {
                        type = "repeat",
                        times = 3,
                        action = Device("SOL1", 200, "PUSH"),
                    },
                },
            }
        );

        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 1));

        var commands = await show.CommandsAsync(4);
        commands.Select(command => command.DeviceId).ShouldBe(["LED1", "SOL1", "SOL1", "SOL1"]);
        // By the script's own clock, whatever the machine's load: 400 on and 600 of delay, then every 200.
        commands
            .Select(command => (command.IssuedAt - commands[0].IssuedAt).TotalMilliseconds)
            .ShouldBe([0, 1_000, 1_200, 1_400], tolerance: 1_000);
        commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(4);
        (await show.ExecutionAsync("Done")).GetProperty("steps").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_stopped_script_switches_off_what_it_has_on_and_never_goes_on()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(_rose, _long);
        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 1));
        await show.CommandsAsync(1);
        var running = await show.ExecutionAsync("Running");
        using var sender = show.Rules.Client(show.Show.Workspace, "Sender");
        using var stranger = show.Rules.Client(Guid.NewGuid());
        var stop = $"/api/rules/executions/{running.GetProperty("id").GetGuid()}/stop";

        (await stranger.PostAsync(stop, null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await sender.PostAsync(stop, null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        var commands = await show.CommandsAsync(2);
        (commands[1].DeviceId, commands[1].Action).ShouldBe(("LED1", "STOP"));
        (await show.ExecutionAsync("Stopped")).GetProperty("reason").GetString().ShouldBe("Stopped by Ada.");
        (await show.ExecutionsAsync(active: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_paused_script_goes_on_where_it_was()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(
            _rose,
            new { type = "sequence", actions = new[] { Device("LED1", 5_000), Device("SOL1", 100, "PUSH") } }
        );
        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 1));
        await show.CommandsAsync(1);
        var id = (await show.ExecutionAsync("Running")).GetProperty("id").GetGuid();

        await show.Manager.PostAsync($"/api/rules/executions/{id}/pause", null);
        await show.ExecutionAsync("Paused");
        await Task.Delay(6_000);
        show.Commands().Count.ShouldBe(1);
        await show.Manager.PostAsync($"/api/rules/executions/{id}/resume", null);

        (await show.CommandsAsync(2))[1].DeviceId.ShouldBe("SOL1");
        await show.ExecutionAsync("Done");
    }

    [Fact]
    public async Task The_emergency_stop_ends_scripts_and_queue()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(_rose, _long);
        await show.SetAsync(executionsPerSecond: 1);
        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 3));
        await show.ExecutionAsync("Waiting");

        await show.Neighbours.Bus.Publish(
            new EmergencyStop
            {
                WorkspaceId = show.Show.Workspace,
                StopId = Guid.NewGuid(),
                RequestedBy = "Ada",
                RequestedAt = DateTimeOffset.UtcNow,
            }
        );

        (await show.ExecutionAsync("Stopped")).GetProperty("reason").GetString().ShouldBe("Emergency stop by Ada.");
        await Eventually.HoldsAsync(
            () => Show.Count(show.Database, "executions where ended_at is null") == 0,
            "nothing waits or runs"
        );
    }

    [Fact]
    public async Task The_reset_of_an_emergency_stop_ends_what_has_begun_before_it()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(_rose, _long);
        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 1));
        await show.ExecutionAsync("Running");

        await show.Neighbours.Bus.Publish(
            new ResetEmergencyStop
            {
                WorkspaceId = show.Show.Workspace,
                RequestedBy = "Ada",
                RequestedAt = DateTimeOffset.UtcNow,
            }
        );

        (await show.ExecutionAsync("Stopped")).GetProperty("reason").GetString()!.ShouldContain("reset by Ada");
    }

    [Fact]
    public async Task What_comes_too_fast_waits_in_sight_and_each_unit_runs_once()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(_rose, Device("LED1", 100));
        await show.SetAsync(executionsPerSecond: 2);

        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 6));

        (await show.ExecutionAsync("Waiting")).GetProperty("ruleName").GetString().ShouldBe("script");
        var commands = await show.CommandsAsync(6);
        commands.Select(command => command.Cause!.MessageId).Order().ShouldBe([1, 2, 3, 4, 5, 6]);
        // What begins at one moment may overtake each other on the way; what waits goes in its order.
        commands.OrderBy(command => command.IssuedAt).Last().Cause!.MessageId.ShouldBe(6);
        commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(6);
        // Two at once, then one each half second.
        (
            commands.Max(command => command.IssuedAt) - commands.Min(command => command.IssuedAt)
        ).TotalSeconds.ShouldBeGreaterThanOrEqualTo(1.9);
    }

    [Fact]
    public async Task A_button_an_address_a_timer_and_a_VIP_set_off_rules()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        var button = await show.AddAsync(new { type = "button" }, Device("LED1", 100));
        var hook = await show.AddAsync(new { type = "webhook" }, Device("SOL1", 100, "PUSH"));
        await show.AddAsync(
            new
            {
                type = "timer",
                everySeconds = 5,
                onlyWhileLive = false,
            },
            Device("FAN1", 100)
        );
        await show.AddAsync(new { type = "vipPromoted", minTier = 2 }, Device("BUZ1", 100));
        using var anyone = show.Rules.AnonymousClient();
        var path = (
            await (
                await show.Manager.PostAsync($"/api/rules/{hook}/address", null)
            ).Content.ReadFromJsonAsync<AddressAnswer>()
        )!.Path;

        (await show.Manager.PostAsync($"/api/rules/{button}/press", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await show.Manager.PostAsync($"/api/rules/{hook}/press", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        anyone.DefaultRequestHeaders.Add("Idempotency-Key", "donation 7");
        (await anyone.PostAsync(path, new StringContent("hello"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await anyone.PostAsync(path, new StringContent("hello"))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await anyone.PostAsync(path + "0", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await show.Neighbours.Bus.Publish(Promoted(show, tier: 1));
        await show.Neighbours.Bus.Publish(Promoted(show, tier: 2));

        await show.CommandsAsync(2, command => command.DeviceId == "FAN1");
        var others = show.Commands().Where(command => command.DeviceId != "FAN1");
        others.Select(command => command.DeviceId).Order().ShouldBe(["BUZ1", "LED1", "SOL1"]);
    }

    [Fact]
    public async Task Variables_are_set_by_rules_and_people_and_reach_parameters_and_webhooks()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(
            _rose,
            new
            {
                type = "sequence",
                actions = new object[]
                {
                    new
                    {
                        type = "setVariable",
                        name = "roses",
                        add = 1,
                    },
                    new
                    {
                        type = "device",
                        deviceId = "MOT1",
                        action = "ROTATE",
                        durationMs = 100,
                        @params = new[] { "{var:roses}" },
                    },
                    new
                    {
                        type = "webhook",
                        url = "https://example.invalid/hook",
                        text = "{user} makes it {var:roses}",
                    },
                },
            }
        );
        (
            await show.Manager.PutAsJsonAsync($"/api/rules/variables/{show.Show.Account}/roses", new { value = "40" })
        ).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(
            () => Show.Count(show.Database, "state_entries where key = 'var/account/roses'") == 1,
            "the variable"
        );

        await show.Neighbours.PublishAsync(show.Show.Gifts(1, 20));

        // One device's commands come in the order of what they are for, decided at one moment or not.
        (await show.CommandsAsync(20))
            .Select(command => command.Params[0])
            .ShouldBe(Enumerable.Range(41, 20));
        await Eventually.HoldsAsync(
            () => Show.Count(show.Database, "webhook_calls where body like '%Grace makes it __%'") == 20,
            "twenty calls, each with its own number"
        );
        var listed = await show.Manager.GetStringAsync($"/api/rules/variables/{show.Show.Account}");
        listed.ShouldContain("\"value\":\"60\"");
    }

    [Fact]
    public async Task A_simulation_shows_what_would_happen_and_touches_nothing()
    {
        await using var show = await ScriptShow.StartAsync(servers);
        await show.AddAsync(_rose, _long, new { cooldownMs = 2_000, expiresAfterMs = 60_000 });

        var answer = await show.Manager.PostAsJsonAsync(
            "/api/rules/simulate",
            new { accountId = show.Show.Account, scenario = "rose-streak" }
        );

        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldContain("\"Fired\":3");
        text.ShouldContain("\"RefusedByCooldown\":7");
        text.ShouldContain("\"coins\":10");
        text.ShouldContain("\"deviceActions\":6");
        show.Commands().ShouldBeEmpty();
        Show.Count(show.Database).ShouldBe(0);
        var faults = await show.Manager.PostAsJsonAsync("/api/rules/simulate", new { scenario = "nonsense" });
        faults.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await faults.Content.ReadAsStringAsync()).ShouldContain("one-of-each");
        var unread = await show.Manager.PostAsJsonAsync("/api/rules/simulate", new { accountId = "mine" });
        unread.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unread.Content.ReadAsStringAsync()).ShouldContain("cannot be read at accountId");
    }

    private static ViewerStandingChanged Promoted(ScriptShow show, int tier) =>
        new()
        {
            ChangeId = Guid.NewGuid(),
            WorkspaceId = show.Show.Workspace,
            AccountId = show.Show.Account,
            UserId = 5,
            VipTier = tier,
            Blocked = false,
            At = DateTimeOffset.UtcNow,
        };

    private sealed record AddressAnswer(string Path);
}
