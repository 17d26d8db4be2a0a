using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Auditing;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>Ingestion against the stand-in for TikTok, over real sockets and a real broker.</summary>
public sealed class FollowingARoomTests(SharedServers servers) : IAsyncLifetime
{
    private const string Handle = "rosegarden";

    private readonly Guid _account = Guid.NewGuid();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ingestion-{Guid.NewGuid():N}");
    private readonly List<WebApplication> _apps = [];
    private string _database = "";
    private string _broker = "";
    private WebApplication _rehearsal = null!;
    private HttpClient _tiktok = null!;
    private RehearsalRoom _room = null!;
    private Books _books = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _broker = await servers.CreateVirtualHostAsync();
        _rehearsal = await Hosts.RehearsalAsync();
        (WebApplication listener, _books) = await Hosts.ListenerAsync(_broker);
        _apps.AddRange([listener, _rehearsal]);
        _tiktok = new HttpClient { BaseAddress = _rehearsal.Address() };
        _room = new RehearsalRoom(_tiktok, Handle);
        await PostAsync("start", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in Enumerable.Reverse(_apps))
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        _tiktok?.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_viewers_do_arrives_exactly_and_every_frame_is_acknowledged()
    {
        await IngestionAsync();
        await ActAsync();
        JsonElement truth = await AgreeAsync("served");
        _books.OutOfOrder.ShouldBe(0);
        _books.Count(LiveEventKind.LiveStarted).ShouldBe(1);
        _books.Count(LiveEventKind.GiftFinal).ShouldBe(1);
        JsonElement acknowledged = truth.GetProperty("acknowledged");
        acknowledged.GetProperty("wrongAcks").GetInt64().ShouldBe(0);
        acknowledged.GetProperty("entered").GetInt64().ShouldBe(1);

        await PostAsync("stop", "{}");
        await WaitAsync(() => _books.Count(LiveEventKind.LiveEnded) == 1, "the end");
        await WaitAsync(() => _books.States.Last().State == AccountConnectionState.Offline, "offline");
        await PostAsync("start", "{}");
        await WaitAsync(() => _books.Count(LiveEventKind.LiveStarted) == 2, "the second start");
    }

