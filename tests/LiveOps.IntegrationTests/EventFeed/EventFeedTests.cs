using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Ingestion;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.EventFeed;

/// <summary>From a room to the programs of a PC, and from a feed back onto the books, over real sockets and a real broker.</summary>
public sealed class EventFeedTests(SharedServers servers) : IAsyncLifetime
{
    private const string Handle = "gamenight";

    private readonly Guid _account = Guid.NewGuid();
    private readonly int _port = ServerProcess.FreePorts(1)[0];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"feed-{Guid.NewGuid():N}");
    private readonly List<WebApplication> _apps = [];
    private string _database = "";
    private string _broker = "";
    private HttpClient _tiktok = null!;
    private RehearsalRoom _room = null!;
    private Uri _rehearsal = null!;
    private Books _books = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _broker = await servers.CreateVirtualHostAsync();
        WebApplication rehearsal = await Hosts.RehearsalAsync();
        (WebApplication listener, _books) = await Hosts.ListenerAsync(_broker);
        _apps.AddRange([listener, rehearsal]);
        _rehearsal = rehearsal.Address();
        _tiktok = new HttpClient { BaseAddress = _rehearsal };
        _room = new RehearsalRoom(_tiktok, Handle);
        await _room.PostAsync("start", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in Enumerable.Reverse(_apps))
        {
            await StopAsync(app);
        }
        _tiktok?.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_viewers_do_reaches_a_program_exactly_and_read_back_it_is_worth_the_same()
    {
        WebApplication ingestion = await IngestionAsync();
        WebApplication feed = await FeedAsync();
        Guid second = await AddFeedAccountAsync(ingestion);
        Books back = _books.Of(second);
        await using FeedReading program = await FeedReading.ConnectAsync(_port);

        await _room.PostAsync("gifts", """{"gift":"Rose","count":5,"streak":true,"user":"bea"}""");
        await WaitAsync(() => program.Of("gift").Count() == 6, "the streak");
        (int Count, bool End)[] streak =
        [
            .. program
                .Of("gift")
                .Select(gift =>
                    (gift.GetProperty("repeatCount").GetInt32(), gift.GetProperty("repeatEnd").GetBoolean())
                ),
        ];
        streak.ShouldBe([(1, false), (2, false), (3, false), (4, false), (5, false), (5, true)]);
        program.Of("gift").ShouldAllBe(gift => gift.GetProperty("uniqueId").GetString() == "bea");

        await _room.ActAsync();
        JsonElement truth = await _room.AgreeAsync(_books.Of(_account), "served");
        await WaitAsync(() => RehearsalRoom.Differences(truth.GetProperty("served"), back).Length == 0, "the way back");
        await WaitAsync(() => program.Of("like").Sum(one => one.GetProperty("likeCount").GetInt32()) == 100, "likes");
        Books mine = _books.Of(_account);
        program.Of("chat").Count().ShouldBe(mine.Count(LiveEventKind.Chat));
        program.Of("follow").Count().ShouldBe(mine.Count(LiveEventKind.Follow));
        program.Of("share").Count().ShouldBe(mine.Count(LiveEventKind.Share));
        program.Of("member").Count().ShouldBe(mine.Count(LiveEventKind.Join));
        program
            .Of("gift")
            .Where(gift => gift.GetProperty("repeatEnd").GetBoolean())
            .Sum(gift => gift.GetProperty("repeatCount").GetInt64() * gift.GetProperty("diamondCount").GetInt64())
            .ShouldBe(mine.Coins);
        back.Coins.ShouldBe(mine.Coins);
        back.Count(LiveEventKind.LiveStarted).ShouldBe(1);
        back.Count(LiveEventKind.GiftFinal).ShouldBe(mine.Count(LiveEventKind.GiftFinal));
        back.OutOfOrder.ShouldBe(0);
        StateOf(second).ShouldBe(AccountConnectionState.Live);

        await feed
            .Services.GetRequiredService<IBus>()
            .Publish(
                new FeedEventEmitted
                {
                    WorkspaceId = Hosts.Workspace,
                    AccountId = _account,
                    EmitId = Guid.NewGuid(),
                    EventName = "confetti",
                    Data = """{"colour":"red"}""",
                    At = TimeProvider.System.GetUtcNow(),
                }
            );
        await WaitAsync(() => program.Of("confetti").Any(), "the rule's event");
        program.Of("confetti").Single().GetProperty("colour").GetString().ShouldBe("red");

        await _room.PostAsync("stop", "{}");
        await WaitAsync(() => program.Of("streamEnd").Any(), "the end told");
        await WaitAsync(() => back.Count(LiveEventKind.LiveEnded) == 1, "the end read");
        await WaitAsync(() => StateOf(second) == AccountConnectionState.Offline, "offline");
    }

    [Fact]
    public async Task A_feed_that_goes_away_leaves_a_gap_and_when_it_stays_away_an_end()
    {
        WebApplication ingestion = await IngestionAsync(new() { ["Ingestion:FeedAwaySeconds"] = "8" });
        await using (var first = new ForeignFeed())
        {
            await first.StartAsync(_port);
            Guid id = await AddFeedAccountAsync(ingestion);
            Books books = _books.Of(id);
            await WaitAsync(() => first.Listeners == 1, "the connection");
            books.Events.ShouldBeEmpty();
            await first.SayAsync("gift", Rose(3, end: false));
            await WaitAsync(() => books.Coins == 3, "three roses");
            StateOf(id).ShouldBe(AccountConnectionState.Live);
            await first.DisposeAsync();
            await WaitAsync(() => StateOf(id) == AccountConnectionState.Failing, "the loss");

            await using var second = new ForeignFeed();
            await second.StartAsync(_port);
            await WaitAsync(() => second.Listeners == 1, "the connection again");
            await second.SayAsync("gift", Rose(5, end: false));
            await second.SayAsync("gift", Rose(5, end: true));
            await WaitAsync(() => books.Count(LiveEventKind.GiftFinal) == 1, "the end of the streak");
            books.Coins.ShouldBe(5);
            books.Count(LiveEventKind.Gap).ShouldBe(1);
            books.Count(LiveEventKind.LiveStarted).ShouldBe(1);
            books.Count(LiveEventKind.LiveEnded).ShouldBe(0);
            await second.DisposeAsync();
            await WaitAsync(() => books.Count(LiveEventKind.LiveEnded) == 1, "the end");
        }
    }

    [Fact]
    public async Task A_feed_without_ids_keeps_its_room_over_a_restart_and_begins_another_after_an_end()
    {
        await using var feed = new ForeignFeed();
        await feed.StartAsync(_port);
        WebApplication ingestion = await IngestionAsync();
        Guid id = await AddFeedAccountAsync(ingestion);
        Books books = _books.Of(id);
        await WaitAsync(() => feed.Listeners == 1, "the connection");
        await feed.SayAsync("chat", """{"uniqueId":"ada","comment":"hi"}""");
        await feed.SayAsync("chat", """{"uniqueId":"ada","comment":"hi"}""");
        await WaitAsync(() => books.Count(LiveEventKind.Chat) == 2, "two comments");

        _apps.Remove(ingestion);
        await StopAsync(ingestion);
        ingestion = await IngestionAsync(folder: Path.Combine(_folder, "second"));
        await WaitAsync(() => feed.Listeners == 1, "the successor");
        await feed.SayAsync("chat", """{"uniqueId":"ada","comment":"hi"}""");
        await WaitAsync(() => books.Count(LiveEventKind.Chat) == 3, "the third comment");
        books.Rooms.Count.ShouldBe(1);
        books.Count(LiveEventKind.LiveStarted).ShouldBe(1);
        await feed.SayAsync("streamEnd", """{"action":3}""");
        await WaitAsync(() => books.Count(LiveEventKind.LiveEnded) == 1, "the end");
        // The last likes of a LIVE come after its end.
        await feed.SayAsync("like", """{"uniqueId":"ada","likeCount":5}""");

        _apps.Remove(ingestion);
        await StopAsync(ingestion);
        await IngestionAsync(folder: Path.Combine(_folder, "third"));
        await WaitAsync(() => feed.Listeners == 1, "the third owner");
        await feed.SayAsync("chat", """{"uniqueId":"ada","comment":"hi"}""");
        await WaitAsync(() => books.Count(LiveEventKind.Chat) == 4, "the fourth comment");
        books.Rooms.Count.ShouldBe(2);
        books.Rooms.ShouldAllBe(room => room < 0);
        books.Count(LiveEventKind.LiveStarted).ShouldBe(2);
        books.Count(LiveEventKind.Like).ShouldBe(0);
    }

    [Fact]
    public async Task A_source_is_shown_changed_and_refused_where_it_is_no_local_feed()
    {
        WebApplication ingestion = await IngestionAsync();
        using HttpClient client = Hosts.Client(ingestion);
        string path = $"/api/ingestion/accounts/{_account}";
        (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("source").GetString().ShouldBe("tiktok");
        using HttpResponseMessage refused = await client.PutAsJsonAsync(path, new { source = "ws://8.8.8.8:21213" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("ws://127.0.0.1:21213");

        await using var feed = new ForeignFeed();
        await feed.StartAsync(_port);
        using HttpResponseMessage changed = await client.PutAsJsonAsync(
            path,
            new { source = $"ws://127.0.0.1:{_port}" }
        );
        (await changed.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("source")
            .GetString()
            .ShouldBe($"ws://127.0.0.1:{_port}");
        await WaitAsync(() => feed.Listeners == 1, "the feed");
        using HttpResponseMessage back = await client.PutAsJsonAsync(
            path,
            new { source = "tiktok", displayName = "Game night" }
        );
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        await WaitAsync(() => feed.Listeners == 0, "leaving the feed");
        await WaitAsync(() => StateOf(_account) == AccountConnectionState.Live, "TikTok again");
    }

    [Fact]
    public async Task Switched_off_it_is_ready_without_a_broker_and_opens_no_port()
    {
        WebApplication feed = await Hosts.EventFeedAsync(null, new() { ["Port"] = $"{_port}" });
        _apps.Add(feed);
        using var http = new HttpClient { BaseAddress = feed.Address() };
        (await http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Should.ThrowAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, _port));
    }

    [Fact]
    public async Task With_its_port_taken_it_is_ready_says_so_and_takes_the_port_once_it_is_free()
    {
        using var other = new TcpListener(IPAddress.Loopback, _port);
        other.Start();
        WebApplication feed = await FeedAsync();
        using var http = new HttpClient { BaseAddress = feed.Address() };
        await WaitAsync(async () => (await ReadyAsync(http)).Contains($"Port {_port} cannot be opened"), "the fault");
        await WaitAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode, "readiness");
        other.Stop();
        await using FeedReading program = await FeedReading.ConnectAsync(_port);
        await WaitAsync(
            async () => (await ReadyAsync(http)).Contains($"ws://127.0.0.1:{_port} is open. 1 connected."),
            "the port"
        );
    }

    private static async Task<string> ReadyAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.GetAsync("/health/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    private static string Rose(int count, bool end) =>
        $$$"""{"userId":"42","giftId":5655,"giftType":1,"diamondCount":1,"repeatCount":{{{count}}},"repeatEnd":{{{(end ? "true" : "false")}}}}""";

    private AccountConnectionState? StateOf(Guid account) =>
        _books.States.LastOrDefault(state => state.AccountId == account)?.State;

    private async Task<Guid> AddFeedAccountAsync(WebApplication ingestion)
    {
        using HttpClient client = Hosts.Client(ingestion);
        using HttpResponseMessage added = await client.PostAsJsonAsync(
            "/api/ingestion/accounts",
            new
            {
                handle = "from.feed",
                timeZone = "Europe/Berlin",
                source = $"ws://127.0.0.1:{_port}",
            }
        );
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        Guid id = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await WaitAsync(() => StateOf(id) == AccountConnectionState.Offline, "the feed open, nobody live");
        return id;
    }

    private async Task<WebApplication> FeedAsync()
    {
        WebApplication feed = await Hosts.EventFeedAsync(
            _broker,
            new()
            {
                ["Enabled"] = "true",
                ["Port"] = $"{_port}",
                ["WorkspaceId"] = $"{Hosts.Workspace}",
                ["AccountId"] = $"{_account}",
            }
        );
        _apps.Add(feed);
        using var http = new HttpClient { BaseAddress = feed.Address() };
        await WaitAsync(async () => (await http.GetAsync("/health/ready")).IsSuccessStatusCode, "the feed");
        return feed;
    }

    private async Task<WebApplication> IngestionAsync(Dictionary<string, string?>? more = null, string? folder = null)
    {
        WebApplication app = await Hosts.IngestionAsync(
            _database,
            _broker,
            _rehearsal,
            folder ?? _folder,
            Handle,
            _account,
            more
        );
        _apps.Add(app);
        await WaitAsync(() => StateOf(_account) == AccountConnectionState.Live, "live");
        return app;
    }

    private static async Task StopAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static Task WaitAsync(Func<bool> condition, string what) => RehearsalRoom.WaitAsync(condition, what);

    private static Task WaitAsync(Func<Task<bool>> condition, string what) => RehearsalRoom.WaitAsync(condition, what);
}
