using LiveOps.AppHost;
using LiveOps.IntegrationTests.Servers;
using Npgsql;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>A script of several steps on the whole system, and the same LIVE tried again in the simulator.</summary>
[Collection(Alone.Name)]
public sealed class ScriptsOnTheBoardTests(RunningSystem system)
{
    private const string Led = "PB5";
    private const string Gift = "GG";

    [Fact]
    public async Task A_script_moves_the_board_step_by_step_books_points_and_its_LIVE_can_be_simulated()
    {
        await system.StartAsync();
        var room = await system.NewRoomAsync();
        await using var rule = await TestRule.AddAsync(
            system,
            Gift,
            new
            {
                type = "sequence",
                actions = new object[]
                {
                    Blink(),
                    new { type = "delay", ms = 400 },
                    new
                    {
                        type = "repeat",
                        times = 2,
                        action = Blink(),
                    },
                    new
                    {
                        type = "points",
                        points = 25,
                        reason = "thanks for {gift}",
                    },
                },
            }
        );
        var before = system.Rises(Led);

        await system.InRoomAsync("gifts", new { gift = Gift });

        await RunningSystem.EventuallyAsync(
            () => Task.FromResult(system.Rises(Led) == before + 3),
            "three rises of the LED's pin",
            describe: () => Task.FromResult($"{system.Rises(Led) - before} rises")
        );
        await RunningSystem.EventuallyAsync(
            async () => await PointsAsync() == 25,
            "25 points on the books, once",
            describe: async () => $"{await PointsAsync()} points"
        );
        var session = (await system.SessionAsync(room))!.Value.GetProperty("id").GetString();
        var simulated = await system.PostAsync(
            "/api/rules/simulate",
            new { accountId = Topology.AccountId, liveSessionId = session }
        );
        simulated.GetProperty("coins").GetInt64().ShouldBe(1);
        simulated.GetProperty("deviceActions").GetInt32().ShouldBe(3);
        simulated.GetProperty("outcomes").GetProperty("Fired").GetInt32().ShouldBe(1);
        system.Rises(Led).ShouldBe(before + 3);
    }

    private static object Blink() =>
        new
        {
            type = "device",
            deviceId = "LED1",
            action = "ON",
            durationMs = 150,
        };

    private async Task<long> PointsAsync()
    {
        await using var database = NpgsqlDataSource.Create(system.Database);
        await using var select = database.CreateCommand(
            "select coalesce(sum(points), 0) from analytics.points where reason = 'thanks for GG'"
        );
        return (long)(await select.ExecuteScalarAsync())!;
    }
}
