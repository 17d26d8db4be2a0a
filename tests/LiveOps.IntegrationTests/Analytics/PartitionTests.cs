using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Servers;
using MassTransit;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>Partitions of live-events change hands, and the broker dies, while events pour in: the books stay exact.</summary>
public sealed class PartitionTests(SharedServers servers)
{
    private const string Totals =
        "select string_agg(events || ' ' || coins || ' ' || gifts || ' ' || likes, ';') from analytics.live_sessions where account_id = $1";

    private readonly SyntheticLive[] _lives =
    [
        .. Enumerable.Range(31, 8).Select(seed => new SyntheticLive(seed, viewers: 200, eventsPerMessage: 5)),
    ];

    [Fact]
    public async Task A_replica_that_joins_and_one_that_leaves_under_load_lose_and_double_nothing()
    {
        var (database, rabbit) = (await servers.CreateDatabaseAsync(), await servers.CreateVirtualHostAsync());
        var bus = CrashTests.Publisher(rabbit);
        await bus.StartAsync();
        var first = await AnalyticsHost.StartAsync(database, rabbit);
        AnalyticsHost? second = null;
        try
        {
            await UnderLoadAsync(bus, async () => second = await AnalyticsHost.StartAsync(database, rabbit));
            // All partitions are the first one's until it leaves.
            await UnderLoadAsync(bus, async () => await first.DisposeAsync());
            await UnderLoadAsync(bus, async () => first = await AnalyticsHost.StartAsync(database, rabbit));
            await UnderLoadAsync(bus, async () => await second!.DisposeAsync());
            second = null;
            await UnderLoadAsync(bus, () => Task.CompletedTask);
            await ExactAsync(first);
        }
        finally
        {
            if (second is not null)
                await second.DisposeAsync();
            await first.DisposeAsync();
            await bus.StopAsync();
        }
    }

    [Fact]
    public async Task A_broker_that_is_killed_under_load_loses_and_doubles_nothing()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await using var broker = new RabbitServer();
        await broker.StartAsync();
        var rabbit = await broker.CreateVirtualHostAsync();
        var bus = CrashTests.Publisher(rabbit);
        await bus.StartAsync();
        try
        {
            await using var host = await AnalyticsHost.StartAsync(await servers.CreateDatabaseAsync(), rabbit);
            // The node writes the names of new queues to disk within seconds, not at once.
            await UnderLoadAsync(bus, () => Task.Delay(TimeSpan.FromSeconds(5)));
            await UnderLoadAsync(bus, broker.RestartAsync);
            await ExactAsync(host);
        }
        finally
        {
            await bus.StopAsync();
        }
    }

    /// <summary>Publishes before, while and after something happens.</summary>
    private async Task UnderLoadAsync(IBus bus, Func<Task> happening)
    {
        await PublishAsync(bus, 10);
        using var over = new CancellationTokenSource();
        var pouring = PourAsync(bus, over.Token);
        try
        {
            await happening();
        }
        finally
        {
            await over.CancelAsync();
            await pouring;
        }
        await PublishAsync(bus, 10);
    }

    private async Task PourAsync(IBus bus, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await PublishAsync(bus, 1);
            await Task.Delay(10, CancellationToken.None);
        }
    }

    private async Task PublishAsync(IBus bus, int rounds)
    {
        for (var round = 0; round < rounds; round++)
            await Task.WhenAll(_lives.Select(live => PublishAsync(bus, live.Next())));
    }

    /// <summary>As Ingestion does: what is not confirmed goes out again, the same.</summary>
    private static async Task PublishAsync(IBus bus, LiveEvents message)
    {
        while (true)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await bus.Publish(
                    message,
                    context => context.SetRoutingKey(AccountBucket.Of(message.AccountId)),
                    patience.Token
                );
                return;
            }
            catch (Exception error) when (error is not InvalidOperationException || error is ObjectDisposedException)
            {
                await Task.Delay(200, CancellationToken.None);
            }
        }
    }

    // One row an account: no session is split in two.
    private async Task ExactAsync(AnalyticsHost host)
    {
        foreach (var live in _lives)
            await host.EventuallyAsync($"{live.Events} {live.Coins} {live.Gifts} {live.Likes}", Totals, live.AccountId);
        (await host.QueryAsync<long>("select count(*) from analytics.events")).ShouldBe(
            _lives.Sum(live => live.Events)
        );
    }
}
