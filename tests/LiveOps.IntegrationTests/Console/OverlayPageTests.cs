using System.Collections.Concurrent;
using System.Security.Cryptography;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>An overlay in a real browser beside the console that made it, with viewers who mean it ill, over a restart.</summary>
[Collection(Alone.Name)]
public sealed class OverlayPageTests(SharedServers servers)
{
    /// <summary>How long an alert is shown as it is delivered, in ms; longer than a message of these tests.</summary>
    private const int Alert = 5_000;

    private static readonly string[] _hostile =
    [
        "<img src=x onerror=alert(1)>",
        "\"><script src=https://evil.example/x.js></script>",
        "javascript:alert(1)",
        "\u202Egnp.live\u2066",
        new('W', 5_000),
        "</main><style>@import url(https://evil.example/x.css)</style>",
    ];

    [Fact]
    public async Task An_overlay_is_made_looked_at_and_shows_viewers_words_as_words_also_after_a_restart()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var broker = await servers.CreateVirtualHostAsync();
        var database = await servers.CreateDatabaseAsync();
        await using var studio = await Studio.StartAsync(broker);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var console = await ConsoleHost.StartAsync(database, broker, key: key);
        try
        {
            await using var browser = await Browser.StartAsync();
            var (page, errors) = await browser.OpenAsync($"{console.Url}/sign-in");
            var login = await page.Context.APIRequest.PostAsync(
                $"{console.Url}/api/auth/login",
                new() { DataObject = new { user = "admin", password = ConsoleHost.Password } }
            );
            login.Ok.ShouldBeTrue();
            await studio.ConnectAsync();
            var link = await MakeAsync(page, console.Url);

            var (overlay, overlayErrors) = await browser.OpenAsync("about:blank", 1_920, 1_080);
            // What is shown for seconds is over as soon as the test has seen it.
            await overlay.Clock.InstallAsync();
            var asked = new ConcurrentQueue<IRequest>();
            overlay.Request += (_, request) => asked.Enqueue(request);
            overlay.Dialog += (_, dialog) => overlayErrors.Add($"a script has spoken: {dialog.Message}");
            await overlay.GotoAsync(link);
            await Expect(overlay.GetByText("Top gifters")).ToBeVisibleAsync();
            await BudgetAsync(asked);

            await TryAsync(page, overlay);
            await HostileAsync(studio, overlay);
            await CountingAsync(studio, overlay);
            asked.ShouldAllBe(one => one.Url.StartsWith(console.Url, StringComparison.Ordinal));
            asked
                .Count(one => one.Url.Contains("token", StringComparison.Ordinal))
                .ShouldBe(1, "of the page itself alone");

            // The console goes and comes: the overlay shows nothing wrong, and is back by itself.
            var url = console.Url;
            await console.DisposeAsync();
            // The bus library remembers whose log it writes to, and that one is gone.
            LogContext.Current = null;
            await Task.Delay(500);
            await Expect(overlay.Locator(".board")).ToContainTextAsync("Ada");
            await Browser.PictureAsync(overlay, "overlay-away");
            console = await ConsoleHost.StartAsync(
                database,
                broker,
                key: key,
                settings: new Dictionary<string, string?> { ["urls"] = url }
            );
            await ShownAsync(studio, overlay, "Welcome back");
            await Expect(overlay.Locator(".alert")).ToHaveCountAsync(0);
            await Expect(overlay.Locator(".board")).ToContainTextAsync("Ada");
            await Expect(overlay.Locator(".goal .numbers")).ToHaveTextAsync("1,640 / 2,000");
            await studio.GiftAsync("Galaxy", 1_000, "Emre");
            await Expect(overlay.Locator(".alert")).ToContainTextAsync("Emre");
            await Expect(overlay.Locator(".board")).ToContainTextAsync("Emre");
            // What the console's own page said of the line while it was away.
            errors.RemoveAll(error => error.Contains("ERR_CONNECTION_", StringComparison.Ordinal));

            await LooksAsync(page, overlay);

            // A link that is replaced: what is open goes blank.
            await page.GetByRole(AriaRole.Button, new() { Name = "New link" }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "New link" }).ClickAsync();
            await Expect(overlay.Locator(".part")).ToHaveCountAsync(0);
            (await overlay.InnerTextAsync("body")).Trim().ShouldBeEmpty();
            overlayErrors.ShouldBeEmpty();
            errors.ShouldBeEmpty();
        }
        finally
        {
            await console.DisposeAsync();
        }
    }

    /// <summary>Makes an overlay on the page, with a sound, and reads its link.</summary>
    private static async Task<string> MakeAsync(IPage page, string url)
    {
        await page.GotoAsync($"{url}/overlays");
        await Expect(page.GetByText("No overlay yet")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Sounds" }).ClickAsync();
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "bell.wav",
                    MimeType = "audio/wav",
                    Buffer = OverlayTests.Wav(4_000),
                }
            );
        await Expect(page.GetByText("1 sound is uploaded.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Listen to bell.wav" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New overlay" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Main picture");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Main picture" })).ToBeVisibleAsync();

        // The preview shows what is chosen before it is saved.
        var preview = page.FrameLocator("iframe");
        await Expect(preview.GetByText("Top gifters")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leaderboard" }).ClickAsync();
        await page.GetByLabel("Title").First.FillAsync("Our heroes");
        await Expect(preview.GetByText("Our heroes")).ToBeVisibleAsync();
        await page.GetByLabel("Title").First.FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sounds" }).ClickAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "With an alert" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "bell.wav" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Saved. Pages that show it")).ToBeVisibleAsync();
        var link = page.Locator("input[aria-label='Link for OBS']");
        await Expect(link).Not.ToHaveValueAsync("");
        (await link.GetAttributeAsync("type")).ShouldBe("password", "who watches the stream must not read it");
        return await link.InputValueAsync();
    }

    /// <summary>Tests are seen on the overlay, marked; the preview shows them too.</summary>
    private static async Task TryAsync(IPage page, IPage overlay)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Test gift" }).ClickAsync();
        await Expect(page.GetByText("Shown on 1 page beside this preview.")).ToBeVisibleAsync();
        await Expect(overlay.Locator(".alert")).ToContainTextAsync("Rose");
        await Expect(overlay.Locator(".alert .test")).ToHaveTextAsync("Test");
        await Expect(page.FrameLocator("iframe").Locator(".alert .test")).ToHaveTextAsync("Test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test message" }).ClickAsync();
        await Expect(overlay.Locator(".message")).ToContainTextAsync("Thank you, Ada!");
        await Browser.PictureAsync(overlay, "overlay-test-1920x1080");
        await Expect(overlay.Locator("html")).ToHaveAttributeAsync("data-played", "1");
        await overlay.Clock.FastForwardAsync(Alert);
        await Expect(overlay.Locator(".alert")).ToHaveCountAsync(0);
    }

    /// <summary>Whatever viewers, gifts and rules are called: it is text, in its place, and nothing is loaded.</summary>
    private static async Task HostileAsync(Studio studio, IPage overlay)
    {
        foreach (var words in _hostile)
        {
            await studio.PublishAsync(LiveEventKind.Chat, words, item => item with { Text = words });
            await studio.Bus.Publish(Cue(words));
        }
        await studio.GiftAsync(_hostile[0], 5, _hostile[1]);
        await Expect(overlay.Locator(".alert .name")).ToHaveTextAsync(_hostile[1]);
        await Expect(overlay.Locator(".alert .what")).ToContainTextAsync(_hostile[0]);
        await Expect(overlay.Locator(".line")).ToHaveCountAsync(6);
        await Expect(overlay.Locator(".line").First).ToHaveTextAsync($"{_hostile[0]} {_hostile[0]}");
        await Expect(overlay.Locator(".message").First).ToHaveTextAsync(_hostile[0]);
        (await overlay.Locator(".message").CountAsync()).ShouldBe(3, "the others wait");
        await Browser.PictureAsync(overlay, "overlay-hostile");
        (await overlay.Locator("#stage :is(img, script, style, link, iframe, a)").CountAsync()).ShouldBe(0);
        (await overlay.InnerTextAsync("body")).ShouldNotContain("\u202E");
        (
            await overlay.EvaluateAsync<bool>(
                "[...document.querySelectorAll('.card')].every((card) => card.getBoundingClientRect().right <= innerWidth && card.getBoundingClientRect().left >= 0)"
            )
        ).ShouldBeTrue("nothing leaves the picture");
    }

    /// <summary>A streak counts up, a cue is shown once, a late one not at all, and the leaderboard follows.</summary>
    private static async Task CountingAsync(Studio studio, IPage overlay)
    {
        // The messages that waited come in the place of those that are over, and are over then.
        await overlay.Clock.FastForwardAsync(Alert);
        await overlay.Clock.FastForwardAsync(Alert);
        await Expect(overlay.Locator(".alert")).ToHaveCountAsync(0);
        await Expect(overlay.Locator(".message")).ToHaveCountAsync(0);
        for (var count = 1; count <= 7; count++)
        {
            var now = count;
            await studio.PublishAsync(
                LiveEventKind.Gift,
                "Budi",
                item =>
                    item with
                    {
                        Gift = new LiveGift
                        {
                            GiftId = 5_655,
                            Name = "Rose",
                            Coins = 1,
                            RepeatCount = now,
                            Credited = 1,
                            GroupId = 77,
                        },
                    }
            );
        }
        await Expect(overlay.Locator(".alert .count")).ToHaveTextAsync("×7");
        await Expect(overlay.Locator(".alert")).ToHaveCountAsync(1);
        await studio.GiftAsync("Rose", 40, "Ada");
        await Expect(overlay.Locator(".board .row").First).ToContainTextAsync("Ada");
        await Expect(overlay.Locator(".board .row").First).ToContainTextAsync("40");
        await studio.PublishAsync(
            LiveEventKind.Like,
            "Ada",
            item =>
                item with
                {
                    Like = new LiveLike { Count = 5, RoomTotal = 1_640 },
                }
        );
        await Expect(overlay.Locator(".goal .numbers")).ToHaveTextAsync("1,640 / 2,000");

        var late = Cue("too late") with { At = DateTimeOffset.UtcNow.AddMinutes(-1) };
        var twice = Cue("only once");
        foreach (var cue in (OverlayCue[])[late, twice, twice, twice, Cue("and then")])
            await studio.Bus.Publish(cue);
        await Expect(overlay.GetByText("and then")).ToBeVisibleAsync();
        (await overlay.Locator(".message").AllInnerTextsAsync()).ShouldBe(["only once", "and then"]);
        await overlay.Clock.FastForwardAsync(Alert);
        await Expect(overlay.Locator(".message")).ToHaveCountAsync(0);
        // Nor is anything shown that another account's rules say.
        await studio.Bus.Publish(Cue("not of here") with { AccountId = Guid.NewGuid() });
        await studio.Bus.Publish(Cue("not of here") with { WorkspaceId = Guid.NewGuid() });
        await studio.Bus.Publish(Cue("of here"));
        await Expect(overlay.GetByText("of here", new() { Exact = true })).ToBeVisibleAsync();
        (await overlay.Locator(".message").AllInnerTextsAsync()).ShouldBe(["of here"]);
        // The gift that waited for the streak is told last.
        await Expect(overlay.Locator(".alert")).ToContainTextAsync("Ada");
        await overlay.Clock.FastForwardAsync(Alert);
        await Expect(overlay.Locator(".alert")).ToHaveCountAsync(0);
    }

    /// <summary>The console's pages at three widths, in both colours, and the overlay in every theme, lying and upright.</summary>
    private static async Task LooksAsync(IPage page, IPage overlay)
    {
        await Accessibility.LookAsync(
            page,
            "overlays",
            ("list", "/overlays", "Main picture"),
            ("sounds", "/overlays?part=sounds", "bell.wav"),
            ("editor", page.Url, "How to add it to OBS")
        );
        await Expect(page.FrameLocator("iframe").GetByText("Top gifters")).ToBeVisibleAsync();
        var link = overlay.Url;
        foreach (var theme in (string[])["night", "neon", "paper", "minimal"])
        {
            await overlay.GotoAsync($"{link}&theme={theme}");
            await Expect(overlay.Locator(".board")).ToContainTextAsync("Emre");
            await page.GetByRole(AriaRole.Button, new() { Name = "Test gift" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Test message" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Test comment" }).ClickAsync();
            await Expect(overlay.Locator(".line")).ToContainTextAsync("Hello from the test!");
            await overlay.EvaluateAsync(
                "document.body.style.background = 'linear-gradient(120deg, #33415c, #8a6d5b 50%, #d8dfd4)'"
            );
            foreach (var (wide, high) in new[] { (1_920, 1_080), (1_080, 1_920) })
            {
                await overlay.SetViewportSizeAsync(wide, high);
                await Expect(overlay.Locator(".alert")).ToContainTextAsync("Rose");
                await Browser.PictureAsync(overlay, $"overlay-{theme}-{wide}x{high}");
            }
        }
        await overlay.GotoAsync($"{link}&parts=goal");
        await Expect(overlay.Locator(".goal")).ToBeVisibleAsync();
        (await overlay.Locator(".board").CountAsync()).ShouldBe(0);
    }

    /// <summary>Sends a message again and again until it is seen: nobody knows when the line is back.</summary>
    private static async Task ShownAsync(Studio studio, IPage overlay, string text)
    {
        for (var n = 0; await overlay.GetByText(text).CountAsync() == 0; n++)
        {
            n.ShouldBeLessThan(120, "it comes back by itself");
            // However long it waits before it tries again.
            await overlay.Clock.FastForwardAsync(5_000);
            await studio.Bus.Publish(Cue(text));
            await Task.Delay(500);
        }
    }

    /// <summary>What the page of an overlay loads is small, together, as it goes over the line.</summary>
    private static async Task BudgetAsync(IEnumerable<IRequest> asked)
    {
        var bytes = 0;
        foreach (var one in asked.Where(one => one.Url.Contains("/assets/", StringComparison.Ordinal)))
            bytes += (await one.SizesAsync()).ResponseBodySize;
        bytes.ShouldBeInRange(1_000, 40_000);
    }

    private static OverlayCue Cue(string text) =>
        new()
        {
            CueId = Guid.NewGuid(),
            WorkspaceId = ConsoleHost.Workspace,
            AccountId = Studio.Account,
            RuleId = Guid.NewGuid(),
            Text = text,
            ShownMs = 2_000,
            At = DateTimeOffset.UtcNow,
        };
}
