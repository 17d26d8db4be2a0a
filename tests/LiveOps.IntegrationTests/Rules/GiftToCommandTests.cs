using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.RoutingBoards;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LiveOps.IntegrationTests.Rules;

public sealed class GiftToCommandTests(SharedServers servers)
{
    private readonly Guid _workspace = Guid.NewGuid();
    private readonly Guid _account = Guid.NewGuid();

    [Fact]
    public async Task A_thousand_gifts_become_a_thousand_commands_and_decisions()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, Seed());
        await KnowsBoardAsync(neighbours, rules);

        for (var n = 0; n < 1_000; n += 4)
            await neighbours.PublishAsync(Roses(n, 4));

        await Eventually.HoldsAsync(() => neighbours.Received.Commands.Count >= 1_000, "1,000 commands");
        await Eventually.HoldsAsync(() => Count(database, "decisions") >= 1_000, "1,000 decisions");
        var commands = neighbours.Received.Commands.Select(received => received.Command).ToArray();
        commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(1_000);
        commands.Length.ShouldBe(1_000);
        commands.ShouldAllBe(command => command.DeviceId == "LED1" && command.Action == "ON");
        commands.ShouldAllBe(command => command.BoardId == "AB12CD34" && command.WorkspaceId == _workspace);
        commands
            .Select(command => command.Cause!.MessageId)
            .Order()
            .ShouldBe(Enumerable.Range(0, 1_000).Select(n => (long)n));
        Count(database, "decisions").ShouldBe(1_000);
        var booked = neighbours.Received.Decisions.SelectMany(decided => decided.Decisions).ToArray();
        booked.Length.ShouldBe(1_000);
        booked.ShouldAllBe(decision => decision.Outcome == RuleOutcome.Fired);
        booked.SelectMany(decision => decision.CommandIds).Order().ShouldBe(commands.Select(c => c.CommandId).Order());
    }

    private Dictionary<string, string?> Seed() =>
        new()
        {
            ["Rules:Seed:WorkspaceId"] = _workspace.ToString(),
            ["Rules:Seed:AccountId"] = _account.ToString(),
        };

    private async Task KnowsBoardAsync(Neighbours neighbours, RulesHost rules)
    {
        var directory = rules.Services.GetRequiredService<GatewayDirectory>();
        for (var n = 0; n < 100 && !directory.Of(_workspace).Any(); n++)
        {
            await neighbours.PublishStatusAsync(_workspace);
            await Task.Delay(100);
        }
        directory.Of(_workspace).ShouldNotBeEmpty();
    }

    private LiveEvents Roses(int first, int count) =>
        new()
        {
            WorkspaceId = _workspace,
            AccountId = _account,
            RoomId = 77,
            Sequence = first,
            ReceivedAt = DateTimeOffset.UtcNow,
            Events = [.. Enumerable.Range(first, count).Select(n => Rose(n))],
        };

    private static LiveEvent Rose(long id) =>
        new()
        {
            MessageId = id,
            Kind = LiveEventKind.Gift,
            At = DateTimeOffset.UtcNow,
            Viewer = new LiveViewer { UserId = 5, Nickname = "Grace" },
            Gift = new LiveGift
            {
                GiftId = 5655,
                Name = "Rose",
                Coins = 1,
                RepeatCount = 1,
                Credited = 1,
                GroupId = 0,
            },
        };

    private static long Count(string database, string table)
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var count = new NpgsqlCommand($"select count(*) from rules.{table}", connection);
        return (long)count.ExecuteScalar()!;
    }
}
