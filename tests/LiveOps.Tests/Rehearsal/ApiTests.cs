using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LiveOps.Hosting;
using LiveOps.Rehearsal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace LiveOps.Tests.Rehearsal;

/// <summary>The service in this process on a free port, once for all tests of the class.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private WebApplication _app = null!;

    internal HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddLiveOpsDefaults("rehearsal", authenticate: false);
        builder.AddRehearsal();
        _app = builder.Build();
        _app.MapLiveOpsDefaults();
        _app.MapRehearsal();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>The control API and TikTok's side, asked over HTTP.</summary>
public sealed class ApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    private readonly HttpClient _http = host.Http;

    [Theory]
    [InlineData("rooms/none/gifts", "{}", 404, "POST /api/rooms/none/start")]
    [InlineData("rooms/a!/start", "{}", 400, "A handle has 2 to 24 letters")]
    [InlineData("rooms/show/start", """{"viewers": -1}""", 400, "viewers must not be negative")]
    [InlineData("rooms/show/gifts", """{"gift": "Golden Goose"}""", 400, "There is no gift 'Golden Goose'")]
    [InlineData("rooms/show/gifts", """{"count": 0}""", 400, "count must be between 1 and 1000000")]
    [InlineData("rooms/show/gifts", """{"count": "many"}""", 400, "$.count")]
    [InlineData("rooms/show/gifts", """{"amount": 3}""", 400, "amount")]
    [InlineData("rooms/show/gifts", "{", 400, "The JSON cannot be used")]
    [InlineData("rooms/show/gifts", """{"perSecond": -3}""", 400, "perSecond must be above 0")]
    [InlineData("rooms/show/gifts", """{"user": {"id": "x", "handle": "anna"}}""", 400, "user.id")]
    [InlineData("rooms/show/gifts", """{"user": {"nickname": "Anna"}}""", 400, "user needs a handle")]
    [InlineData("rooms/show/comments", "{}", 400, "text must have 1 to 10000")]
    [InlineData("rooms/show/scenario", "{}", 400, "Give either a name")]
    [InlineData("rooms/show/scenario", """{"scenario": "opera"}""", 400, "warm-up")]
    [InlineData("rooms/show/scenario", """{"steps": [{"atMs": 1, "type": "dance"}]}""", 400, "$.steps[0].type")]
    [InlineData("rooms/show/replay", """{"path": "/no/such/file"}""", 400, "/api/rooms/show/replay/upload")]
    [InlineData("rooms/show/load", """{"perSecond": 1e9, "seconds": 1e9}""", 400, "seconds must be above 0")]
    [InlineData("rooms/show/faults", """{"duplicate": 7}""", 400, "duplicate must be between 0 and 1")]
    [InlineData("rooms/show/faults", """{"sign": {"status": 418}}""", 400, "sign.status must be")]
    public async Task Bad_input_is_told_what_to_do(string path, string body, int status, string hint)
    {
        await PostAsync("rooms/show/start", "{}");
        var answer = await PostAsync(path, body);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        problem!["detail"]!.GetValue<string>().ShouldContain(hint);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_told_which_header_to_send()
    {
        await PostAsync("rooms/show/start", "{}");
        using var content = new StringContent("count=3", Encoding.UTF8, "application/x-www-form-urlencoded");
        var answer = await _http.PostAsync("api/rooms/show/gifts", content, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
            "application/json"
        );
    }

    [Fact]
    public async Task After_the_end_acts_are_refused_until_the_next_start()
    {
        await PostAsync("rooms/show/start", "{}");
        await PostAsync("rooms/show/stop", "{}");
        (await PostAsync("rooms/show/gifts", "{}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await PostAsync("rooms/show/start", "{}");
        (await PostAsync("rooms/show/gifts", "{}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_act_needs_no_body_and_a_user_can_be_a_handle()
    {
        await PostAsync("rooms/givers/start", "{}");
        var bare = await _http.PostAsync("api/rooms/givers/gifts", null, TestContext.Current.CancellationToken);
        bare.StatusCode.ShouldBe(HttpStatusCode.OK);
        await PostAsync("rooms/givers/gifts", """{"gift": 5658, "user": "anna"}""");
        await PostAsync("rooms/givers/gifts", """{"user": {"id": "77", "handle": "ben", "nickname": "Ben"}}""");
        var truth = await GetAsync("api/rooms/givers/truth");
        truth["offered"]!["coins"]!.GetValue<long>().ShouldBe(22);
        var givers = truth["offered"]!["topGivers"]!.AsArray();
        givers[0]!["handle"]!.GetValue<string>().ShouldBe("anna");
        givers.ShouldContain(giver => giver!["userId"]!.GetValue<string>() == "77");
    }

    [Fact]
    public async Task Rooms_answer_as_TikTok_does_and_break_as_asked()
    {
        (await _http.GetStringAsync("@stage/live", TestContext.Current.CancellationToken)).ShouldNotContain("LiveRoom");
        (await GetAsync("api-live/user/room/?uniqueId=stage"))["statusCode"]!.GetValue<int>().ShouldBe(19881007);
        await PostAsync("rooms/stage/start", "{}");
        var room = await GetAsync("api/rooms/stage");
        var roomId = room["roomId"]!.GetValue<string>();
        (await _http.GetStringAsync("@stage/live", TestContext.Current.CancellationToken)).ShouldContain(
            $"\"roomId\":\"{roomId}\""
        );
        (await GetAsync($"webcast/room/info/?room_id={roomId}"))["data"]!["status"]!.GetValue<int>().ShouldBe(2);
        (await GetAsync($"webcast/gift/list/?room_id={roomId}"))["data"]!["gifts"]!
            .AsArray()
            .Select(gift => gift!["id"]!.GetValue<long>())
            .ShouldContain(5655);

        await PostAsync("rooms/stage/faults", """{"captcha": true, "roomInfo403": true, "giftList403": true}""");
        (await _http.GetStringAsync("@stage/live", TestContext.Current.CancellationToken)).ShouldContain(
            "Please wait..."
        );
        await StatusShouldBeAsync($"webcast/room/info/?room_id={roomId}", 403);
        await StatusShouldBeAsync($"webcast/gift/list/?room_id={roomId}", 403);
        await PostAsync("rooms/stage/faults", """{"sign": {"status": 429, "retryAfter": 7, "times": 1}}""");
        var limited = await StatusShouldBeAsync($"webcast/rooms/{roomId}/connect", 429);
        limited.Headers.GetValues("retry-after").ShouldHaveSingleItem().ShouldBe("7");
        await PostAsync("rooms/stage/faults", """{"sign": {"noCookie": true, "emptyBody": true, "times": 1}}""");
        var empty = await StatusShouldBeAsync($"webcast/fetch?room_id={roomId}", 200);
        empty.Headers.Contains("x-set-tt-cookie").ShouldBeFalse();
        (await empty.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();

        await _http.DeleteAsync("api/rooms/stage/faults", TestContext.Current.CancellationToken);
        await PostAsync("rooms/stage/stop", "{}");
        (await GetAsync("api-live/user/room/?uniqueId=stage"))["data"]!["liveRoom"]!["status"]!
            .GetValue<int>()
            .ShouldBe(4);
        (await GetAsync($"webcast/room/check_alive/?room_ids={roomId}"))["data"]![0]!["alive"]!
            .GetValue<bool>()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_and_the_description_of_the_API_are_there()
    {
        (await _http.GetStringAsync("", TestContext.Current.CancellationToken)).ShouldContain("Send a Rose");
        (await _http.GetStringAsync("page.js", TestContext.Current.CancellationToken)).ShouldContain("api/rooms");
        var paths = (await GetAsync("openapi/v1.json"))["paths"]!.AsObject().Select(path => path.Key).ToList();
        paths.ShouldContain("/api/rooms/{handle}/gifts");
        paths.ShouldContain("/api/rooms/{handle}/truth");
        paths.ShouldNotContain("/webcast/fetch");
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _http.PostAsync(
            $"api/{path}",
            new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken
        );

    private async Task<JsonNode> GetAsync(string path) =>
        (await _http.GetFromJsonAsync<JsonNode>(path, TestContext.Current.CancellationToken))!;

    private async Task<HttpResponseMessage> StatusShouldBeAsync(string path, int status)
    {
        var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        ((int)answer.StatusCode).ShouldBe(status);
        return answer;
    }
}
