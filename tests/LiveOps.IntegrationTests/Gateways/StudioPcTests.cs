using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.DeviceGateway;
using LiveOps.IntegrationTests.EventFeed;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.Gateways;

/// <summary>What a studio's PC does by itself, as it stands: belonging to nobody, under its own user, thrown out.</summary>
[Collection(Alone.Name)]
public sealed class StudioPcTests(SharedServers servers, ManagedBroker broker) : IClassFixture<ManagedBroker>
{
    [Fact]
    public async Task Under_its_own_user_it_takes_rules_and_stops_and_once_revoked_it_follows_none_of_them()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        var port = ServerProcess.FreePorts(1)[0];
        await using var feed = new ForeignFeed();
        await feed.StartAsync(port);
        await using var board = await SimulatedBoard.StartAsync();
        await using var agency = await Agency.StartAsync(servers, broker);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__Fallback__Enabled"] = "true",
            ["Gateway__Fallback__Feed"] = $"ws://127.0.0.1:{port}",
            ["Gateway__Fallback__AfterSeconds"] = "1",
        };
        await using var pc = await StudioPc.StartAsync(board.SerialPath, settings);
        using var enrolled = await pc.EnrollAsync(agency.Console.Url, await Agency.CodeAsync(agency.Admin, "studio-1"));
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK, await enrolled.Content.ReadAsStringAsync());
        await StateAsync(pc, "Enrolled");
        await BoardAsync(pc, BoardState.Ready);
        await StudioPc.EventuallyAsync(() => LocalAsync(pc, "brokerConnected"), "the broker is there", () => pc.Output);

        // One that it cannot read goes aside and holds nothing up.
        await GiveAsync(agency, "{}"u8.ToArray());
        var rules = Rules();
        await StudioPc.EventuallyAsync(
            async () =>
                await agency
                    .Console.Services.GetRequiredService<IBus>()
                    .TrySendAsync(
                        GatewayQueue.FallbackNameOf("studio-1"),
                        Guid.NewGuid(),
                        rules,
                        CancellationToken.None
                    ),
            "the gateway has a queue for its rules",
            () => pc.Output
        );
        await StudioPc.EventuallyAsync(
            () => Task.FromResult(pc.Output?.Contains("1 gift rules of account") == true),
            "the rules are taken",
            () => pc.Output
        );
        (await LocalAsync(pc, "brokerConnected")).ShouldBeTrue();

        await PressAsync(agency, "emergency-stop");
        await BoardAsync(pc, BoardState.EmergencyStopped);
        // The Console holds the whole workspace: who stands at one PC does not let it go by the usual word.
        using (var here = await pc.Http.PostAsJsonAsync("/api/gateway/reset", new { confirm = "reset" }))
        {
            here.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await here.Content.ReadAsStringAsync()).ShouldContain("reset it there");
        }
        await BoardAsync(pc, BoardState.EmergencyStopped);
        await PressAsync(agency, "emergency-stop/reset");
        await BoardAsync(pc, BoardState.Ready);

        await PressAsync(agency, "/api/gateways/studio-1/revoke");
        await StateAsync(pc, "Revoked");
        await BoardAsync(pc, BoardState.Ready);
        // Longer than the broker must be away: a gateway that was thrown out moves nothing for viewers.
        await Task.Delay(4_000);
        feed.Listeners.ShouldBe(0);
        var fallback = (await pc.Http.GetFromJsonAsync<JsonElement>("/api/gateway/local")).GetProperty("fallback");
        fallback.GetProperty("isFiring").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_manager_starts_it_again_when_it_was_enrolled_or_revoked()
    {
        await using var agency = await Agency.StartAsync(servers, broker);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NOTIFY_SOCKET"] = Path.Combine(Path.GetTempPath(), "nobody-listens"),
        };
        await using var pc = await StudioPc.StartAsync(null, settings);
        await pc.EnrollAsync(agency.Console.Url, await Agency.CodeAsync(agency.Admin, "studio-1"));
        await EndedAsync(pc);
        await pc.StartProgramAsync();
        await StateAsync(pc, "Enrolled");
        await StudioPc.EventuallyAsync(() => LocalAsync(pc, "brokerConnected"), "the broker is there", () => pc.Output);

        await PressAsync(agency, "/api/gateways/studio-1/revoke");
        await EndedAsync(pc);
        await pc.StartProgramAsync();

        // It knows at once, and does not end again and again.
        (await pc.StateAsync()).ShouldBe("Revoked");
        await Task.Delay(8_000);
        pc.ExitCode.ShouldBeNull();
        (await pc.StateAsync()).ShouldBe("Revoked");
    }

    [Theory]
    [InlineData(1_440, 900)]
    [InlineData(390, 844)]
    public async Task Its_page_lets_a_person_enrol_it_and_tells_what_is_wrong(int width, int height)
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        await using var agency = await Agency.StartAsync(servers, broker);
        await using var pc = await StudioPc.StartAsync();
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync(pc.Http.BaseAddress!.ToString(), width, height);
        var form = page.Locator("#enrolForm");
        await Assertions.Expect(form).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#broker")).ToHaveTextAsync("not enrolled");
        await Assertions.Expect(page.Locator("#log li").First).ToBeAttachedAsync();
        await page.Locator("#doctorRun").ClickAsync();
        await Assertions
            .Expect(page.Locator("#doctor"))
            .ToContainTextAsync("No broker is known: this PC is not enrolled.");
        await NothingStandsOutAsync(page);
        await Browser.PictureAsync(page, $"gateway-enrol-{width}");

        await form.GetByLabel("Console").FillAsync(agency.Console.Url);
        await form.GetByLabel("Code").FillAsync("23456-789AB");
        await form.Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("#enrolNote")).ToHaveClassAsync("note bad");
        await NothingStandsOutAsync(page);
        await Browser.PictureAsync(page, $"gateway-enrol-wrong-{width}");
        await form.GetByLabel("Code").FillAsync(await Agency.CodeAsync(agency.Admin, "studio-1"));
        await form.Locator("button").ClickAsync();
        await Assertions
            .Expect(page.Locator("#gateway"))
            .ToHaveTextAsync("Gateway studio-1", new() { Timeout = 60_000 });
        await Assertions.Expect(form).ToBeHiddenAsync();
        await Assertions
            .Expect(page.Locator("#broker"))
            .ToHaveTextAsync("broker connected", new() { Timeout = 60_000 });

        await PressAsync(agency, "/api/gateways/studio-1/revoke");
        await Assertions.Expect(form).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#enrolWhy")).ToContainTextAsync("This gateway was revoked");
        await NothingStandsOutAsync(page);
        await Browser.PictureAsync(page, $"gateway-revoked-{width}");
        errors.ShouldBeEmpty();
    }

    private static FallbackRules Rules() =>
        new()
        {
            WorkspaceId = ConsoleHost.Workspace,
            GatewayId = "studio-1",
            AccountId = Guid.NewGuid(),
            Version = 1,
            Rules =
            [
                new FallbackRule
                {
                    RuleId = Guid.NewGuid(),
                    Name = "Rose lights the LED",
                    GiftNames = ["Rose"],
                    Per = FallbackCount.Message,
                    ExpiresAfterMs = 3_000,
                    Steps = [],
                },
            ],
            NotKept = [],
        };

    /// <summary>Puts a message into the queue of rules as it is.</summary>
    private static async Task GiveAsync(Agency agency, byte[] body)
    {
        await using var connection = await Agency.ConnectAsync(new Uri(agency.VirtualHost));
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );
        await StudioPc.EventuallyAsync(
            async () =>
            {
                try
                {
                    var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json" };
                    await channel.BasicPublishAsync("", "gateway.studio-1.fallback", mandatory: true, properties, body);
                    return true;
                }
                catch (RabbitMQ.Client.Exceptions.PublishException)
                {
                    return false;
                }
            },
            "the gateway has a queue for its rules"
        );
    }

    private static Task EndedAsync(StudioPc pc) =>
        StudioPc.EventuallyAsync(
            () => Task.FromResult(pc.ExitCode == 75),
            "the gateway ends to be started again",
            () => $"{pc.ExitCode}: {pc.Output}"
        );

    private static Task StateAsync(StudioPc pc, string state) =>
        StudioPc.EventuallyAsync(async () => await pc.StateAsync() == state, $"it is {state}", () => pc.Output);

    private static Task BoardAsync(StudioPc pc, BoardState state) =>
        StudioPc.EventuallyAsync(
            async () =>
            {
                try
                {
                    var status = await pc.Http.GetFromJsonAsync<GatewayStatus>(
                        "/api/gateway/status",
                        GatewayProcess.Json
                    );
                    return status!.Boards.Any(one => one.State == state);
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"its board is {state}",
            () => pc.Output
        );

    private static async Task<bool> LocalAsync(StudioPc pc, string what)
    {
        try
        {
            return (await pc.Http.GetFromJsonAsync<JsonElement>("/api/gateway/local")).GetProperty(what).GetBoolean();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task PressAsync(Agency agency, string path)
    {
        using var answer = await agency.Admin.PostAsJsonAsync(
            path[0] == '/' ? path : $"/api/devices/{path}",
            new { confirm = "reset" }
        );
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Nobody has to push the page from side to side.</summary>
    private static async Task NothingStandsOutAsync(IPage page) =>
        (
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBe(0);
}
