using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>What Ingestion records of one room, the stand-in for TikTok plays in another: the same events come out.</summary>
public sealed class RecordingTests(SharedServers servers) : IAsyncLifetime
{
    private static readonly LiveEventKind[] _ofIngestion =
    [
        LiveEventKind.LiveStarted,
        LiveEventKind.Gap,
        LiveEventKind.RoomStats,
    ];

    private readonly Guid _account = Guid.NewGuid();
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-recording-").FullName;
    private readonly List<WebApplication> _apps = [];
    private WebApplication _rehearsal = null!;
    private HttpClient _tiktok = null!;
    private HttpClient _manager = null!;
    private RehearsalRoom _show = null!;
    private Books _books = null!;

    public async ValueTask InitializeAsync()
    {
        string broker = await servers.CreateVirtualHostAsync();
        _rehearsal = await Hosts.RehearsalAsync();
        (WebApplication listener, _books) = await Hosts.ListenerAsync(broker);
        _apps.AddRange([listener, _rehearsal]);
        _tiktok = new HttpClient { BaseAddress = _rehearsal.Address() };
        _show = new RehearsalRoom(_tiktok, "the.show");
        WebApplication ingestion = await Hosts.IngestionAsync(
            await servers.CreateDatabaseAsync(),
            broker,
            _rehearsal.Address(),
            _folder,
            _show.Handle,
            _account
        );
        _apps.Add(ingestion);
        _manager = Hosts.Client(ingestion);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in Enumerable.Reverse(_apps))
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        _tiktok?.Dispose();
        _manager?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_recorded_of_one_room_is_replayed_in_another_and_comes_out_the_same()
    {
        await RecordAsync("start", "waits for the first frame");
        await _show.PostAsync("start", "{}");
        await ConsumersAsync(_show, 1);
        await _show.ActAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await _show.PostAsync("comments", """{"text":"Grüße, こんにちは 🌹","user":"dee"}""");
        await _show.PostAsync("subscribes", """{"user":"dee"}""");
        await _show.PostAsync("questions", """{"text":"How are you?","user":"dee"}""");
        await _show.PostAsync("goals", """{"progress":3,"user":"dee"}""");
        await _show.PostAsync("envelopes", """{"coins":50,"user":"dee"}""");
        await _show.PostAsync("battle", """{"form":"glove"}""");
        await _show.PostAsync("stop", "{}");
        await RehearsalRoom.WaitAsync(() => Has(_account, LiveEventKind.LiveEnded), "the end of the show");
        await _show.AgreeAsync(_books.Of(_account), "served");
        await RecordAsync("stop", "stopped by a person");
        string file = Directory.GetFiles(Path.Combine(_folder, "recordings")).ShouldHaveSingleItem();
        string[] lines = await File.ReadAllLinesAsync(file);

        // New ids and pauses at double speed; kept ids and no pauses.
        foreach (
            (string handle, double speed, bool keepIds) in (List<(string, double, bool)>)
                [("echo", 2, false), ("mirror", 0, true)]
        )
        {
            var room = new RehearsalRoom(_tiktok, handle);
            await room.PostAsync("start", "{}");
            Guid account = await WatchAsync(handle);
            await ConsumersAsync(room, 1);
            JsonElement run = await ReplayAsync(room, file, speed, keepIds);
            run.GetProperty("state").GetString().ShouldBe("done", run.ToString());
            if (speed > 0)
            {
                TimeSpan took =
                    run.GetProperty("endedAt").GetDateTimeOffset() - run.GetProperty("startedAt").GetDateTimeOffset();
                took.ShouldBeGreaterThan((At(lines[^1]) - At(lines[0])) / speed * 0.9);
            }
            await RehearsalRoom.WaitAsync(() => Has(account, LiveEventKind.LiveEnded), "the end of the replay");
            Story(account).ShouldBe(Story(_account));
            await room.AgreeAsync(_books.Of(account), "served");
            (await room.ShowAsync()).GetProperty("status").GetString().ShouldBe("ended");
        }
    }

    [Fact]
    public async Task A_folder_that_takes_no_files_ends_the_recording_and_not_the_connection()
    {
        // Of the kernel: not even root makes a file there.
        Directory.CreateSymbolicLink(Path.Combine(_folder, "recordings"), "/sys/kernel");
        await RecordAsync("start", "waits for the first frame");
        await _show.PostAsync("start", "{}");
        await ConsumersAsync(_show, 1);
        await _show.ActAsync();
        await _show.AgreeAsync(_books.Of(_account), "served");
        await RecordingIsAsync("denied");
        (await _show.TruthAsync()).GetProperty("acknowledged").GetProperty("entered").GetInt64().ShouldBe(1);
    }

    // What happened, in order, without what is another's by nature: ids, times, and what Ingestion says of itself.
    private List<string> Story(Guid account) =>
        [
            .. _books
                .Of(account)
                .Events.Where(one => !_ofIngestion.Contains(one.Kind))
                .Select(one =>
                    $"{one.Kind} {one.Viewer?.UserId} {one.Text} {one.Gift?.Name} x{one.Gift?.RepeatCount} +{one.Gift?.Credited} of {one.Gift?.Coins}, {one.Like?.Count} of {one.Like?.RoomTotal}"
                ),
        ];

    private bool Has(Guid account, LiveEventKind kind) => _books.Of(account).Count(kind) > 0;

    private async Task RecordAsync(string what, string message)
    {
        HttpResponseMessage reply = await _manager.PostAsync(
            $"/api/ingestion/accounts/{_account}/recording/{what}",
            null
        );
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync());
        await RecordingIsAsync(message);
    }

    private async Task RecordingIsAsync(string message)
    {
        string? said = null;
        await RehearsalRoom.WaitAsync(
            async () =>
            {
                JsonElement account = await _manager.GetFromJsonAsync<JsonElement>(
                    $"/api/ingestion/accounts/{_account}"
                );
                said = account.GetProperty("status").GetProperty("recording").GetString();
                return said?.Contains(message, StringComparison.OrdinalIgnoreCase) == true;
            },
            $"'{message}'",
            () => $"It says '{said}'."
        );
    }

    private static Task ConsumersAsync(RehearsalRoom room, int count) =>
        RehearsalRoom.WaitAsync(
            async () => (await room.ShowAsync()).GetProperty("consumers").GetInt32() == count,
            $"{count} to follow {room.Handle}"
        );

    private async Task<Guid> WatchAsync(string handle)
    {
        HttpResponseMessage reply = await _manager.PostAsJsonAsync("/api/ingestion/accounts", new { handle });
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync());
        return (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<JsonElement> ReplayAsync(RehearsalRoom room, string path, double speed, bool keepIds)
    {
        JsonElement run = await room.PostAsync(
            "replay",
            JsonSerializer.Serialize(
                new
                {
                    path,
                    speed,
                    keepIds,
                },
                JsonSerializerOptions.Web
            )
        );
        await RehearsalRoom.WaitAsync(
            async () =>
            {
                run = await _tiktok.GetFromJsonAsync<JsonElement>($"/api/runs/{run.GetProperty("id").GetString()}");
                return run.GetProperty("state").GetString() != "running";
            },
            "the replay"
        );
        return run;
    }

    private static DateTimeOffset At(string line) =>
        JsonSerializer.Deserialize<JsonElement>(line).GetProperty("at").GetDateTimeOffset();
}
