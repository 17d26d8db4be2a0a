using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using MassTransit;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>A gateway that wants to go on by itself is given the gift rules whose board hangs on it.</summary>
public sealed class FallbackSenderTests(SharedServers servers)
{
    private readonly Show _show = new();

    [Fact]
    public async Task A_gateway_that_wants_them_is_given_the_rules_and_their_changes()
    {
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        await using var neighbours = await Neighbours.StartAsync(broker);
        await using var rules = await RulesHost.StartAsync(database, broker, _show.Seed(examples: false));
        using var manager = rules.Client(_show.Workspace);
        (await manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"))).EnsureSuccessStatusCode();
        var told = new ConcurrentQueue<FallbackRules>();
        var gateway = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(new Uri(broker));
            configure.ConfigureJsonSerializerOptions(json =>
            {
                json.Converters.Add(new JsonStringEnumConverter());
                return json;
            });
            configure.ReceiveEndpoint(
                "gateway.pc1.fallback",
                endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Durable = false;
                    endpoint.AutoDelete = true;
                    endpoint.Handler<FallbackRules>(context =>
                    {
                        told.Enqueue(context.Message);
                        return Task.CompletedTask;
                    });
                }
            );
        });
        await gateway.StartAsync(TimeSpan.FromSeconds(30));
        try
        {
            await SpeakUntilAsync(neighbours, () => told.Any(one => one.Rules.Count == 1));
            var first = told.First(one => one.Rules.Count == 1);
            (first.WorkspaceId, first.AccountId, first.GatewayId).ShouldBe((_show.Workspace, _show.Account, "pc1"));
            var step = first.Rules.Single().Steps.Single();
            (step.BoardId, step.DeviceId, step.Action, step.Number).ShouldBe(("AB12CD34", "LED1", "ON", 0));

            (await manager.PostAsJsonAsync("/api/rules", _show.Rule("Lion"))).EnsureSuccessStatusCode();
            await SpeakUntilAsync(neighbours, () => told.Any(one => one.Rules.Count == 2));
            told.Last().Version.ShouldBeGreaterThan(first.Version);
        }
        finally
        {
            await gateway.StopAsync();
        }
    }

    /// <summary>The gateway says where it is and what it wants, as it does every two seconds.</summary>
    private async Task SpeakUntilAsync(Neighbours neighbours, Func<bool> done)
    {
        for (var n = 0; n < 120 && !done(); n++)
        {
            await neighbours.Bus.Publish(
                new GatewayStatus
                {
                    WorkspaceId = _show.Workspace,
                    GatewayId = "pc1",
                    At = DateTimeOffset.UtcNow,
                    EmergencyStopped = false,
                    WantsFallbackRules = true,
                    Boards =
                    [
                        new BoardStatus
                        {
                            BoardId = "AB12CD34",
                            Port = "COM7",
                            State = BoardState.Ready,
                        },
                    ],
                }
            );
            await Task.Delay(500);
        }
        done().ShouldBeTrue();
    }
}
