using System.Net.Http.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using LiveOps.IntegrationTests.Analytics;
using LiveOps.IntegrationTests.Servers;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>Commands to a gateway that has no queue on the broker: on the books, once, in words, and nothing else lost.</summary>
public sealed class GatewayWithoutQueueTests(SharedServers servers)
{
    private readonly Show _show = new();

    [Fact]
    public async Task Each_command_is_on_the_books_as_offline_and_the_next_message_is_decided()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var books = await AnalyticsHost.StartAsync(database, broker);
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        // It speaks, and takes nothing: its queue was deleted, or it is of another installation.
        await _show.KnowsBoardAsync(neighbours, rules, gateway: "pc9");
        using var manager = rules.Client(_show.Workspace);
        await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
        await Task.Delay(300);

        await neighbours.PublishAsync(_show.Gifts(0, 3));
        await books.EventuallyAsync(3L, Ended, (short)DeviceCommandOutcome.BoardOffline);
        var completions = neighbours.Received.Completions.ToArray();
        completions.Length.ShouldBe(3);
        completions.ShouldAllBe(completed =>
            completed.GatewayId == "pc9"
            && completed.BoardId == "AB12CD34"
            && completed.WorkspaceId == _show.Workspace
            && completed.SentAt == null
            && completed.Detail!.StartsWith("Gateway pc9 has never been on the bus")
            && completed.Detail.Contains("start the gateway")
        );
        Decided(neighbours).Order().ShouldBe(completions.Select(completed => completed.CommandId).Order());

