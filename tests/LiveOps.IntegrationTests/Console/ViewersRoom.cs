using System.Net;
using System.Net.Http.Json;
using LiveOps.Console.ServingPages;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LiveOps.IntegrationTests.Console;

/// <summary>A workspace with an audience on its books, the Console before it, and a browser.</summary>
internal sealed class ViewersRoom : IAsyncDisposable
{
    /// <summary>Longer than a JavaScript number keeps.</summary>
    public const long First = 7_000_000_000_000_000_001;

    /// <summary>How many viewers there are: more than a page.</summary>
    public const int Viewers = 120;

    private static readonly string[] _names =
    [
        "Anna Lestari",
        "Budi Santoso",
        "Clara Oduya",
        "Dewi Anggraini",
        "Эмма Петрова",
        "Farid Rahman",
        "小林 はな",
        "Hanna Weiß",
        "Ilham 🌹",
        "Joko Pranoto",
    ];

    private ViewersRoom(AnalyticsHost analytics, ConsoleHost console, Browser browser)
    {
        (Analytics, Console, Browser) = (analytics, console, browser);
        Studio = new ViewerEditingRoom(analytics, ConsoleHost.Workspace);
        Second = new ViewerEditingRoom(analytics, ConsoleHost.Workspace, 78);
    }

    public AnalyticsHost Analytics { get; }
    public ConsoleHost Console { get; }
    public Browser Browser { get; }

    /// <summary>The account that all of them have seen.</summary>
    public ViewerEditingRoom Studio { get; }

    /// <summary>An account that every third has seen too.</summary>
    public ViewerEditingRoom Second { get; }

    public static string? Missing =>
        Browser.Missing
        ?? (
            Pages.Find(AppContext.BaseDirectory) is { } pages && File.Exists(Path.Combine(pages, "index.html"))
                ? null
                : "The pages are not built (npm ci && npm run build in services/Console/web)"
        );

    public static async Task<ViewersRoom> StartAsync(SharedServers servers)
    {
        var broker = await servers.CreateVirtualHostAsync();
        var analytics = await AnalyticsHost.StartAsync(await AnalyticsHost.DatabaseAsync(servers), broker);
        var console = await ConsoleHost.StartAsync(await servers.CreateDatabaseAsync(), broker, analytics: analytics);
        return new ViewersRoom(analytics, console, await Browser.StartAsync());
    }

    public static string HandleOf(int n) => $"{(char)('a' + (n % 26))}.viewer.{n}";

    public static string NameOf(int n) => $"{_names[n % _names.Length]} {n}";

    /// <summary>An audience of <see cref="Viewers"/>: the lower the number, the more coins and the later seen.</summary>
    public async Task FillAsync()
    {
        var now = DateTimeOffset.UtcNow;
        for (var day = 6; day >= 0; day--)
        {
            var at = now.AddDays(-day).AddMinutes(-10);
            var coming = Enumerable.Range(0, Viewers).Where(n => n % 7 <= 6 - day).ToList();
            await Studio.StoreAsync(at.AddHours(-day), [.. coming.SelectMany(n => Doings(n, day))]);
            await Studio.StoreAsync(
                at.AddHours(-day).AddMinutes(4),
                [.. coming.Where(n => n % 2 == 0).Select(n => By(n, ViewerEditingRoom.Chat(0, "one more, please")))]
            );
            await Second.StoreAsync(
                at.AddHours(-3 - day),
                [.. coming.Where(n => n % 3 == 0).Select(n => By(n, ViewerEditingRoom.Chat(0, "halo")))]
            );
        }
        foreach (var (room, handle) in new[] { (Studio, "studio.one"), (Second, "studio.two") })
            await Analytics.QueryAsync<object>(
                "update analytics.audiences set handle = $2, time_zone = 'Asia/Jakarta' where account_id = $1",
                room.Account,
                handle
            );
    }

    /// <summary>What the team has written of some of them.</summary>
    public async Task WriteAsync()
    {
        using var admin = await Console.SignedInAsync("admin");
        foreach (var (n, tier) in new[] { (0, 4), (1, 3), (2, 3), (3, 2), (4, 1), (9, 1) })
            await SendAsync(admin, HttpMethod.Post, $"{First + n}/vip", new { tier });
        await SendAsync(
            admin,
            HttpMethod.Patch,
            $"{First}",
            new
            {
                notes = "Sings along on Fridays. Asked for a song by name last week.",
                bio = "Coffee, cats and karaoke",
                tags = new[] { "regular", "karaoke", "team red" },
                birthday = BirthdayIn(0),
                country = "ID",
                language = "id",
                discordUsername = "anna.sings",
                isFavorite = true,
                loyaltyPoints = 420,
            }
        );
        await SendAsync(admin, HttpMethod.Patch, $"{First + 1}", new { birthday = BirthdayIn(2), isModerator = true });
        await SendAsync(admin, HttpMethod.Patch, $"{First + 5}", new { birthday = BirthdayIn(4), isBlocked = true });
    }

    /// <summary>A page where a member has signed in.</summary>
    public async Task<(IPage Page, List<string> Errors)> OpenAsync(
        string path,
        int width = 1_440,
        int height = 900,
        string user = "admin"
    )
    {
        var opened = await Browser.OpenAsync($"{Console.Url}{path}", width, height);
        await opened.Page.Locator("input[name=username]").FillAsync(user);
        await opened.Page.Locator("input[name=password]").FillAsync(ConsoleHost.Password);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(opened.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Connected");
        return opened;
    }

    /// <summary>An event by somebody.</summary>
    public static LiveEvent By(int n, LiveEvent one) =>
        one with
        {
            Viewer = new()
            {
                UserId = First + n,
                Handle = HandleOf(n),
                Nickname = NameOf(n),
            },
        };

    public static LiveEvent Gift(int coins, string name, int count = 1) =>
        ViewerEditingRoom.Of(LiveEventKind.Gift, 0) with
        {
            Gift = new()
            {
                GiftId = coins,
                Name = name,
                Coins = coins,
                RepeatCount = count,
                Credited = count,
                GroupId = 0,
            },
        };

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Console.DisposeAsync();
        await Analytics.DisposeAsync();
    }

    private static IEnumerable<LiveEvent> Doings(int n, int day)
    {
        yield return By(n, ViewerEditingRoom.Chat(0, day == 0 ? "What a show tonight!" : "hello"));
        if (n < 60)
            yield return By(n, Gift(1, "Rose", 1 + ((60 - n) / 4)));
        if (n < 12)
            yield return By(n, Gift(1_000, "Galaxy", 12 - n));
        if (n % 4 == 0)
            yield return By(
                n,
                ViewerEditingRoom.Of(LiveEventKind.Like, 0) with
                {
                    Like = new() { Count = 15, RoomTotal = 15 },
                }
            );
    }

    private static string BirthdayIn(int days) =>
        $"1998-{TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow.AddDays(days), "Asia/Jakarta"):MM-dd}";

    private static async Task SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, $"/api/viewer-profiles/{path}")
        {
            Content = JsonContent.Create(body),
        };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }
}
