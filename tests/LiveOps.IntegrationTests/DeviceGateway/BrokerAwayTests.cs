using System.Net;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>A studio's PC whose way to the broker is cut: what it has taken it brings to an end, and tells later.</summary>
[Collection(Alone.Name)]
public sealed class BrokerAwayTests(SharedServers servers)
{
    private const string Led = "PB5";

    [Fact]
    public async Task What_was_taken_runs_expires_or_is_stopped_and_is_reported_once_the_broker_is_back()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var board = await SimulatedBoard.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var (running, next) = (gateway.Command(uid, ms: 4_000), gateway.Command(uid));
        var late = gateway.Command(uid, ttlMs: 2_500);
        var (stopped, behind) = (gateway.Command(uid, ms: 30_000), gateway.Command(uid));
        DeviceCommand[] taken = [running, next, late, stopped, behind];
        await gateway.SendAsync(taken);
        await GatewayProcess.EventuallyAsync(
            async () => (await gateway.ReadJournalAsync()).IsSupersetOf(taken.Select(command => command.CommandId)),
            "all commands to be on the gateway's books"
        );

        await gateway.Broker.CutAsync();
        await GatewayProcess.EventuallyAsync(
            async () => await ReadinessAsync(gateway) == HttpStatusCode.ServiceUnavailable,
            "the gateway to miss the broker"
        );
        // The third is that of 30 s: the late one has made way for it.
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Rises(board) == 3), "the last command to run");
        (await gateway.StatusAsync()).EmergencyStopped.ShouldBeFalse();
        (await gateway.Http.PostAsync("/api/gateway/emergency-stop", null)).EnsureSuccessStatusCode();
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(board.ReadPinChanges().Last(change => change.Pin == Led).Value == 0),
            "the LED to go off"
        );
        gateway.Completed.ShouldBeEmpty();

        await gateway.KillAsync();
        await gateway.StartAsync(readyPath: "/health/live");
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        gateway.Completed.ShouldBeEmpty();
        gateway.Broker.Mend();

        (await gateway.ResultAsync(running)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        (await gateway.ResultAsync(next)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        (await gateway.ResultAsync(late)).Outcome.ShouldBe(DeviceCommandOutcome.Expired);
        (await gateway.ResultAsync(stopped)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        (await gateway.ResultAsync(behind)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);

        (
            await gateway.Http.PostAsync("/api/gateway/reset", JsonContent("""{"confirm":"reset"}"""))
        ).EnsureSuccessStatusCode();
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        var after = gateway.Command(uid);
        await gateway.SendAsync(after);
        (await gateway.ResultAsync(after)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        Rises(board).ShouldBe(4);
        // A result may come again where its confirmation was lost, but as the same result of the same command.
        var told = gateway.Completed.GroupBy(result => result.CommandId).ToArray();
        told.Select(one => one.Key).ShouldBe([.. taken.Append(after).Select(one => one.CommandId)], ignoreOrder: true);
        told.ShouldAllBe(one => one.Select(result => result.ToString()).Distinct().Count() == 1);
    }

    private static async Task<HttpStatusCode> ReadinessAsync(GatewayProcess gateway)
    {
        using var reply = await gateway.Http.GetAsync("/health/ready");
        return reply.StatusCode;
    }

    private static StringContent JsonContent(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static int Rises(SimulatedBoard board) =>
        board.ReadPinChanges().Count(change => change is { Pin: Led, Value: 1, Floating: false });
}
