using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>A room of the stand-in for TikTok, and what it says was sent.</summary>
internal sealed class RehearsalRoom(HttpClient tiktok, string handle)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public string Handle => handle;

    /// <summary>What viewers do in a minute.</summary>
    public async Task ActAsync()
    {
        await PostAsync("gifts", """{"gift":"Rose","count":20}""");
        await PostAsync("gifts", """{"gift":"Rose","count":30,"streak":true,"user":"bea"}""");
        await PostAsync("comments", """{"text":"hello","count":20}""");
        await PostAsync("likes", """{"count":100}""");
        await PostAsync("follows", """{"count":5}""");
        await PostAsync("shares", """{"count":3}""");
        await PostAsync("joins", """{"count":10}""");
    }

    public async Task<JsonElement> PostAsync(string act, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        HttpResponseMessage reply = await tiktok.PostAsync($"/api/rooms/{handle}/{act}", body);
        reply.IsSuccessStatusCode.ShouldBeTrue($"{act}: {await reply.Content.ReadAsStringAsync()}");
        return await reply.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<JsonElement> ShowAsync() => tiktok.GetFromJsonAsync<JsonElement>($"/api/rooms/{handle}");

    public Task<JsonElement> TruthAsync() => tiktok.GetFromJsonAsync<JsonElement>($"/api/rooms/{handle}/truth");

    /// <summary>Waits until books say what the room says was sent ("served"), or what viewers did ("offered").</summary>
    public async Task<JsonElement> AgreeAsync(Books books, string side)
    {
        long start = TimeProvider.System.GetTimestamp();
        string different;
        JsonElement truth;
        do
        {
            await Task.Delay(100);
            truth = await TruthAsync();
            different = Differences(truth.GetProperty(side), books);
        } while (different.Length > 0 && TimeProvider.System.GetElapsedTime(start) < _patience);
        different.ShouldBeEmpty();
        return truth;
    }

    /// <summary>Where books differ from the room's; empty where they agree.</summary>
    public static string Differences(JsonElement truth, Books books)
    {
        (string Name, long Ours)[] ours =
        [
            ("coins", books.Coins),
            ("comments", books.Count(LiveEventKind.Chat)),
            ("follows", books.Count(LiveEventKind.Follow)),
            ("shares", books.Count(LiveEventKind.Share)),
            ("joins", books.Count(LiveEventKind.Join)),
        ];
        return string.Join(
            ", ",
            ours.Where(one => truth.GetProperty(one.Name).GetInt64() != one.Ours)
                .Select(one => $"{one.Name}: {truth.GetProperty(one.Name)} sent, {one.Ours} on the books")
        );
    }

    public static async Task WaitAsync(Func<bool> condition, string what) =>
        await WaitAsync(() => Task.FromResult(condition()), what);

    public static async Task WaitAsync(Func<Task<bool>> condition, string what, Func<string>? seen = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider
                .System.GetElapsedTime(start)
                .ShouldBeLessThan(_patience, $"waiting for {what}. {seen?.Invoke()}");
            await Task.Delay(20);
        }
    }
}
