using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Webcast.Frames;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Tests.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Real messages on the books, beside a count of what an independent decoder reads in them.</summary>
public sealed class RecordedBooksTests(SharedServers servers)
{
    /// <summary>When a message that does not say its time was received.</summary>
    private static readonly DateTimeOffset _received = new(2023, 9, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid _workspace = Guid.CreateVersion7();
    private static readonly Guid _account = Guid.CreateVersion7();

    [Fact]
    public async Task Profiles_of_recorded_viewers_equal_an_independent_count()
    {
        Assert.SkipUnless(RecordedMessages.Exist, RecordedMessages.SkipReason);
        await using var host = await AnalyticsHost.StartAsync(
            await AnalyticsHost.DatabaseAsync(servers),
            await servers.CreateVirtualHostAsync()
        );
        var store = host.Services.GetRequiredService<EventStore>();
        var names = new Names();
        var messages = ReadAll().ToArray();
        new Random(3).Shuffle(messages);
        foreach (var batch in messages.Chunk(50))
            await store.StoreAsync(
                [.. batch.Concat(batch.Take(5)).Select(one => EventMapping.ToRows(one, redelivered: false, 8_192))],
                names,
                default
            );

        var expected = RecordedMessages
            .All()
            .Select(message => message.Expected)
            .Where(IsOfAViewer)
            .GroupBy(facts => Number(facts, "userId"))
            .ToDictionary(viewer => viewer.Key, viewer => Count([.. viewer]));
        var found = await host.RowsAsync(
            """
            select user_id, concat_ws(' ', coins, gifts, comments, likes, follows, shares, joins, visits, watch_ms)
            from analytics.viewer_profiles join analytics.audiences using (audience_no) where account_id is not null
            """,
            row => (User: row.GetInt64(0), Totals: row.GetString(1))
        );
        found.Count.ShouldBe(expected.Count);
        foreach (var (user, totals) in found)
            totals.ShouldBe(expected[user], $"viewer {user}");
        // The sums that come with the recordings.
        (
            await host.QueryAsync<string>("select sum(gifts) || ' ' || sum(coins) from analytics.live_sessions")
        ).ShouldBe("96 135");
    }

    private static IEnumerable<LiveEvents> ReadAll()
    {
        var readers = new Dictionary<long, RoomReader>();
        var sequence = 0L;
        foreach (var message in RecordedMessages.All())
        {
            if (!readers.TryGetValue(message.RoomId, out var reader))
                readers[message.RoomId] = reader = new RoomReader(new RoomTally(), new ReadCounters());
            var made = new List<LiveEvent>();
            var received = TimeOf(message.Expected);
            reader.ReadMessage(
                new BaseMessage
                {
                    Method = Encoding.UTF8.GetBytes(message.Type),
                    MessageId = message.MessageId,
                    Payload = message.Payload,
                },
                received,
                made
            );
            if (made.Count == 0)
                continue;
            yield return new LiveEvents
            {
                WorkspaceId = _workspace,
                AccountId = _account,
                RoomId = message.RoomId,
                Sequence = sequence += 100,
                ReceivedAt = received,
                Events = made,
            };
        }
    }

    private static bool IsOfAViewer(JsonElement facts) =>
        facts.GetProperty("type").GetString()
            is "WebcastChatMessage"
                or "WebcastGiftMessage"
                or "WebcastLikeMessage"
                or "WebcastMemberMessage"
                or "WebcastSocialMessage"
                or "WebcastEmoteChatMessage"
                or "WebcastQuestionNewMessage"
                or "WebcastSubNotifyMessage";

    private static string Count(List<JsonElement> facts)
    {
        IEnumerable<JsonElement> Of(string type) => facts.Where(one => one.GetProperty("type").GetString() == type);
        var (coins, gifts) = (0L, 0L);
        var streaks = Of("WebcastGiftMessage")
            .GroupBy(one =>
                (Number(one, "roomId"), Number(one, "giftId"), Group: Number(one, "groupId"), Text(one, "receiverId"))
            );
        foreach (var streak in streaks)
        {
            var counts = streak.Select(one => Number(one, "repeatCount"));
            var units = streak.Key.Group == 0 ? counts.Sum() : counts.Max();
            gifts += units;
            coins += units * Number(streak.First(), "diamondCount");
        }
        var (visits, watched) = (0, 0L);
        foreach (var room in facts.GroupBy(one => Number(one, "roomId")))
        {
            var times = room.Select(one => TimeOf(one).ToUnixTimeMilliseconds()).Order().ToList();
            visits += 1 + times.Zip(times.Skip(1)).Count(pair => pair.Second - pair.First > 300_000);
            watched += times
                .Zip(times.Skip(1))
                .Select(pair => pair.Second - pair.First)
                .Where(pause => pause <= 300_000)
                .Sum();
        }
        long Social(long action) => Of("WebcastSocialMessage").Count(one => Number(one, "socialAction") == action);
        return string.Join(
            ' ',
            coins,
            gifts,
            Of("WebcastChatMessage").Count(),
            Of("WebcastLikeMessage").Sum(one => Number(one, "likeCount")),
            Social(1),
            Social(3),
            Of("WebcastMemberMessage").Count(one => Number(one, "memberAction") == 1),
            visits,
            watched
        );
    }

    private static DateTimeOffset TimeOf(JsonElement facts) =>
        Number(facts, "createTime") is > 0 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : _received;

    private static string? Text(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;

    private static long Number(JsonElement facts, string name) =>
        long.TryParse(Text(facts, name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
