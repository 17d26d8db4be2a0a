using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Console;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>The page of a studio's PC in the real browser, before a simulated board; with the broker and without it.</summary>
[Collection(Alone.Name)]
public sealed class LocalPageTests(SharedServers servers)
{
    private const string Led = "PB5";

    [Theory]
    [InlineData(1_440, 900)]
    [InlineData(390, 844)]
    public async Task A_person_at_the_pc_sees_tests_stops_and_resets(int width, int height)
    {
        SkipWhenMissing();
        await using var board = await SimulatedBoard.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync(gateway.Http.BaseAddress!.ToString(), width, height);

        await Assertions.Expect(page.Locator("#gateway")).ToHaveTextAsync("Gateway pc1");
        await Assertions.Expect(page.Locator("#broker")).ToHaveTextAsync("broker connected");
        await Assertions.Expect(page.Locator(".board")).ToContainTextAsync($"Board {uid}");
        await Assertions.Expect(page.Locator("#log li").First).ToBeAttachedAsync();
        await NothingStandsOutAsync(page);

        var led = page.Locator("[data-device=LED1]");
        await led.GetByLabel("Duration").FillAsync("300");
        await led.GetByRole(AriaRole.Button, new() { Name = "Test ON of LED1" }).ClickAsync();
        await Assertions.Expect(led.Locator(".note")).ToContainTextAsync("ON: done, the board answered in");
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(OnTimes(board).Length == 1), "the LED's pulse");
        OnTimes(board).Single().ShouldBeInRange(300, 301);
        await ConfigurationAsync(page);
        await Browser.PictureAsync(page, $"gateway-page-{width}");

