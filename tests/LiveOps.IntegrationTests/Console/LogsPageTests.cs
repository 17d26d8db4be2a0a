using System.Diagnostics;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The page of logs in a real browser: lines as they come, one trace, what is frequent, levels that change.</summary>
[Collection(Alone.Name)]
public sealed class LogsPageTests(SharedServers servers) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("liveops-logs-");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Lines_are_watched_found_followed_and_made_more()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var broker = await servers.CreateVirtualHostAsync();
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            broker,
            settings: new() { ["Console:TraceAddress"] = "https://traces.example.com/trace/{traceId}" }
        );
        await using var service = await TalkingService.StartAsync(broker, _folder.FullName);
        for (var n = 0; n < 450; n++)
            service.Log.LogInformation("Gave {Coins} coins to viewer {Viewer}", n, 7_000 + n);
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        service.Log.LogWarning("The board answers late: {Ms} ms", 812);
        service.Log.LogError(Thrown(), "The command {Command} was not carried out", "SOL1 PUSH");
        var trace = activity.TraceId.ToHexString();
        activity.Stop();
        await console
            .Services.GetRequiredService<IBus>()
            .Publish(
                new GatewayLogged
                {
                    WorkspaceId = ConsoleHost.Workspace,
                    GatewayId = "studio-1",
                    Lines =
                    [
                        new()
                        {
                            At = DateTimeOffset.UtcNow,
                            Level = GatewayLogLevel.Warning,
                            Source = "PortScan",
                            Text = "No board on /dev/ttyACM0",
                        },
                    ],
                }
            );
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{console.Url}/sign-in");
        var login = await page.Context.APIRequest.PostAsync(
            $"{console.Url}/api/auth/login",
            new() { DataObject = new { user = "admin", password = ConsoleHost.Password } }
        );
        login.Ok.ShouldBeTrue();

        // By the keyboard from anywhere, and everything that there is.
        await page.GotoAsync($"{console.Url}/health");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Health" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("d");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Logs" })).ToBeVisibleAsync();
        var lines = page.GetByRole(AriaRole.List, new() { Name = "Lines as they are written" })
            .GetByRole(AriaRole.Listitem);
        await Expect(page.GetByText("No board on /dev/ttyACM0")).ToBeVisibleAsync();
        await Expect(page.GetByText("Gave 449 coins to viewer 7449")).ToBeVisibleAsync();
        await Expect(lines).ToHaveCountAsync(200);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show older lines" }).ClickAsync();
        await Expect(lines).ToHaveCountAsync(400);

        // Paused it stands still, and says what came; then it goes on.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        service.Log.LogInformation("Said while nobody moves");
        await Expect(page.GetByText("Paused: 1 new line")).ToBeVisibleAsync();
        await Expect(page.GetByText("Said while nobody moves")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(page.GetByText("Said while nobody moves")).ToBeVisibleAsync();

        // What went wrong, and all that belongs to it.
        await page.GetByRole(AriaRole.Button, new() { Name = "Errors", Exact = true }).ClickAsync();
        await Expect(lines).ToHaveCountAsync(1);
        await Browser.AddressHasAsync(page, "level=Error");
        await lines.GetByRole(AriaRole.Button).First.ClickAsync();
        await Expect(page.GetByText("System.InvalidOperationException: The board said no.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open the trace" }))
            .ToHaveAttributeAsync("href", $"https://traces.example.com/trace/{trace}");
        await Browser.PictureAsync(page, "logs-open-1440-dark");
        await page.GetByRole(AriaRole.Link, new() { Name = "All lines of this trace" }).ClickAsync();
        await Expect(lines).ToHaveCountAsync(2);
        await Expect(page.GetByText("The board answers late: 812 ms")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync()
        );
        var file = await File.ReadAllLinesAsync(await download.PathAsync());
        file[0].ShouldContain("Warning talking");
        file[1].ShouldContain($"trace {trace}");
        file[2].ShouldContain("The command SOL1 PUSH was not carried out");

        // A PC alone, by the address.
        await page.GotoAsync($"{console.Url}/logs?from=pc:studio-1");
        await Expect(lines).ToHaveCountAsync(1);

        // What is frequent leads back to its lines.
        await page.GotoAsync($"{console.Url}/logs?part=analysis");
        var kind = page.GetByRole(AriaRole.List, new() { Name = "Kinds of lines" })
            .GetByRole(AriaRole.Listitem)
            .Filter(new() { HasText = "Gave {Coins} coins to viewer {Viewer}" });
        await Expect(kind).ToContainTextAsync("450×", new() { Timeout = 30_000 });
        await kind.GetByRole(AriaRole.Link, new() { Name = "Show the lines" }).ClickAsync();
        await Expect(page.GetByText("Gave 449 coins to viewer 7449")).ToBeVisibleAsync();
        await Expect(page.GetByText("The board answers late: 812 ms")).ToHaveCountAsync(0);

        // More is written, for a while; then as before.
        await page.GotoAsync($"{console.Url}/logs?part=levels");
        var form = page.GetByRole(AriaRole.Form, new() { Name = "Change a level" });
        await form.GetByRole(AriaRole.Combobox, new() { Name = "Service" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = TalkingService.Name }).ClickAsync();
        await form.GetByLabel("Part of it (optional)").FillAsync("System.Net");
        await form.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Expect(form.GetByText("must be a part of the program")).ToBeVisibleAsync();
        await form.GetByLabel("Part of it (optional)").FillAsync(TalkingService.Part);
        await form.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        // While the service hears of it.
        await Accessibility.LookAsync(
            page,
            "logs",
            ("tail", "/logs?part=tail", "No board on /dev/ttyACM0"),
            ("analysis", "/logs?part=analysis", "Gave {Coins} coins to viewer {Viewer}"),
            ("levels", "/logs?part=levels", "What processes write, and where")
        );
        await page.GotoAsync($"{console.Url}/logs?part=levels");
        await Expect(page.GetByText($"{TalkingService.Part}: Debug")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        service.Log.IsEnabled(LogLevel.Debug).ShouldBeTrue();
        await Expect(page.GetByText(_folder.FullName)).ToBeVisibleAsync();
        await page.GetByRole(
                AriaRole.Button,
                new() { Name = $"{TalkingService.Name} {TalkingService.Part} as configured again" }
            )
            .ClickAsync();

        // A manager has the PCs, and nothing of the installation.
        using var manager = await console.MemberAsync("mira", Roles.Manager, ConsoleHost.Workspace);
        var (other, others) = await browser.OpenAsync($"{console.Url}/sign-in");
        (
            await other.Context.APIRequest.PostAsync(
                $"{console.Url}/api/auth/login",
                new() { DataObject = new { user = "mira", password = ConsoleHost.Password } }
            )
        ).Ok.ShouldBeTrue();
        await other.GotoAsync($"{console.Url}/logs");
        await Expect(other.GetByText("No board on /dev/ttyACM0")).ToBeVisibleAsync();
        await Expect(other.GetByText("The board answers late")).ToHaveCountAsync(0);
        await Expect(other.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
        await Expect(page.GetByText("Nothing: every service writes as it is configured."))
            .ToBeVisibleAsync(new() { Timeout = 15_000 });
        errors.ShouldBeEmpty();
        others.ShouldBeEmpty();
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("The board said no.");
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }
}