        // The one whose queue is there gets its own, from the same account and right behind.
        await neighbours.PublishStatusAsync(_show.Workspace);
        await Task.Delay(300);
        await neighbours.PublishAsync(_show.Gifts(3, 2));
        await Eventually.HoldsAsync(() => neighbours.Received.Commands.Count == 2, "the next commands");
        neighbours.Received.Commands.Select(sent => sent.Command.Cause!.MessageId).Order().ShouldBe([3L, 4L]);
        neighbours.Received.Completions.Count.ShouldBe(3);
        (await ErrorsAsync(broker)).ShouldBe(0u);
    }

    [Fact]
    public async Task A_message_that_comes_again_after_a_crash_ends_its_commands_under_the_same_ids_and_the_books_count_them_once()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var books = await AnalyticsHost.StartAsync(database, broker);
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using (var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false)))
        {
            using var manager = rules.Client(_show.Workspace);
            await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
            await _show.RemembersBoardAsync(neighbours, rules, gateway: "pc9");
        }
        // Nothing can be persisted: what is decided and sent stays unacknowledged until the crash.
        await using var locked = await books.Database.OpenConnectionAsync();
        await using var held = await locked.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table rules.decisions in exclusive mode", locked, held))
            await hold.ExecuteNonQueryAsync();
        using (var first = RulesProcess.Start(database, broker))
        {
            try
            {
                await neighbours.PublishAsync(_show.Gifts(0, 3));
                await Eventually.HoldsAsync(() => neighbours.Received.Completions.Count == 3, "the first ends");
            }
            finally
            {
                first.Kill();
                await first.WaitForExitAsync();
            }
        }
        // PostgreSQL goes on with the statement of a client that is gone, as soon as the lock allows it.
        await using (
            var end = new NpgsqlCommand(
                """
                select pg_terminate_backend(pid) from pg_locks
                where not granted and database = (select oid from pg_database where datname = current_database())
                """,
                locked,
                held
            )
        )
            await end.ExecuteNonQueryAsync();
        await held.RollbackAsync();
        await using var second = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));

        await Eventually.HoldsAsync(() => Show.Count(database) == 3, "the decisions are persisted");
        await Eventually.HoldsAsync(() => neighbours.Received.Completions.Count >= 6, "the second ends them again");
        var ends = neighbours.Received.Completions.ToArray();
        ends.Select(end => end.CommandId).Distinct().Count().ShouldBe(3);
        await books.EventuallyAsync(3L, Ended, (short)DeviceCommandOutcome.BoardOffline);
        await books.EventuallyAsync(3L, "select actions_not_done from analytics.live_sessions");
    }

    [Fact]
    public async Task A_queue_or_an_exchange_deleted_under_load_takes_no_other_command_with_it()
    {
        const int Frames = 90;
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        var other = new Show();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var otherPc = await Neighbours.StartAsync(broker, "pc2");
        // One partition: both accounts are decided over the same channels.
        var settings = new Dictionary<string, string?>(_show.Seed(examples: false)) { ["Rules:Partitions"] = "1" };
        await using var rules = await RulesHost.StartAsync(database, broker, settings);
        await _show.KnowsBoardAsync(neighbours, rules);
        await other.KnowsBoardAsync(otherPc, rules, "pc2");
        foreach (var show in new[] { _show, other })
        {
            using var manager = rules.Client(show.Workspace);
            await manager.PutAsJsonAsync($"/api/rules/bindings/{show.Account}", new { boardId = "AB12CD34" });
            await manager.PostAsJsonAsync("/api/rules", show.Rule("Rose"));
            await show.LetEverythingBeginAsync(manager);
        }

        for (var n = 0; n < Frames; n++)
        {
            if (n == Frames / 3)
                await DeleteAsync(broker, channel => channel.ExchangeDeleteAsync(GatewayQueue.NameOf("pc2")));
            if (n == Frames * 2 / 3)
            {
                // What is in it is out of the test: all that was sent before has been taken.
                await Eventually.HoldsAsync(() => neighbours.Received.Commands.Count == n * 2, "the queue is empty");
                // First: the gateway's own library would declare it again.
                await neighbours.LeaveAsync();
                await DeleteAsync(broker, channel => channel.QueueDeleteAsync(GatewayQueue.NameOf("pc1")));
            }
            await otherPc.PublishStatusAsync(_show.Workspace);
            await otherPc.PublishStatusAsync(other.Workspace, "pc2");
            await otherPc.PublishAsync(_show.Gifts(n * 2, 2));
            await otherPc.PublishAsync(other.Gifts(n * 2, 2));
        }

        await Eventually.HoldsAsync(() => Show.Count(database) == Frames * 4, "all decisions");
        await Eventually.HoldsAsync(() => otherPc.Received.Commands.Count == Frames * 2, "all of the other gateway's");
        otherPc.Received.Commands.Select(sent => sent.Command.CommandId).Distinct().Count().ShouldBe(Frames * 2);
        var taken = neighbours.Received.Commands.Select(sent => sent.Command.CommandId).ToHashSet();
        var ended = otherPc.Received.Completions.Select(end => end.CommandId).ToHashSet();
        taken.Count.ShouldBe(Frames * 4 / 3);
        ended.Count.ShouldBe(Frames * 2 / 3);
        taken.Intersect(ended).ShouldBeEmpty();
        Decided(otherPc).Distinct().Count().ShouldBe(Frames * 4);
        (await ErrorsAsync(broker)).ShouldBe(0u);
    }

    private const string Ended = "select count(*) from analytics.actions where outcome = $1";

    private static IEnumerable<Guid> Decided(Neighbours neighbours) =>
        neighbours
            .Received.Decisions.SelectMany(decided => decided.Decisions)
            .Where(decision => decision.Outcome == RuleOutcome.Fired)
            .SelectMany(decision => decision.CommandIds);

    /// <summary>Messages that the service could not deal with, as the broker has them.</summary>
    private static async Task<uint> ErrorsAsync(string broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        var errors = 0u;
        for (var partition = 0; partition < 4; partition++)
        {
            await using var channel = await connection.CreateChannelAsync();
            try
            {
                errors += await channel.MessageCountAsync($"rules.live-events.{partition}_error");
            }
            catch (OperationInterruptedException noSuchQueue) when (noSuchQueue.ShutdownReason?.ReplyCode == 404)
            {
                // Made with its first message.
            }
        }
        return errors;
    }

    private static async Task DeleteAsync(string broker, Func<IChannel, Task> delete)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await delete(channel);
    }
}
