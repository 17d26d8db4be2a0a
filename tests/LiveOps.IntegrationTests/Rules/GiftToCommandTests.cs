using System.Net;
using System.Net.Http.Json;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using LiveOps.Rules.RoutingBoards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LiveOps.IntegrationTests.Rules;

public sealed class GiftToCommandTests(SharedServers servers)
{
    private readonly Show _show = new();

    [Fact]
    public async Task A_thousand_gifts_become_a_thousand_commands_and_decisions()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        await _show.KnowsBoardAsync(neighbours, rules);
        using var manager = rules.Client(_show.Workspace);
        await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
        await _show.LetEverythingBeginAsync(manager);

        for (var n = 0; n < 1_000; n += 4)
            await neighbours.PublishAsync(_show.Gifts(n, 4));

        await Eventually.HoldsAsync(() => neighbours.Received.Commands.Count >= 1_000, "1,000 commands");
        await Eventually.HoldsAsync(() => Show.Count(database) >= 1_000, "1,000 decisions");
        var commands = neighbours.Received.Commands.Select(received => received.Command).ToArray();
        commands.Select(command => command.CommandId).Distinct().Count().ShouldBe(1_000);
        commands.Length.ShouldBe(1_000);
        commands.ShouldAllBe(command => command.DeviceId == "LED1" && command.Action == "ON");
        commands.ShouldAllBe(command => command.BoardId == "AB12CD34" && command.WorkspaceId == _show.Workspace);
        commands
            .Select(command => command.Cause!.MessageId)
            .Order()
            .ShouldBe(Enumerable.Range(0, 1_000).Select(n => (long)n));
        Show.Count(database).ShouldBe(1_000);
        var booked = neighbours.Received.Decisions.SelectMany(decided => decided.Decisions).ToArray();
        booked.Length.ShouldBe(1_000);
        booked.ShouldAllBe(decision => decision.Outcome == RuleOutcome.Fired);
        booked.SelectMany(decision => decision.CommandIds).Order().ShouldBe(commands.Select(c => c.CommandId).Order());
    }

    [Fact]
    public async Task A_change_by_the_API_reaches_the_decisions_at_once_and_without_a_restart()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        await _show.KnowsBoardAsync(neighbours, rules);
        await neighbours.PublishAsync(_show.Gifts(0, 1));
        using var manager = rules.Client(_show.Workspace);
        await Task.Delay(500);
        neighbours.Received.Commands.ShouldBeEmpty();

        (await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        await Task.Delay(300);
        await neighbours.PublishAsync(_show.Gifts(1, 1));

        await Eventually.HoldsAsync(() => !neighbours.Received.Commands.IsEmpty, "a command");
        neighbours.Received.Commands.ShouldHaveSingleItem().Command.Cause!.MessageId.ShouldBe(1);
    }

    [Fact]
    public async Task A_board_of_another_workspace_is_never_used()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed());
        var theirs = new Show();
        await theirs.KnowsBoardAsync(neighbours, rules);
        using var manager = rules.Client(_show.Workspace);

        // Any board, then the other workspace's board by its id.
        await neighbours.PublishAsync(_show.Gifts(0, 1));
        await Eventually.HoldsAsync(() => Show.Count(database) == 1, "the first refusal");
        await manager.PutAsJsonAsync($"/api/rules/bindings/{_show.Account}", new { boardId = "AB12CD34" });
        await Task.Delay(300);
        await neighbours.PublishAsync(_show.Gifts(1, 1));
        await Eventually.HoldsAsync(() => Show.Count(database) == 2, "the second refusal");

        neighbours.Received.Commands.ShouldBeEmpty();
        var decisions = neighbours.Received.Decisions.SelectMany(decided => decided.Decisions).ToArray();
        decisions.ShouldAllBe(decision => decision.Outcome == RuleOutcome.RefusedNoBoard);
        decisions[0].Reason!.ShouldContain("No board is known in this workspace");
        decisions[1].Reason!.ShouldContain("Board AB12CD34 is not known");
    }

    [Fact]
    public async Task A_restarted_service_knows_boards_and_cooldowns_before_anybody_speaks()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using (var first = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false)))
        {
            await _show.KnowsBoardAsync(neighbours, first);
            using var manager = first.Client(_show.Workspace);
            await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose", cooldownMs: 600_000));
            await Task.Delay(300);
            await neighbours.PublishAsync(_show.Gifts(0, 1));
            await Eventually.HoldsAsync(() => Show.Count(database) == 1, "the first decision");
            await first.Services.GetServices<IHostedService>().OfType<GatewayMemory>().Single().WriteAsync(default);
        }
        await using var second = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));

        second.Services.GetRequiredService<GatewayDirectory>().Of(_show.Workspace).ShouldHaveSingleItem();
        await neighbours.PublishAsync(_show.Gifts(5, 1));
        await Eventually.HoldsAsync(() => Show.Count(database) == 2, "the second decision");

        neighbours.Received.Commands.ShouldHaveSingleItem();
        neighbours
            .Received.Decisions.SelectMany(decided => decided.Decisions)
            .Select(decision => decision.Outcome)
            .ShouldBe([RuleOutcome.Fired, RuleOutcome.RefusedByCooldown]);
    }
}
