using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>Emergency stops of one board and of one account, by what the pins of two simulated boards did.</summary>
[Collection(Alone.Name)]
public sealed class StoppedPartsTests(SharedServers servers)
{
    private const string Pin = "PB5"; // LED1
    private static readonly Guid _account = Guid.NewGuid();
    private static readonly Guid _neighbour = Guid.NewGuid();

    [Fact]
    public async Task One_board_goes_off_and_stays_off_over_a_kill_while_the_other_goes_on()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var first = await SimulatedBoard.StartAsync(null, "--board", "first");
        await using var second = await SimulatedBoard.StartAsync(null, "--board", "second");
        await using var gateway = await GatewayProcess.StartAsync(servers, first.SerialPath, second.SerialPath);
        var one = (await gateway.WaitForAsync(first.SerialPath, BoardState.Ready)).BoardId;
        var two = (await gateway.WaitForAsync(second.SerialPath, BoardState.Ready)).BoardId;
        DeviceCommand[] on = [gateway.Command(one, ms: 50_000), gateway.Command(two, ms: 50_000)];
        var waiting = gateway.Command(one);
        await gateway.SendAsync([.. on, waiting]);
        await LightAsync(first, 1);
        await LightAsync(second, 1);

        var scope = new EmergencyStopScope { BoardId = one };
        await gateway.StopAsync(scope);
        await LightAsync(first, 0);
        (await gateway.ResultAsync(on[0])).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        (await gateway.ResultAsync(waiting)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        await gateway.WaitForAsync(first.SerialPath, BoardState.EmergencyStopped);
        var refused = gateway.Command(one);
        var other = gateway.Command(two, "RELAY1");
        await gateway.SendAsync(refused, other);
        (await gateway.ResultAsync(refused)).Detail.ShouldNotBeNull().ShouldContain("this board");
        (await gateway.ResultAsync(other)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        Light(second).ShouldBe(1);

        await gateway.KillAsync();
        await gateway.StartAsync();
        await gateway.WaitForAsync(first.SerialPath, BoardState.EmergencyStopped);
        await gateway.WaitForAsync(second.SerialPath, BoardState.Ready);
        // Another part's reset is none of this one.
        await gateway.ResetAsync(new EmergencyStopScope { BoardId = two });
        await gateway.ResetAsync(new EmergencyStopScope { GatewayId = "pc1" });
        var still = gateway.Command(one);
        await gateway.SendAsync(still);
        (await gateway.ResultAsync(still)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);

        await gateway.ResetAsync(scope);
        await gateway.WaitForAsync(first.SerialPath, BoardState.Ready);
        var again = gateway.Command(one);
        await gateway.SendAsync(again);
        (await gateway.ResultAsync(again)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    [Fact]
    public async Task An_account_takes_the_board_along_that_it_moves_and_no_other()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var first = await SimulatedBoard.StartAsync(null, "--board", "first");
        await using var second = await SimulatedBoard.StartAsync(null, "--board", "second");
        await using var gateway = await GatewayProcess.StartAsync(servers, first.SerialPath, second.SerialPath);
        var one = (await gateway.WaitForAsync(first.SerialPath, BoardState.Ready)).BoardId;
        var two = (await gateway.WaitForAsync(second.SerialPath, BoardState.Ready)).BoardId;
        var mine = gateway.Command(one, ms: 50_000) with { AccountId = _account };
        var theirs = gateway.Command(two, ms: 50_000) with { AccountId = _neighbour };
        // On the other board the account has something that only waits.
        var waiting = gateway.Command(two) with
        {
            AccountId = _account,
        };
        await gateway.SendAsync(mine, theirs, waiting);
        await LightAsync(first, 1);
        await LightAsync(second, 1);

        var scope = new EmergencyStopScope { AccountId = _account };
        await gateway.StopAsync(scope);
        await LightAsync(first, 0);
        (await gateway.ResultAsync(mine)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        (await gateway.ResultAsync(waiting)).Outcome.ShouldBe(DeviceCommandOutcome.EmergencyStopped);
        Light(second).ShouldBe(1);
        var later = gateway.Command(two, "RELAY1") with { AccountId = _account };
        var neighbours = gateway.Command(two, "RELAY1") with { AccountId = _neighbour };
        await gateway.SendAsync(later, neighbours);
        (await gateway.ResultAsync(later)).Detail.ShouldNotBeNull().ShouldContain("this account");
        (await gateway.ResultAsync(neighbours)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        (await gateway.StatusAsync()).StoppedAccounts.ShouldBe([_account]);

        await gateway.ResetAsync(scope);
        await gateway.WaitForAsync(first.SerialPath, BoardState.Ready);
        (await gateway.StatusAsync()).StoppedAccounts.ShouldBeEmpty();
        var again = gateway.Command(one) with { AccountId = _account };
        await gateway.SendAsync(again);
        (await gateway.ResultAsync(again)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
    }

    private static Task LightAsync(SimulatedBoard board, int value) =>
        GatewayProcess.EventuallyAsync(() => Task.FromResult(Light(board) == value), $"the light to be {value}");

    private static int Light(SimulatedBoard board) =>
        board.ReadPinChanges().LastOrDefault(change => change.Pin == Pin)?.Value ?? 0;
}
