using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using LiveOps.IntegrationTests.Servers;
using static LiveOps.IntegrationTests.Rules.ScriptShow;

namespace LiveOps.IntegrationTests.Rules;

public sealed class ScriptFailOverTests(SharedServers servers)
{
    private const int Gifts = 300;

    [Fact]
    public async Task Scripts_of_a_killed_replica_are_finished_by_the_other_with_no_step_lost_or_done_twice()
    {
        var show = new Show();
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using (var rules = await RulesHost.StartAsync(database, broker, show.Seed(examples: false)))
        {
            using var manager = rules.Client(show.Workspace);
            var rule = new
            {
                accountId = show.Account,
                name = "two steps",
                trigger = new { type = "gift", giftNames = new[] { "Rose" } },
                policy = new { expiresAfterMs = 60_000 },
                action = new
                {
                    type = "parallel",
                    actions = new[] { Device("LED1", 100), Device("SOL1", 100, "PUSH", delayMs: 12_000) },
                },
            };
            (await manager.PostAsJsonAsync("/api/rules", rule)).EnsureSuccessStatusCode();
            (
                await manager.PutAsJsonAsync(
                    $"/api/rules/settings/{show.Account}",
                    new { timeZone = "UTC", executionsPerSecond = 1_000 }
                )
            ).EnsureSuccessStatusCode();
            await show.RemembersBoardAsync(neighbours, rules);
        }
        using var first = RulesProcess.Start(database, broker);
        using var second = RulesProcess.Start(database, broker);
        Process? third = null;
        try
        {
            for (var probe = 0; neighbours.Received.Commands.IsEmpty; probe++)
            {
                probe.ShouldBeLessThan(300, "no replica fires");
                await neighbours.PublishAsync(show.Gifts(probe, 1));
                await Task.Delay(250);
            }
            third = await StandByAsync(database, broker);
            for (var n = 0; n < Gifts; n += 3)
            {
                await neighbours.PublishAsync(show.Gifts(10_000 + n, 3));
                if (n == Gifts / 2)
                    first.Kill();
                await Task.Delay(10);
            }
            await Eventually.HoldsAsync(() => Steps("LED1").Length >= Gifts, "all first steps");
            // What is acknowledged by then never comes again, and nothing is due yet: the last replica has to find all
            // that becomes due by itself.
            await Task.Delay(1_000);
            second.Kill();
            await Eventually.HoldsAsync(() => Steps("SOL1").Length >= Gifts, "all second steps");
            await Eventually.HoldsAsync(
                () => Show.Count(database, "executions where ended_at is null") == 0,
                "nothing runs any more"
            );
        }
        finally
        {
            first.Kill();
            second.Kill();
            third?.Kill();
            third?.Dispose();
        }

        var wanted = Enumerable.Range(10_000, Gifts).Select(n => (long)n);
        Steps("LED1").Order().ShouldBe(wanted);
        Steps("SOL1").Order().ShouldBe(wanted);
        Show.Count(database, "executions where state <> 'Done'").ShouldBe(0);

        // By command id, as the gateway does it: what is sent again is the same command.
        long[] Steps(string device) =>
            [
                .. neighbours
                    .Received.Commands.Select(received => received.Command)
                    .Where(command => command.DeviceId == device && command.Cause!.MessageId >= 10_000)
                    .DistinctBy(command => command.CommandId)
                    .Select(command => command.Cause!.MessageId),
            ];
    }

    /// <summary>A replica that is on the bus and would take over.</summary>
    private static async Task<Process> StandByAsync(string database, string broker)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        var replica = RulesProcess.Start(database, broker, new() { ["ASPNETCORE_URLS"] = address });
        using var http = new HttpClient();
        for (var n = 0; n < 600; n++)
        {
            await Task.Delay(200);
            try
            {
                if ((await http.GetAsync($"{address}/health/ready")).IsSuccessStatusCode)
                    return replica;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        throw new TimeoutException("The replica that is to take over is not ready.");
    }
}
