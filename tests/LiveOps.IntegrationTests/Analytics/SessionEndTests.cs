using LiveOps.Analytics.Sessions;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>The end of a live session is told once for each end, whoever noticed it.</summary>
public sealed class SessionEndTests(SharedServers servers)
{
    private static readonly DateTimeOffset _later = DateTimeOffset.UtcNow.AddHours(1);

    [Fact]
    public async Task An_end_is_told_once_with_all_that_came_until_then_and_again_when_it_comes_again()
    {
        await using var host = await StartAsync();
        var heard = await HearAsync(host);
        var ends = host.Services.GetRequiredService<AnnounceEnds>();
        var live = new SyntheticLive(51, viewers: 40);
        await SessionReviewTests.StoreAsync(host, [live.Start(), live.Next(), live.End()]);

        // Not at once: the last gifts come after the end.
        (await ends.AnnounceAsync(DateTimeOffset.UtcNow, default)).ShouldBe(0);
        await SessionReviewTests.StoreAsync(host, [live.Next()]);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(1);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(0);

        await EventuallyAsync(heard, 1);
        var first = heard[0];
        first.EndNo.ShouldBe(1);
        first.SaidByTikTok.ShouldBeTrue();
        first.RoomId.ShouldBe(live.RoomId);
        first.Totals.Coins.ShouldBe(live.Coins);
        first.Totals.Comments.ShouldBe(live.Comments);
        first.Totals.Events.ShouldBe(live.Events);
        first.Leaderboard[0].Coins.ShouldBe(live.CoinsByViewer.Values.Max());
        first.AverageViewers.ShouldBe(13);

        await SessionReviewTests.StoreAsync(host, [live.Start() with { Sequence = 1_000_000 }]);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(0);
        await SessionReviewTests.StoreAsync(host, [live.End() with { Sequence = 1_000_001 }]);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(1);
        await EventuallyAsync(heard, 2);
        heard[1].EndNo.ShouldBe(2);
        heard[1].LiveSessionId.ShouldBe(first.LiveSessionId);
        // The same signs once more are no news.
        await SessionReviewTests.StoreAsync(host, [live.End() with { Sequence = 1_000_001 }]);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(0);
    }

    [Fact]
    public async Task An_end_by_silence_or_by_a_newer_room_is_told_too()
    {
        await using var host = await StartAsync();
        var heard = await HearAsync(host);
        var ends = host.Services.GetRequiredService<AnnounceEnds>();
        var first = new SyntheticLive(52, viewers: 40);
        var second = new SyntheticLive(53, viewers: 40)
        {
            WorkspaceId = first.WorkspaceId,
            AccountId = first.AccountId,
            Now = first.Now.AddHours(1),
        };
        await SessionReviewTests.StoreAsync(host, [first.Next()]);
        await SessionReviewTests.StoreAsync(host, [second.Next()]);

        (await ends.AnnounceAsync(_later, default)).ShouldBe(1);
        (
            await host.Services.GetRequiredService<EndSilentSessions>().EndAsync(second.Now.AddMinutes(31), default)
        ).ShouldBe(1);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(1);

        await EventuallyAsync(heard, 2);
        heard.ConvertAll(one => one.RoomId).ShouldBe([first.RoomId, second.RoomId], ignoreOrder: true);
        heard.ShouldAllBe(one => !one.SaidByTikTok && one.EndNo == 1);
        heard.Single(one => one.RoomId == second.RoomId).Totals.Coins.ShouldBe(second.Coins);
    }

    [Fact]
    public async Task An_end_that_is_taken_back_before_it_is_told_is_not_told()
    {
        await using var host = await StartAsync();
        var heard = await HearAsync(host);
        var ends = host.Services.GetRequiredService<AnnounceEnds>();
        var live = new SyntheticLive(54, viewers: 40);
        await SessionReviewTests.StoreAsync(host, [live.Next(), live.End()]);
        await SessionReviewTests.StoreAsync(host, [live.Start()]);

        (await ends.AnnounceAsync(_later, default)).ShouldBe(0);
        await SessionReviewTests.StoreAsync(host, [live.Next(), live.End()]);
        (await ends.AnnounceAsync(_later, default)).ShouldBe(1);

        await EventuallyAsync(heard, 1);
        heard[0].EndNo.ShouldBe(2);
    }

    private static async Task<List<LiveSessionEnded>> HearAsync(AnalyticsHost host)
    {
        var heard = new List<LiveSessionEnded>();
        var handle = host
            .Services.GetRequiredService<IBusControl>()
            .ConnectReceiveEndpoint(
                $"test-ends-{Guid.CreateVersion7():n}",
                endpoint =>
                    endpoint.Handler<LiveSessionEnded>(context =>
                    {
                        lock (heard)
                            heard.Add(context.Message);
                        return Task.CompletedTask;
                    })
            );
        await handle.Ready;
        return heard;
    }

    private static async Task EventuallyAsync(List<LiveSessionEnded> heard, int count)
    {
        for (var n = 0; n < 600 && heard.Count < count; n++)
            await Task.Delay(50);
        heard.Count.ShouldBe(count);
    }

    private async Task<AnalyticsHost> StartAsync() => await AnalyticsHost.StartAsync(servers);
}