    [Theory]
    [InlineData("""{"duplicate":0.5,"reorder":0.5,"seed":7}""")]
    [InlineData("""{"likesGoDown":true,"createTimeZero":true,"gzipWithoutHeader":true}""")]
    [InlineData(
        """{"garbageFrame":{"everyFrames":3},"truncatedMessage":{"everyFrames":4},"undecodableInner":{"everyFrames":5},"unknownType":{"everyFrames":2}}"""
    )]
    [InlineData("""{"roomInfo403":true,"giftList403":true,"captcha":true}""")]
    [InlineData("""{"streakWithoutEnd":true,"bigComment":true}""")]
    public async Task Whatever_TikTok_does_wrong_the_books_are_right(string faults)
    {
        await PostAsync("faults", faults);
        await IngestionAsync();
        await ActAsync();
        await AgreeAsync("served");
        _books.OutOfOrder.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"sign":{"status":500,"times":1}}""")]
    [InlineData("""{"sign":{"status":429,"retryAfter":1,"times":1}}""")]
    [InlineData("""{"sign":{"noCookie":true,"times":1}}""")]
    [InlineData("""{"sign":{"emptyCursor":true,"times":1}}""")]
    [InlineData("""{"handshake":{"msg":"DEVICE_BLOCKED","status":"415","times":1}}""")]
    public async Task A_refusal_is_shown_and_overcome(string faults)
    {
        await PostAsync("faults", faults);
        await IngestionAsync();
        _books.States.ShouldContain(state => state.State == AccountConnectionState.Failing && state.Detail != null);
        await ActAsync();
        await AgreeAsync("served");
    }

    [Fact]
    public async Task A_cut_socket_is_opened_again_and_what_is_replayed_counts_once()
    {
        await IngestionAsync();
        await ActAsync();
        await AgreeAsync("served");
        await PostAsync("faults", """{"dropSocket":{"now":true},"historyReplay":{"kinds":"All","count":5000}}""");
        await WaitAsync(() => _books.Count(LiveEventKind.Gap) == 1, "the gap");
        await ActAsync();
        await AgreeAsync("offered");
        _books.Count(LiveEventKind.LiveStarted).ShouldBe(1);
        _books.Events.Single(one => one.Kind == LiveEventKind.Gap).Gap!.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_silent_socket_is_stale_and_opened_again()
    {
        await IngestionAsync();
        await PostAsync("faults", """{"silenceMs":5000}""");
        await WaitAsync(() => _books.States.Any(state => state.State == AccountConnectionState.Stale), "stale");
        await WaitAsync(() => _books.States.Last().State == AccountConnectionState.Live, "live again");
    }

    [Fact]
    public async Task An_end_without_a_signal_is_found_by_the_probe()
    {
        await IngestionAsync();
        await PostAsync("stop", """{"withoutControlMessage":true}""");
        await WaitAsync(() => _books.Count(LiveEventKind.LiveEnded) == 1, "the end");
        _books.Events.Single(one => one.Kind == LiveEventKind.LiveEnded).MessageId.ShouldBe(0);
    }

    [Fact]
    public async Task A_successor_credits_only_the_rise_of_a_streak()
    {
        WebApplication first = await IngestionAsync();
        await PostAsync("faults", """{"streakWithoutEnd":true}""");
        await PostAsync("gifts", """{"gift":"Rose","count":5,"streak":true,"user":"ada"}""");
        await AgreeAsync("served");
        _apps.Remove(first);
        await first.StopAsync();
        await first.DisposeAsync();
        // The successor has another folder: what it knows comes from the database alone.
        await PostAsync("faults", """{"historyReplay":{"kinds":"All","count":5000}}""");
        await IngestionAsync(Path.Combine(_folder, "second"));
        await PostAsync("comments", """{"text":"still here","user":"ada"}""");
        await AgreeAsync("offered");
        _books.Count(LiveEventKind.Gap).ShouldBe(1);
    }

    [Fact]
    public async Task Only_the_workspaces_own_accounts_are_shown_and_only_managers_change_them_on_record()
    {
        WebApplication app = await IngestionAsync();
        using HttpClient mine = Hosts.Client(app);
        using HttpClient sender = Hosts.Client(app, role: "Sender");
        using HttpClient other = Hosts.Client(app, Guid.NewGuid());
        string path = $"/api/ingestion/accounts/{_account}";
        JsonElement account = await mine.GetFromJsonAsync<JsonElement>(path);
        account.GetProperty("status").GetProperty("state").GetString().ShouldBe("Live");
        (await sender.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sender.PostAsync($"{path}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await other.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsync($"{path}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        HttpResponseMessage bad = await mine.PostAsJsonAsync("/api/ingestion/accounts", new { handle = "no handle" });
        bad.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await mine.PostAsync($"{path}/stop", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WaitAsync(() => _books.States.Last().State == AccountConnectionState.Stopped, "stopped");
        (await mine.PostAsync($"{path}/start", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WaitAsync(() => _books.States.Last().State == AccountConnectionState.Live, "live again");
        // Nothing changes, so nothing is told.
        (await mine.PostAsync($"{path}/start", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpResponseMessage added = await mine.PostAsJsonAsync("/api/ingestion/accounts", new { handle = "second" });
        string second = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        HttpResponseMessage taken = await mine.PutAsJsonAsync(
            $"/api/ingestion/accounts/{second}",
            new { handle = Handle }
        );
        taken.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await mine.PutAsJsonAsync($"/api/ingestion/accounts/{second}", new { displayName = "Two" });
        (await mine.DeleteAsync($"/api/ingestion/accounts/{second}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await WaitAsync(() => _books.Changes.Any(change => change.Action == "account removed"), "all changes");
        _books
            .Changes.Select(change => (change.Actor, change.Action, change.ThingName))
            .ShouldBe([
                ("installation", "account added", $"@{Handle}"),
                ("Ada", "account stopped", $"@{Handle}"),
                ("Ada", "account started", $"@{Handle}"),
                ("Ada", "account added", "@second"),
                ("Ada", "account changed", "@second"),
                ("Ada", "account removed", "@second"),
            ]);
        RecordChange changed = _books.Changes.Single(change => change.Action == "account changed");
        changed.Service.ShouldBe("ingestion");
        changed.Before!.ShouldContain("\"displayName\":\"second\"");
        changed.After!.ShouldContain("\"displayName\":\"Two\"");
    }

    private async Task<WebApplication> IngestionAsync(string? folder = null)
    {
        WebApplication app = await Hosts.IngestionAsync(
            _database,
            _broker,
            _rehearsal.Address(),
            folder ?? _folder,
            Handle,
            _account
        );
        _apps.Add(app);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await WaitAsync(
            () =>
                _books.States.Any(state =>
                    state.State == AccountConnectionState.Live && state.Since > now.AddSeconds(-5)
                ),
            "live"
        );
        return app;
    }

    private Task ActAsync() => _room.ActAsync();

    private Task<JsonElement> AgreeAsync(string side) => _room.AgreeAsync(_books, side);

    private Task PostAsync(string act, string json) => _room.PostAsync(act, json);

    private static Task WaitAsync(Func<bool> condition, string what) => RehearsalRoom.WaitAsync(condition, what);
}
