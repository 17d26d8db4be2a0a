using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Rules in a real browser against all services: lists, quick forms, templates, files, the builder and simulation.</summary>
[Collection(Alone.Name)]
public sealed class RulesPageTests(SharedServers servers) : IAsyncLifetime
{
    private static readonly string _list = $"/rules?account={EdgeSystem.Account}";
    private EdgeSystem _system = null!;
    private Browser _browser = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(ViewersRoom.Missing is not null, ViewersRoom.Missing ?? "");
        _system = await EdgeSystem.StartAsync(servers);
        _admin = _system.As("Admin");
        _browser = await Browser.StartAsync();
        (
            await _admin.PutAsJsonAsync($"/api/rules/bindings/{EdgeSystem.Account}", new { boardId = "*" })
        ).EnsureSuccessStatusCode();
        for (var n = 0; n < 600; n++)
        {
            await ReportAsync();
            if ((await _admin.GetFromJsonAsync<JsonElement>("/api/rules/boards")).GetArrayLength() > 0)
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException("The rules do not hear of the board.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _admin?.Dispose();
        if (_system is not null)
            await _system.DisposeAsync();
    }

    [Fact]
    public async Task Rules_are_made_switched_deleted_brought_back_imported_and_looked_through()
    {
        var (page, errors) = await OpenAsync(_list);
        await Expect(page.GetByText("No rule yet")).ToBeVisibleAsync();

        // One line: a gift, a device of the real board, and done.
        await Button(page, "New rule").First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Gift").Last.FillAsync("Rose");
        await page.Keyboard.PressAsync("Tab");
        await Button(dialog, "Make the rule").ClickAsync();
        await Expect(dialog.GetByText("Fill this in.").First).ToBeVisibleAsync();
        await dialog.GetByLabel("Device").First.ClickAsync();
        await Expect(page.GetByText("pc1 · AB12CD34")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "LED1" }).ClickAsync();
        await Browser.PictureAsync(page, "rules-quick");
        await Button(dialog, "Make the rule").ClickAsync();
        await Expect(Row(page, "Rose → LED1")).ToContainTextAsync("LED1");
        var made = await RulesAsync();
        made[0].GetProperty("trigger").GetProperty("giftNames")[0].GetString().ShouldBe("Rose");
        made[0].GetProperty("accountId").GetGuid().ShouldBe(EdgeSystem.Account);

        await page.GetByRole(AriaRole.Switch).First.DispatchEventAsync("click");
        await Expect(page.GetByRole(AriaRole.Switch).First).Not.ToBeCheckedAsync();
        (await RulesAsync())[0].GetProperty("enabled").GetBoolean().ShouldBeFalse();
        await page.GetByLabel("Priority of").First.FillAsync("7");
        await page.Keyboard.PressAsync("Enter");
        for (var n = 0; n < 100 && Priority((await RulesAsync())[0]) != 7; n++)
            await Task.Delay(100);
        Priority((await RulesAsync())[0]).ShouldBe(7);

        // Deleting asks nothing and can be taken back.
        await MenuAsync(page, "Rose → LED1", "Delete");
        await Expect(Rows(page)).ToHaveCountAsync(0);
        await Button(page, "Undo").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(1);
        await MenuAsync(page, "Rose → LED1", "Duplicate");
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Tab, new() { Name = "Keywords" }).ClickAsync();
        await Expect(page.GetByText("Let a word in a comment do something")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Gifts" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(2);
        await Browser.AddressHasAsync(page, "list=gifts");

        // A template is read before it is taken.
        await Button(page, "Templates").ClickAsync();
        var card = page.GetByRole(AriaRole.Article, new() { Name = "Boss fight" });
        await Button(card, "Preview").ClickAsync();
        await Expect(card.GetByText("→ Fire another rule: The boss is beaten")).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "rules-templates");
        await Button(card, "Use").ClickAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "All" }).ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(4);

        // Of a file the bad part is named, and the good part taken.
        await Button(page, "More").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Import a file" }).ClickAsync();
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "rules.json",
                    MimeType = "application/json",
                    Buffer =
                        """{"keywords": {"halo": {"action": "flash_red", "device": "led_strip_1"}, "bad": {"action": "no such thing", "device": "led_strip_1", "duration": -5}}}"""u8.ToArray(),
                }
            );
        await Button(page, "Look at it").ClickAsync();
        await Expect(page.GetByText("keywords.bad").First).ToBeVisibleAsync();
        await Browser.PictureAsync(page, "rules-import");
        await Button(page, "Take the 1 good one").ClickAsync();
        await Expect(Row(page, "halo")).ToBeVisibleAsync();
        await Expect(Rows(page)).ToHaveCountAsync(5);

        // What it was comes back; a hostile name is only text.
        await MenuAsync(page, "halo", "History");
        await Expect(page.GetByText("Version 1")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await AddAsync("<img src=x onerror=\"document.title='owned'\">");
        await page.ReloadAsync();
        await Expect(Rows(page)).ToHaveCountAsync(6);
        (await page.TitleAsync()).ShouldNotContain("owned");

        // A new script complains of nothing before it was to be saved; what was left unsaved is there again, and says so.
        await page.GotoAsync($"{_system.Console.Url}/rules/new");
        await Expect(page.GetByText("3 things to fill in")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-faulty=true]")).ToHaveCountAsync(0);
        var name = page.GetByRole(AriaRole.Textbox, new() { Name = "Name" });
        await name.FillAsync("Half a script");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("This is not saved")).ToBeVisibleAsync();
        await Expect(Box(page, "trigger")).ToHaveAttributeAsync("data-faulty", "true");
        page.Dialog += (_, asks) => _ = asks.AcceptAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("Your unsaved draft of")).ToBeVisibleAsync();
        await Expect(name).ToHaveValueAsync("Half a script");
        await Browser.PictureAsync(page, "rules-draft");
        await Button(page, "Discard").ClickAsync();
        await Expect(name).ToHaveValueAsync("");
        await Accessibility.LookAsync(page, "rules", ("list", _list, "Running and waiting"));
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_script_is_built_with_the_keyboard_alone_saved_against_a_faster_colleague_and_simulated_on_a_recorded_live()
    {
        var live = new SyntheticLive(41, viewers: 40)
        {
            Step = TimeSpan.FromSeconds(20),
            WorkspaceId = ConsoleHost.Workspace,
            AccountId = EdgeSystem.Account,
        };
        await SessionReviewTests.StoreAsync(_system.Analytics, new ReviewedLive(live, 20, 41).Messages());
        var id = await AddAsync("Every gift");
        var (page, errors) = await OpenAsync($"/rules/{id}");
        var trigger = Box(page, "trigger");
        await Expect(trigger).ToContainTextAsync("Gift");
        await trigger.FocusAsync();

        // Down to the message, another step after it, then up in its place.
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Box(page, "action")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("a");
        var find = page.GetByRole(AriaRole.Searchbox, new() { Name = "Search steps" }).Last;
        await Expect(find).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("repeat");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Box(page, "action.actions[1]")).ToContainTextAsync("Repeat");
        // While it closes, a dialog gives the focus back.
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByText("1 thing to mend")).ToBeVisibleAsync();
        await Expect(Button(page, "Save")).ToBeDisabledAsync();

        // Into the loop: a device of the board.
        await Box(page, "action.actions[1]").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("a");
        await Expect(find).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("Moves or lights");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Box(page, "action.actions[1].action")).ToContainTextAsync("SOL1");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByText("Complete")).ToBeVisibleAsync();
        await Box(page, "action.actions[1]").FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowUp");
        await Expect(Box(page, "action.actions[0]")).ToContainTextAsync("Repeat");
        await Expect(Box(page, "action.actions[0]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Expect(Box(page, "action.actions[1]")).ToContainTextAsync("Repeat");
        await page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(Box(page, "action.actions[0]")).ToContainTextAsync("Repeat");
        await Browser.PictureAsync(page, "rules-builder");

        // Leaving asks; the server's word stands at the box that it is about.
        await page.GetByRole(AriaRole.Link, new() { Name = "All rules" }).ClickAsync();
        await Button(page, "Stay").ClickAsync();
        await Box(page, "action.actions[1]").ClickAsync();
        await page.GetByLabel("Shown for").FillAsync("5");
        await Expect(Box(page, "action.actions[1]")).ToHaveAttributeAsync("data-faulty", "true");
        await Expect(page.GetByText("is 5; must be 500 to 60000.")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByText("This is not saved")).ToBeVisibleAsync();

        // Somebody else is faster: nothing is lost, and theirs is not overwritten unasked. What is saved while it is
        // still being looked at is saved once it has been.
        await ChangeAsync(id, "Every gift, renamed");
        await page.GetByLabel("Shown for").FillAsync("4000");
        await page.Keyboard.PressAsync("Control+s");
        await Expect(page.GetByText("Somebody else saved meanwhile")).ToBeVisibleAsync();
        (await RuleAsync(id)).GetProperty("name").GetString().ShouldBe("Every gift, renamed");
        await Browser.PictureAsync(page, "rules-conflict");
        await Button(page, "Save mine over it").ClickAsync();
        await Expect(page.GetByText("Saved as version 3.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Not saved")).ToBeHiddenAsync();
        var saved = await RuleAsync(id);
        saved.GetProperty("name").GetString().ShouldBe("Every gift");
        var steps = saved.GetProperty("action").GetProperty("actions");
        steps.EnumerateArray().Select(step => step.GetProperty("type").GetString()).ShouldBe(["repeat", "message"]);

        await Button(page, "Simulate").ClickAsync();
        var source = page.GetByRole(AriaRole.Dialog).GetByLabel("On", new() { Exact = true }).First;
        for (var n = 0; n < 100 && !(await source.InputValueAsync()).EndsWith(" coins", StringComparison.Ordinal); n++)
            await Task.Delay(100);
        (await source.InputValueAsync()).ShouldEndWith(" coins", customMessage: "the recorded LIVE is offered first");
        await Button(page, "Run").ClickAsync();
        var timeline = page.GetByRole(AriaRole.List, new() { Name = "What would have happened" });
        await Expect(timeline).ToContainTextAsync("→ SOL1");
        await Expect(timeline).ToContainTextAsync("Fired");
        await Browser.PictureAsync(page, "rules-simulated");
        await page.Keyboard.PressAsync("Escape");

        // A phone has a list in place of the drawing, and the same steps.
        await page.SetViewportSizeAsync(390, 844);
        await page.ReloadAsync();
        await Expect(Box(page, "action.actions[0].action")).ToContainTextAsync("SOL1");
        await Expect(page.Locator(".react-flow")).ToHaveCountAsync(0);
        await Button(page, "Add a step").Last.ClickAsync();
        await page.GetByRole(AriaRole.Dialog)
            .GetByRole(AriaRole.Button)
            .Filter(new() { HasText = "A pause in a sequence." })
            .ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Properties" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Button(page, "Save").ClickAsync();
        await Expect(page.GetByText("Saved as version 4.")).ToBeVisibleAsync();
        (await RuleAsync(id)).GetProperty("action").GetProperty("actions").GetArrayLength().ShouldBe(3);
        await Accessibility.LookAsync(page, "rules", ("builder", $"/rules/{id}", "Every gift"));
        errors.ShouldBeEmpty();
    }

    private async Task<(IPage Page, List<string> Errors)> OpenAsync(string path)
    {
        var opened = await _browser.OpenAsync($"{_system.Console.Url}{path}");
        await opened.Page.Locator("input[name=username]").FillAsync("admin");
        await opened.Page.Locator("input[name=password]").FillAsync(ConsoleHost.Password);
        await Button(opened.Page, "Sign in").ClickAsync();
        await Expect(opened.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Connected");
        return opened;
    }

    private Task ReportAsync() =>
        _system
            .Console.Services.GetRequiredService<IBus>()
            .Publish(
                new GatewayStatus
                {
                    WorkspaceId = ConsoleHost.Workspace,
                    GatewayId = "pc1",
                    At = DateTimeOffset.UtcNow,
                    EmergencyStopped = false,
                    Boards =
                    [
                        new BoardStatus
                        {
                            BoardId = Studio.Board,
                            Port = "/dev/ttyACM0",
                            State = BoardState.Ready,
                            Devices = [Device("SOL1", "SOL", 1_000), Device("LED1", "LED", 60_000)],
                        },
                    ],
                }
            );

    private static DeviceStatus Device(string name, string type, int maxMs) =>
        new()
        {
            DeviceId = name,
            Type = type,
            Pins = [8],
            MaxMs = maxMs,
        };

    private async Task<Guid> AddAsync(string name)
    {
        var answer = await _admin.PostAsJsonAsync("/api/rules", Rule(name, version: null));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task ChangeAsync(Guid id, string name) =>
        (await _admin.PutAsJsonAsync($"/api/rules/{id}", Rule(name, version: 1))).EnsureSuccessStatusCode();

    private static object Rule(string name, long? version) =>
        new
        {
            accountId = EdgeSystem.Account,
            name,
            version,
            trigger = new { type = "gift", minUnitCoins = 1 },
            action = new { type = "message", text = "Thank you, {user}!" },
        };

    private Task<JsonElement> RuleAsync(Guid id) => _admin.GetFromJsonAsync<JsonElement>($"/api/rules/{id}");

    private async Task<IReadOnlyList<JsonElement>> RulesAsync() =>
        [.. (await _admin.GetFromJsonAsync<JsonElement>("/api/rules")).EnumerateArray()];

    private static int Priority(JsonElement rule) =>
        rule.GetProperty("policy").TryGetProperty("priority", out var priority) ? priority.GetInt32() : 0;

    private static ILocator Rows(IPage page) =>
        page.GetByRole(AriaRole.Table, new() { Name = "Rules" })
            .GetByRole(AriaRole.Row)
            .Filter(new() { Has = page.GetByRole(AriaRole.Cell) });

    private static ILocator Row(IPage page, string name) => Rows(page).Filter(new() { HasText = name });

    private static ILocator Box(IPage page, string path) => page.Locator($"[data-node=\"{path}\"]");

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static ILocator Button(ILocator within, string name) =>
        within.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task MenuAsync(IPage page, string rule, string deed)
    {
        await Row(page, rule).First.GetByRole(AriaRole.Button, new() { Name = "What to do with" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = deed }).ClickAsync();
    }
}
