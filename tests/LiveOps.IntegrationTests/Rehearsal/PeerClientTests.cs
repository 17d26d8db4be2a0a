using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LiveOps.IntegrationTests.Ingestion;
using Microsoft.AspNetCore.Builder;

namespace LiveOps.IntegrationTests.Rehearsal;

/// <summary>What an independent client of TikTok LIVE gets from a rehearsal room is what the truth says.</summary>
public sealed class PeerClientTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await Hosts.RehearsalAsync();
        _http = new HttpClient { BaseAddress = _app.Address() };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_npm_client_receives_the_gifts_comments_and_likes_of_the_truth()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (folder, reason) = await PeerClient.InstallAsync(cancel);
        Assert.SkipWhen(folder is null, reason);
        await PostAsync("start", new { });
        using var peer = await PeerClient.StartAsync(folder!, _http.BaseAddress!.ToString(), "peer_show", cancel);

        await PostAsync(
            "gifts",
            new
            {
                gift = "Rose",
                count = 40,
                streak = true,
                user = "anna",
            }
        );
        await PostAsync("gifts", new { gift = "Corgi", count = 60 });
        await PostAsync("comments", new { text = "hello there", count = 25 });
        await PostAsync("likes", new { count = 200 });
        await PostAsync("follows", new { count = 2 });
        await PostAsync("shares", new { count = 3 });
        await PostAsync("joins", new { count = 4 });
        // The package handles frames side by side; it gets a moment before the end cuts off what it still decodes.
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancel);
        await PostAsync("stop", new { });
        var lines = await peer.ReadToEndAsync(cancel);

        var served = (await _http.GetFromJsonAsync<JsonNode>("api/rooms/peer_show/truth", cancel))!["served"]!;
        long Served(string key) => served[key]!.GetValue<long>();
        List<JsonNode> Events(string name) => lines.Where(line => line["event"]?.GetValue<string>() == name).ToList();
        var gifts = Events("gift");
        gifts.Select(Id).Distinct().Count().ShouldBe(served["byKind"]!["gift"]!.GetValue<int>());
        Coins(gifts).ShouldBe(Served("coins"));
        Served("coins").ShouldBe(40 + 60 * 299);
        gifts.Sum(gift => Number(gift["fanTicketCount"])).ShouldBe(Served("coins"));
        Events("chat").Select(Id).Distinct().Count().ShouldBe((int)Served("comments"));
        Events("chat").ShouldAllBe(chat => chat["comment"]!.GetValue<string>() == "hello there");
        Events("like").Sum(like => Number(like["likes"])).ShouldBe(Served("likeCount"));
        Events("like").Max(like => Number(like["total"])).ShouldBe(Served("likes"));
        Events("follow").Count.ShouldBe((int)Served("follows"));
        Events("share").Count.ShouldBe((int)Served("shares"));
        Events("member").Count.ShouldBe((int)Served("joins"));
        lines[^1]["summary"]!["counts"]!["streamEnd"]!.GetValue<int>().ShouldBe(1);
    }

    private static string Id(JsonNode line) => line["msgId"]!.GetValue<string>();

    /// <summary>By the safe rule: the rise of a streak's running total; a gift without a group counts as it is.</summary>
    private static long Coins(IEnumerable<JsonNode> gifts) =>
        gifts
            .DistinctBy(Id)
            .GroupBy(gift =>
                gift["groupId"]!.GetValue<string>() == "0"
                    ? Id(gift)
                    : $"{gift["userId"]} {gift["giftId"]} {gift["groupId"]}"
            )
            .Sum(streak => streak.Max(gift => Number(gift["repeatCount"])) * Number(streak.First()["coins"]));

    private static long Number(JsonNode? value) =>
        long.Parse(value!.ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private async Task PostAsync(string act, object body)
    {
        using var answer = await _http.PostAsJsonAsync(
            $"api/rooms/peer_show/{act}",
            body,
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }
}
