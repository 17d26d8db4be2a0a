using System.Text;
using System.Text.Json;
using LiveOps.Ingestion;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.Recording;
using LiveOps.Ingestion.Settings;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Tests.Ingestion;

public sealed class ConnectingTests
{
    private static readonly ConnectionSettings _settings = ConnectionSettings.Of(new TikTokOptions());

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0.5)]
    [InlineData(3, 0, 8)]
    [InlineData(5, 0, 30)]
    [InlineData(50, 0, 30)]
    [InlineData(50, 1, 15)]
    public void The_wait_doubles_up_to_the_longest_and_chance_shortens_it(
        int failures,
        double chance,
        double seconds
    ) => Backoff.After(failures, chance, _settings).TotalSeconds.ShouldBe(seconds);

    [Fact]
    public void The_pauses_are_those_that_are_set()
    {
        var own = _settings with { FirstPauseSeconds = 4, LongestPauseSeconds = 10 };
        Backoff.After(0, 0, own).TotalSeconds.ShouldBe(4);
        Backoff.After(1, 0, own).TotalSeconds.ShouldBe(8);
        Backoff.After(2, 0, own).TotalSeconds.ShouldBe(10);
    }

    [Fact]
    public void A_peer_that_says_when_to_come_back_is_obeyed()
    {
        var limited = new ConnectionFailure("slow down") { RetryAfter = TimeSpan.FromSeconds(90) };
        Backoff.After(limited, 0, 0, _settings).TotalSeconds.ShouldBe(90);
        var blocked = new ConnectionFailure("blocked") { IsDeviceBlocked = true };
        Backoff.After(blocked, 9, 0, _settings).TotalSeconds.ShouldBe(2);
    }

    [Fact]
    public void The_budget_of_sign_requests_is_shared_and_fills_up_again()
    {
        DateTimeOffset now = Wires.Now;
        var budget = new SignBudget(perMinute: 6, burst: 2, now);
        budget.TryTake(now).ShouldBe(TimeSpan.Zero);
        budget.TryTake(now).ShouldBe(TimeSpan.Zero);
        budget.TryTake(now).TotalSeconds.ShouldBe(10, 0.1);
        budget.TryTake(now + TimeSpan.FromSeconds(10)).ShouldBe(TimeSpan.Zero);
        budget.TryTake(now + TimeSpan.FromSeconds(10)).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Nobody_asks_the_sign_service_while_it_refuses()
    {
        DateTimeOffset now = Wires.Now;
        var budget = new SignBudget(perMinute: 60, burst: 5, now);
        budget.PauseUntil(now + TimeSpan.FromSeconds(30));
        budget.TryTake(now).TotalSeconds.ShouldBe(30);
        budget.TryTake(now + TimeSpan.FromSeconds(30)).ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(
        """{"LiveRoom":{"liveRoomUserInfo":{"user":{"roomId":"7300","status":2},"liveRoom":{"status":2}}}}""",
        7300,
        true
    )]
    [InlineData(
        """{"LiveRoom":{"liveRoomUserInfo":{"user":{"roomId":"7300","status":2},"liveRoom":{"status":4}}}}""",
        7300,
        false
    )]
    [InlineData("""{"LiveRoom":{"liveRoomUserInfo":{"user":{"roomId":"","status":4}}}}""", 0, false)]
    public void The_room_is_read_from_the_page(string state, long roomId, bool live)
    {
        string html = $"<html><script id=\"SIGI_STATE\" type=\"application/json\">{state}</script></html>";
        LivePage.Read(Encoding.UTF8.GetBytes(html)).ShouldBe(new RoomLookup(roomId, live));
    }

    [Theory]
    [InlineData("<html>Please wait...</html>")]
    [InlineData("<script id=\"SIGI_STATE\" type=\"application/json\">{\"LiveRoom\"")]
    [InlineData("<script id=\"SIGI_STATE\" type=\"application/json\">no json</script>")]
    [InlineData("<script id=\"SIGI_STATE\" type=\"application/json\">{}</script>")]
    [InlineData("")]
    public void A_page_without_a_room_is_a_failure_with_a_reason(string html) =>
        Should.Throw<ConnectionFailure>(() => LivePage.Read(Encoding.UTF8.GetBytes(html))).Message.ShouldNotBeEmpty();

    [Fact]
    public void The_first_fetch_says_where_to_connect()
    {
        byte[] body = new WireWriter()
            .Text(2, "cursor")
            .Text(5, "ext")
            .Bytes(7, new WireWriter().Text(1, "imprp").Text(2, "a b").Written.Span)
            .Text(10, "wss://example.test/im/")
            .Written.ToArray();
        SignedConnect signed = SignService.Read(body, "ttwid=1", "7301");
        signed.RoomId.ShouldBe(7301);
        Uri address = Addresses.Socket(signed, Device.New(new Random(1)), 7300, 150, direct: false);
        address.Query.ShouldContain("cursor=cursor");
        address.Query.ShouldContain("imprp=a%20b");
        address.Query.ShouldContain("room_id=7300");
        address.Query.ShouldNotContain("Mozilla%2F5.0");
        address.Query.ShouldNotContain("User-Agent");
    }

    [Fact]
    public void A_first_fetch_without_a_cursor_or_without_anything_is_refused()
    {
        Should.Throw<ConnectionFailure>(() => SignService.Read([], "c", null));
        byte[] noCursor = new WireWriter().Text(10, "wss://example.test/").Written.ToArray();
        Should.Throw<ConnectionFailure>(() => SignService.Read(noCursor, "c", null));
        Should.Throw<ConnectionFailure>(() => SignService.Read([0x0A, 0xFF], "c", null));
    }

    [Fact]
    public void Gifts_of_the_catalogue_are_known_by_their_number()
    {
        JsonElement reply = Json.Parse(
            """{"data":{"gifts":[{"id":5655,"name":"Rose","diamond_count":1},{"id":"x"}]}}"""u8
        );
        TikTokWeb.ReadGifts(reply).ShouldHaveSingleItem().Value.Coins.ShouldBe(1);
        TikTokWeb.ReadGifts(Json.Parse("<html>"u8)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ada.lovelace_1", true)]
    [InlineData("@ada", false)]
    [InlineData("ada.", false)]
    [InlineData("a", false)]
    [InlineData("ada lovelace", false)]
    [InlineData("ada\n", false)]
    [InlineData("abcdefghijklmnopqrstuvwxy", false)]
    [InlineData(null, false)]
    public void A_handle_is_checked(string? handle, bool valid) =>
        (AccountRules.HandleError(handle) is null).ShouldBe(valid);

    [Theory]
    [InlineData(" ada.lovelace_1 ", "ada.lovelace_1")]
    [InlineData("@ada", "ada")]
    [InlineData("https://www.tiktok.com/@ada.l/live", "ada.l")]
    [InlineData("tiktok.com/@ada?lang=en", "ada")]
    [InlineData("https://vm.tiktok.com/@ada/", "ada")]
    [InlineData("https://example.com/@ada", "https://example.com/@ada")]
    [InlineData("https://nottiktok.com/@ada", "https://nottiktok.com/@ada")]
    [InlineData(null, null)]
    public void A_handle_is_found_in_what_is_pasted(string? written, string? handle) =>
        AccountRules.HandleIn(written).ShouldBe(handle);

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("UTC", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData(null, false)]
    public void A_time_zone_is_checked(string? zone, bool valid) =>
        (AccountRules.TimeZoneError(zone) is null).ShouldBe(valid);

    [Fact]
    public void A_recording_holds_the_frames_and_stops_at_its_limit_with_a_reason()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"recording-{Guid.NewGuid():N}");
        try
        {
            using (var recorder = new FrameRecorder(folder, "ada", 2_000, TimeProvider.System))
            {
                recorder.Set(on: true);
                for (int n = 0; n < 100; n++)
                {
                    recorder.Add(7300, new byte[100]);
                }
                recorder.Message!.ShouldContain("limit");
            }
            string[] lines = File.ReadAllLines(Directory.GetFiles(folder).ShouldHaveSingleItem());
            lines.Length.ShouldBeInRange(10, 15);
            JsonElement line = JsonDocument.Parse(lines[0]).RootElement;
            line.GetProperty("roomId").GetString().ShouldBe("7300");
            line.GetProperty("frame").GetBytesFromBase64().Length.ShouldBe(100);
            line.GetProperty("at").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
