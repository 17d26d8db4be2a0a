using LiveOps.IntegrationTests.Gateways;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The health page in a real browser: what is wrong is seen, sent again, and told of; on a desk and on a phone.</summary>
[Collection(Alone.Name)]
public sealed class HealthPageTests(SharedServers servers, ManagedBroker broker) : IClassFixture<ManagedBroker>
{
    [Fact]
    public async Task What_failed_is_sent_again_and_alerts_are_set_on_the_page()
    {
        Assert.SkipWhen(Browser.Missing is not null, Browser.Missing ?? "");
        var virtualHost = await broker.Server.CreateVirtualHostAsync();
        await using var console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            virtualHost,
            management: broker.Server.ManagementUrl
        );
        await using var service = await FailingService.StartAsync(virtualHost);
        for (var n = 0; n < 2; n++)
            await service.GrantAsync(ConsoleHost.Workspace);
        await using var studio = await Studio.StartAsync(virtualHost);
        await studio.GiftAsync();
        await using var browser = await Browser.StartAsync();
        var (page, errors) = await browser.OpenAsync($"{console.Url}/sign-in");
        var login = await page.Context.APIRequest.PostAsync(
            $"{console.Url}/api/auth/login",
            new() { DataObject = new { user = "admin", password = ConsoleHost.Password } }
        );
        login.Ok.ShouldBeTrue();

        // What everybody sees.
        await page.GotoAsync($"{console.Url}/health");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Health" })).ToBeVisibleAsync();
        await Expect(page.GetByText("Version").First).ToBeVisibleAsync();
        await Expect(page.GetByText("1 done, 0 not")).ToBeVisibleAsync();

        // What failed, why, and once more.
        await page.GetByRole(AriaRole.Tab, new() { Name = "Queues" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Failed messages of {FailingService.Queue}" })
            .ClickAsync();
        await Expect(page.GetByText("The points are out of order.").First).ToBeVisibleAsync();
        await Expect(page.GetByText("very private")).ToHaveCountAsync(0);
        service.Fails = false;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send all again" }).ClickAsync();
        await Expect(page.GetByText("2 messages were sent again.")).ToBeVisibleAsync();
        for (var n = 0; service.Taken.Count < 2; n++)
        {
            n.ShouldBeLessThan(300, "both are taken");
            await Task.Delay(100);
        }
        service.Taken.Values.ShouldAllBe(times => times == 1);

        // An alert of a kind is switched off, and a test reaches the page.
        await page.GetByRole(AriaRole.Tab, new() { Name = "Alerts" }).ClickAsync();
        var rule = page.GetByRole(AriaRole.Form, new() { Name = "LIVE over" });
        await rule.GetByRole(AriaRole.Switch, new() { Name = "LIVE over" }).UncheckAsync(new() { Force = true });
        await rule.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("LIVE over is saved.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(page.GetByText("admin tries whether alerts arrive.").First).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(
            page.GetByRole(AriaRole.Form, new() { Name = "LIVE over" })
                .GetByRole(AriaRole.Switch, new() { Name = "LIVE over" })
        )
            .Not.ToBeCheckedAsync();

        await Accessibility.LookAsync(
            page,
            "health",
            ("overview", "/health?part=overview", "The last hour in this workspace"),
            ("alerts", "/health?part=alerts", "Which alerts there are"),
            ("queues", "/health?part=queues", "Broker's memory"),
            ("processes", "/health?part=processes", "of one core")
        );
        errors.ShouldBeEmpty();
    }
}
