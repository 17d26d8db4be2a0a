using System.Net.Http.Json;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Rules;

public sealed class FailOverTests(SharedServers servers)
{
    private const int First = 10_000;
    private const string Decided = "decisions where message_id >= 10000";
    private readonly Show _show = new();

    [Fact]
    public async Task Writes_that_fail_after_the_commands_went_out_lose_nothing_and_send_nothing_twice()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        await _show.KnowsBoardAsync(neighbours, rules);
        using var manager = rules.Client(_show.Workspace);
        await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
        await _show.LetEverythingBeginAsync(manager);
        // A sequence keeps counting through roll-backs: about every fifth write fails, whatever it writes.
        await Show.ExecuteAsync(
            database,
            """
            create sequence rules.fault;
            create function rules.fail() returns trigger language plpgsql as
            $$ begin if nextval('rules.fault') % 5 = 0 then raise exception 'a fault of the test'; end if; return new; end $$;
            create trigger fail before insert on rules.account_state for each row execute function rules.fail();
            """
        );

        for (var n = 0; n < 200; n += 4)
            await neighbours.PublishAsync(_show.Gifts(n, 4));

        await Eventually.HoldsAsync(() => Show.Count(database) == 200, "200 decisions");
        var ids = neighbours.Received.Commands.Select(received => received.Command.CommandId).ToArray();
        ids.Length.ShouldBe(200);
        ids.Distinct().Count().ShouldBe(200);
        Show.Count(database, "fault").ShouldBe(1);
    }

    [Fact]
    public async Task A_replica_killed_under_load_hands_over_without_losing_or_inventing_a_command()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        // Applies the migrations and adds rules: one without and one with a cooldown of an hour.
        await using (var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false)))
        {
            using var manager = rules.Client(_show.Workspace);
            await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
            await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose", cooldownMs: 3_600_000, device: "RELAY1"));
            await _show.LetEverythingBeginAsync(manager);
            // A replica that did not know the board would refuse gifts of the show.
            await _show.RemembersBoardAsync(neighbours, rules);
        }
        using var stop = new CancellationTokenSource();
        var speaking = SpeakAsync(neighbours, stop.Token);
        using var first = RulesProcess.Start(database, broker);
        using var second = RulesProcess.Start(database, broker);
        try
        {
            // Whoever is active first must be at work before the show begins.
            for (var probe = 0; neighbours.Received.Commands.IsEmpty; probe++)
            {
                probe.ShouldBeLessThan(300, "no replica fires");
                await neighbours.PublishAsync(_show.Gifts(probe, 1));
                await Task.Delay(250);
            }
            for (var n = First; n < First + 1_000; n += 5)
            {
                await neighbours.PublishAsync(_show.Gifts(n, 5));
                if (n == First + 400)
                    first.Kill();
            }
            await Eventually.HoldsAsync(() => Show.Count(database, Decided) >= 2_000, "2,000 decisions");
            // The commands are in the gateway's queue by then, but not all taken from it.
            await Eventually.HoldsAsync(
                () =>
                    neighbours
                        .Received.Commands.Where(received => received.Command.DeviceId == "LED1")
                        .DistinctBy(received => received.Command.CommandId)
                        .Count(received => received.Command.Cause!.MessageId >= First) >= 1_000,
                "1,000 commands"
            );
        }
        finally
        {
            first.Kill();
            second.Kill();
            await stop.CancelAsync();
            await speaking;
        }

        Show.Count(database, Decided).ShouldBe(2_000);
        var commands = neighbours.Received.Commands.Select(received => received.Command).ToArray();
        var led = commands
            .Where(command => command.DeviceId == "LED1")
            .DistinctBy(command => command.CommandId)
            .ToArray();
        led.Select(command => command.Cause!.MessageId)
            .Where(message => message >= First)
            .Order()
            .ShouldBe(Enumerable.Range(First, 1_000).Select(n => (long)n));
        commands.Where(command => command.DeviceId == "RELAY1").DistinctBy(c => c.CommandId).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_replica_that_comes_back_does_not_decide_from_what_it_remembers()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var first = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        await _show.KnowsBoardAsync(neighbours, first);
        using var manager = first.Client(_show.Workspace);
        await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose", cooldownMs: 600_000, per: "Viewer"));
        await using var second = await RulesHost.StartAsync(database, broker);
        await _show.KnowsBoardAsync(neighbours, second);

        await neighbours.PublishAsync(_show.Gifts(0, 1, viewer: 1));
        await Eventually.HoldsAsync(() => Show.Count(database) == 1, "the first replica decides");
        await Bus(first).StopAsync();
        await neighbours.PublishAsync(_show.Gifts(1, 1, viewer: 2));
        await Eventually.HoldsAsync(() => Show.Count(database) == 2, "the second replica decides");
        await Bus(second).StopAsync();
        await Bus(first).StartAsync();
        await neighbours.PublishAsync(_show.Gifts(2, 1, viewer: 2));
        await Eventually.HoldsAsync(() => Show.Count(database) == 3, "the first replica decides again");

        neighbours
            .Received.Decisions.SelectMany(decided => decided.Decisions)
            .Select(decision => decision.Outcome)
            .ShouldBe([RuleOutcome.Fired, RuleOutcome.Fired, RuleOutcome.RefusedByCooldown]);
        neighbours.Received.Commands.Count.ShouldBe(2);
    }

    private static IBusControl Bus(RulesHost rules) => rules.Services.GetRequiredService<IBusControl>();

    private async Task SpeakAsync(Neighbours neighbours, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await neighbours.PublishStatusAsync(_show.Workspace);
            await Task.Delay(500, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
