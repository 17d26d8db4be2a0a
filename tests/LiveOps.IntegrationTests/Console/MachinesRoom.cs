using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.ServingPages;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Gateways;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>
/// All services, a broker that gateways can be enrolled at, a PC whose gateway was set up by hand and has a simulated
/// board, and a browser. Started once for the tests of a class.
/// </summary>
public sealed class MachinesRoom(SharedServers servers) : IAsyncLifetime
{
    /// <summary>The collection of the tests that share it.</summary>
    public const string Tests = "machines";
    public const string Gateway = "pc1";
    private readonly ManagedBroker _broker = new();
    private SimulatedBoard? _board;
    private Browser? _browser;

    /// <summary>Why there can be no such room here; null when there can.</summary>
    public static string? Missing =>
        SimulatedBoard.Missing
        ?? Browser.Missing
        ?? RabbitServer.Missing
        ?? (
            Pages.Find(AppContext.BaseDirectory) is { } pages && File.Exists(Path.Combine(pages, "index.html"))
                ? null
                : "The pages are not built (npm ci && npm run build in services/Console/web)"
        );

    internal EdgeSystem System { get; private set; } = null!;
    internal StudioPc Pc { get; private set; } = null!;
    internal HttpClient Admin { get; private set; } = null!;

    /// <summary>The simulated board's own id.</summary>
    internal string Board { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
            return;
        await _broker.InitializeAsync();
        var bus = await _broker.Server.CreateVirtualHostAsync();
        System = await EdgeSystem.StartAsync(
            servers,
            new() { ["Gateways:ManagementUrl"] = _broker.Server.ManagementUrl },
            bus
        );
        Admin = System.As(Roles.Admin);
        _board = await SimulatedBoard.StartAsync();
        Pc = await StudioPc.StartAsync(
            _board.SerialPath,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__rabbit"] = bus,
                ["Auth__PublicKey"] = AnalyticsHost.PublicKeyOf(System.Analytics.Key),
                ["Gateway__Id"] = Gateway,
                ["Gateway__WorkspaceId"] = ConsoleHost.Workspace.ToString(),
            }
        );
        await StudioPc.EventuallyAsync(
            async () => (Board = await ReadyBoardAsync() ?? "").Length > 0,
            "the board is ready",
            () => Pc.Output
        );
        _browser = await Browser.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (Pc is not null)
            await Pc.DisposeAsync();
        if (_board is not null)
            await _board.DisposeAsync();
        if (System is not null)
            await System.DisposeAsync();
        if (Missing is null)
            await _broker.DisposeAsync();
    }

    /// <summary>A page of an admin who has just signed in.</summary>
    internal Task<(IPage Page, List<string> Errors)> OpenAsync(string path, int width = 1_440, int height = 900) =>
        OpenAsync(path, "admin", width, height);

    /// <summary>A page of whoever has just signed in.</summary>
    internal async Task<(IPage Page, List<string> Errors)> OpenAsync(
        string path,
        string user,
        int width = 1_440,
        int height = 900
    )
    {
        var (page, errors) = await _browser!.OpenAsync($"{System.Console.Url}{path}", width, height);
        await page.GetByLabel("User name").FillAsync(user);
        await page.Locator("input[type=password]").FillAsync(ConsoleHost.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" })).ToBeVisibleAsync();
        return (page, errors);
    }

    /// <summary>What the gateway itself says of its board's devices.</summary>
    internal async Task<JsonElement[]> DevicesAsync() =>
        (await Pc.Http.GetFromJsonAsync<JsonElement[]>($"/api/gateway/boards/{Board}/devices"))!;

    /// <summary>The board's table as the Console's API takes it.</summary>
    internal async Task<List<Dictionary<string, object>>> TableAsync() =>
        [
            .. (await DevicesAsync()).Select(row =>
                row.EnumerateObject()
                    .ToDictionary(field => field.Name, field => (object)field.Value.Clone(), StringComparer.Ordinal)
            ),
        ];

    /// <summary>The order of that id as the Console has it, when it is over.</summary>
    internal async Task<JsonElement> EndedAsync(Guid order)
    {
        JsonElement found = default;
        await StudioPc.EventuallyAsync(
            async () =>
            {
                found = (await OrdersAsync()).FirstOrDefault(one => one.GetProperty("orderId").GetGuid() == order);
                return found.ValueKind == JsonValueKind.Object
                    && found.GetProperty("state").GetString() is not ("Sent" or "Running");
            },
            "the order is over",
            () => Pc.Output
        );
        return found;
    }

    internal async Task<JsonElement[]> OrdersAsync() =>
        (await Admin.GetFromJsonAsync<JsonElement[]>($"/api/machines/{Gateway}/orders"))!;

    private async Task<string?> ReadyBoardAsync()
    {
        var machines = await Admin.GetFromJsonAsync<JsonElement[]>("/api/machines");
        return machines!
            .Where(one => one.GetProperty("status").ValueKind == JsonValueKind.Object)
            .SelectMany(one => one.GetProperty("status").GetProperty("boards").EnumerateArray())
            .Where(board => board.GetProperty("state").GetString() == "Ready")
            .Select(board => board.GetProperty("boardId").GetString())
            .FirstOrDefault();
    }
}

/// <summary>Drives a browser and a board, which are late beside other work.</summary>
[CollectionDefinition(MachinesRoom.Tests, DisableParallelization = true)]
public sealed class MachinesCollection : ICollectionFixture<MachinesRoom>;