        // The limit of the device is the board's: the field does not let it be passed.
        await led.GetByLabel("Duration").FillAsync("30000");
        await led.GetByRole(AriaRole.Button, new() { Name = "Test ON of LED1" }).ClickAsync();
        await Assertions.Expect(led.Locator("h3 + span")).ToHaveTextAsync("on");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#latched")).ToBeVisibleAsync();
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(OnTimes(board).Length == 2), "the LED to go off");
        OnTimes(board).Last().ShouldBeLessThan(30_000);
        await Assertions.Expect(led.GetByRole(AriaRole.Button, new() { Name = "Test ON of LED1" })).ToBeDisabledAsync();
        await Browser.PictureAsync(page, $"gateway-page-stopped-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Reset..." }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "No, stay off" }).ClickAsync();
        (await gateway.StatusAsync()).EmergencyStopped.ShouldBeTrue();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset..." }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, switch on again" }).ClickAsync();
        await Assertions.Expect(page.Locator("#latched")).ToBeHiddenAsync();
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);

        // By the button, too; and in the other language.
        await page.GetByLabel("Language").SelectOptionAsync("id");
        await page.GetByRole(AriaRole.Button, new() { Name = "Berhenti darurat" }).ClickAsync();
        await Assertions.Expect(page.Locator("#latched h2")).ToHaveTextAsync("BERHENTI DARURAT: semua mati");
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        await NothingStandsOutAsync(page);
        await Browser.PictureAsync(page, $"gateway-page-id-{width}");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_test_needs_no_broker_says_its_outcome_and_is_reported_when_the_broker_is_back()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var board = await SimulatedBoard.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        await gateway.Broker.CutAsync();
        await GatewayProcess.EventuallyAsync(
            async () => !(await LocalAsync(gateway)).GetProperty("brokerConnected").GetBoolean(),
            "the gateway to miss the broker"
        );

        using var done = await TestAsync(gateway, uid, "LED1", new { action = "ON", durationMs = 40 });
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await done.Content.ReadFromJsonAsync<JsonElement>();
        answer.GetProperty("accepted").GetBoolean().ShouldBeTrue();
        answer.GetProperty("boardMs").GetDouble().ShouldBeGreaterThan(0);
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(OnTimes(board).Length == 1), "the LED's pulse");
        OnTimes(board).Single().ShouldBeInRange(40, 41);
        await GatewayProcess.EventuallyAsync(
            async () => (await LocalAsync(gateway)).GetProperty("unreportedResults").GetInt32() == 1,
            "the result to wait"
        );

        (HttpStatusCode Status, string Says, object Body, string Device)[] refusals =
        [
            (HttpStatusCode.UnprocessableEntity, "has no device SOL9", new { action = "ON" }, "SOL9"),
            (HttpStatusCode.UnprocessableEntity, "cannot SING", new { action = "SING" }, "LED1"),
            (
                HttpStatusCode.UnprocessableEntity,
                "over the limit",
                new { action = "ON", durationMs = 3_000_000 },
                "LED1"
            ),
            (HttpStatusCode.BadRequest, "Name an action", new { }, "LED1"),
        ];
        foreach (var (status, says, body, device) in refusals)
        {
            using var refused = await TestAsync(gateway, uid, device, body);
            refused.StatusCode.ShouldBe(status, says);
            (await refused.Content.ReadFromJsonAsync<JsonElement>())
                .GetProperty("detail")
                .GetString()!
                .ShouldContain(says);
        }
        using var nowhere = await TestAsync(gateway, "00000001", "LED1", new { action = "ON" });
        nowhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        gateway.Broker.Mend();
        var id = answer.GetProperty("commandId").GetGuid();
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(gateway.Completed.Any(result => result.CommandId == id)),
            "the result on the bus"
        );
        var result = gateway.Completed.First(one => one.CommandId == id);
        result.Outcome.ShouldBe(DeviceCommandOutcome.Done);
        result.Cause.ShouldBeNull();
        (await gateway.Http.PostAsync("/api/gateway/emergency-stop", null)).EnsureSuccessStatusCode();
        using var stopped = await TestAsync(gateway, uid, "LED1", new { action = "ON" });
        stopped.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        OnTimes(board).Length.ShouldBe(1);
    }

    /// <summary>The board's table is read, another limit is stored on the board, and a wrong one is refused in words.</summary>
    private static async Task ConfigurationAsync(IPage page)
    {
        await page.GetByText("Devices and pins of this board").ClickAsync();
        var row = page.Locator(".config fieldset").Nth(2);
        await Assertions.Expect(row.GetByLabel("Pins")).ToHaveValueAsync("13");
        await row.GetByLabel("Pins").FillAsync("1");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Store on the board" });
        await save.ClickAsync();
        var note = page.Locator(".config > .note");
        await Assertions.Expect(note).ToContainTextAsync("pin");
        await Assertions.Expect(note).ToHaveClassAsync("note bad");
        await row.GetByLabel("Pins").FillAsync("13");
        await row.GetByLabel("Longest, ms").FillAsync("45000");
        await save.ClickAsync();
        await Assertions.Expect(note).ToHaveTextAsync("Stored on the board.");
        await Assertions.Expect(page.Locator("[data-device=LED1]")).ToContainTextAsync("at most 45000 ms");
        await NothingStandsOutAsync(page);
    }

    private static Task<HttpResponseMessage> TestAsync(
        GatewayProcess gateway,
        string uid,
        string device,
        object body
    ) => gateway.Http.PostAsJsonAsync($"/api/gateway/boards/{uid}/devices/{device}/test", body);

    private static Task<JsonElement> LocalAsync(GatewayProcess gateway) =>
        gateway.Http.GetFromJsonAsync<JsonElement>("/api/gateway/local");

    private static void SkipWhenMissing()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
    }

    /// <summary>Nobody has to push the page from side to side.</summary>
    private static async Task NothingStandsOutAsync(IPage page) =>
        (
            await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        ).ShouldBe(0);

    /// <summary>How long the LED was on each time that it went off again, ms by the board's own cycles.</summary>
    private static double[] OnTimes(SimulatedBoard board)
    {
        var led = board.ReadPinChanges().Where(change => change is { Pin: Led, Floating: false }).ToArray();
        return
        [
            .. led.Zip(led.Skip(1))
                .Where(pair => pair is { First.Value: 1, Second.Value: 0 })
                .Select(pair => (double)(pair.Second.Cycle - pair.First.Cycle) / SimulatedBoard.CyclesPerMs),
        ];
    }
}
