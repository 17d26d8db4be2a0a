using System.Net;
using System.Net.Http.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Configuring;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>A board's devices as a person sets them on the gateway's PC, on the real firmware.</summary>
[Collection(Alone.Name)]
public sealed class BoardTableTests(SharedServers servers) : IDisposable
{
    private readonly string _eeprom = Path.Combine(Path.GetTempPath(), $"liveops-eeprom-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_eeprom);

    [Fact]
    public async Task Six_solenoids_are_set_up_kept_over_everything_and_start_at_one_moment()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var board = await SimulatedBoard.StartAsync(_eeprom);
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var table = Enumerable.Range(0, 6).Select(Solenoid).ToArray();

        var answer = await PutAsync(gateway, uid, table);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await ReadAsync(gateway, uid)).Select(row => row.Name).ShouldBe(table.Select(row => row.Name));

        // Somebody changes the board while the gateway is away: the gateway's own file says what it shall have.
        await gateway.KillAsync();
        await EmptyRowAsync(board, 5);
        await gateway.StartAsync();
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);

        var combo = Guid.NewGuid();
        var commands = table
            .Select(row =>
                gateway.Command(uid, row.Name!, "PUSH", 40) with
                {
                    ComboId = combo,
                    ComboSize = table.Length,
                }
            )
            .ToArray();
        await gateway.SendAsync(commands);
        foreach (var command in commands)
            (await gateway.ResultAsync(command)).Outcome.ShouldBe(DeviceCommandOutcome.Done);
        var rises = board
            .ReadPinChanges()
            .Where(change => change is { Value: 1, Floating: false } && _pins.ContainsKey(change.Pin))
            .GroupBy(change => change.Pin)
            .Select(pin => pin.Last().Cycle)
            .ToArray();
        rises.Length.ShouldBe(6);
        var apart = (rises.Max() - rises.Min()) / (double)SimulatedBoard.CyclesPerMs;
        TestContext.Current.TestOutputHelper?.WriteLine($"first to last pin: {apart:0.000} ms");
        apart.ShouldBeLessThan(1);
    }

    [Fact]
    public async Task What_cannot_be_is_said_and_changes_nothing()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await using var board = await SimulatedBoard.StartAsync(_eeprom);
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var own = await ReadAsync(gateway, uid);

        var twice = await PutAsync(gateway, uid, Solenoid(0), Solenoid(0));
        twice.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await twice.Content.ReadAsStringAsync()).ShouldContain("name SOL1 is given twice");

        await RefusedByTheBoardAsync(gateway, board, uid);
        (await ReadAsync(gateway, uid)).Select(Tell).ShouldBe(own.Select(Tell));

        // Nor does it change what the gateway's own file says that the board shall have.
        DeviceRow[] given = [.. own.Select(row => row with { MaxMs = row.MaxMs - 1_000 })];
        (await PutAsync(gateway, uid, given)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        await RefusedByTheBoardAsync(gateway, board, uid);
        await gateway.KillAsync();
        await EmptyRowAsync(board, 0);
        await gateway.StartAsync();
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        (await ReadAsync(gateway, uid)).Select(Tell).ShouldBe(given.Select(Tell));

        await gateway.SendAsync(gateway.Command(uid, ms: 20_000));
        await GatewayProcess.EventuallyAsync(
            async () => (await gateway.StatusAsync()).Boards[0].Devices.Any(device => device.Active),
            "the light"
        );
        var busy = await PutAsync(gateway, uid, Solenoid(0));
        busy.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await busy.Content.ReadAsStringAsync()).ShouldContain("Something is on");
        (await PutAsync(gateway, "00000000", Solenoid(0))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A table that looks right: only the board knows that it has no pin 60.</summary>
    private static async Task RefusedByTheBoardAsync(GatewayProcess gateway, SimulatedBoard board, string uid)
    {
        var noPin = await PutAsync(gateway, uid, Solenoid(0), Solenoid(1) with { Pins = [60] });
        noPin.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await noPin.Content.ReadAsStringAsync()).ShouldContain("SOL2: a pin does not exist on this board");
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
    }

    /// <summary>The chip's names of the pins that the table uses, D2 to D7.</summary>
    private static readonly Dictionary<string, int> _pins = Enumerable.Range(2, 6).ToDictionary(pin => $"PD{pin}");

    /// <summary>All that a row says: its pins are a list, which a record compares by reference.</summary>
    private static string Tell(DeviceRow row) => $"{row with { Pins = null }} {string.Join(',', row.Pins!)}";

    /// <summary>Somebody else takes a device off the board while no gateway is there.</summary>
    private static async Task EmptyRowAsync(SimulatedBoard board, int row)
    {
        await Task.Delay(50); // seen as closed before it is opened again
        using var line = TestSerialLine.Open(board.SerialPath);
        line.WriteLine("HELLO:1:9");
        line.ReadUntil("HELLO");
        line.WriteLine($"CFG:{row}:X:NONE:0:0:0:0:0");
        line.ReadUntil($"ACK:-:CFG:{row}");
        line.WriteLine("CFG:SAVE");
        line.ReadUntil("EVT:SAVED");
    }

    private static DeviceRow Solenoid(int n) => new(n, $"SOL{n + 1}", "SOL", [n + 2], 5_000, 50, 60);

    private static Task<HttpResponseMessage> PutAsync(GatewayProcess gateway, string uid, params DeviceRow[] rows) =>
        gateway.Http.PutAsJsonAsync($"/api/gateway/boards/{uid}/devices", rows);

    private static async Task<DeviceRow[]> ReadAsync(GatewayProcess gateway, string uid) =>
        (await gateway.Http.GetFromJsonAsync<DeviceRow[]>($"/api/gateway/boards/{uid}/devices", GatewayProcess.Json))!;
}
