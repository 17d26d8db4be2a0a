using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>
/// Stops that a hand reaches. The keyboard is a FIFO that carries the kernel's input events: a machine without input
/// devices has no other.
/// </summary>
[Collection(Alone.Name)]
public sealed class StopKeyTests(SharedServers servers) : IDisposable
{
    private const string Led = "PB5";
    private const ushort KeyEvent = 1;
    private const int StopButton = 2;
    private const ushort F9 = 67;
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_key_stops_everything_and_no_other_key_does()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        var keyboard = Path.Combine(_folder, "keyboard");
        using (var make = Process.Start("mkfifo", [keyboard]))
            await make.WaitForExitAsync();
        await using var board = await SimulatedBoard.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__StopKeys__Enabled"] = "true",
            ["Gateway__StopKeys__Key"] = "F9",
            ["Gateway__StopKeys__Devices__0"] = keyboard,
        };
        await using var gateway = await GatewayProcess.StartAsync(servers, settings, board.SerialPath);
        var uid = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        await gateway.SendAsync(gateway.Command(uid, ms: 30_000));
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Value(board) == 1), "the LED");

        await using (var keys = new FileStream(keyboard, FileMode.Open, FileAccess.Write))
        {
            await keys.WriteAsync(Event(F9 + 1, 1));
            await keys.WriteAsync(Event(F9, 0));
            await keys.FlushAsync();
            await Task.Delay(500);
            (await gateway.StatusAsync()).EmergencyStopped.ShouldBeFalse();
        }
        // The keyboard is pulled out and plugged in again.
        await using (var keys = new FileStream(keyboard, FileMode.Open, FileAccess.Write))
        {
            await keys.WriteAsync(Event(F9, 1));
            await keys.FlushAsync();
            await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        }
        Value(board).ShouldBe(0);
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(gateway.Output?.Contains("EMERGENCY STOP by the key F9") == true),
            "the log to name the key",
            () => gateway.Output
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_button_on_a_board_stops_the_other_boards_of_the_pc_unless_it_is_told_not_to(bool all)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        // By their names they draw ids of their own.
        await using var board = await SimulatedBoard.StartAsync(null, "--board", "with-button");
        await using var other = await SimulatedBoard.StartAsync(null, "--board", "other");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__BoardButtonStopsAll"] = all ? "true" : "false",
        };
        await using var gateway = await GatewayProcess.StartAsync(
            servers,
            settings,
            board.SerialPath,
            other.SerialPath
        );
        var button = (await gateway.WaitForAsync(board.SerialPath, BoardState.Ready)).BoardId;
        var uid = (await gateway.WaitForAsync(other.SerialPath, BoardState.Ready)).BoardId;
        await gateway.SendAsync(gateway.Command(uid, ms: 30_000));
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(Value(other) == 1), "the other board's LED");

        await AddButtonAsync(gateway, button);
        (await gateway.StatusAsync()).EmergencyStopped.ShouldBeFalse();
        await board.DrivePinAsync("12 1");

        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        if (all)
            await gateway.WaitForAsync(other.SerialPath, BoardState.EmergencyStopped);
        else
            await Task.Delay(1_000);
        (await gateway.StatusAsync()).EmergencyStopped.ShouldBe(all);
        Value(other).ShouldBe(all ? 0 : 1);
    }

    /// <summary>A stop button on pin 12 whose pressed level is the high one.</summary>
    private static async Task AddButtonAsync(GatewayProcess gateway, string board)
    {
        var table = $"/api/gateway/boards/{board}/devices";
        var rows = (await gateway.Http.GetFromJsonAsync<JsonArray>(table))!;
        rows.Add(
            new JsonObject
            {
                ["index"] = rows.Max(row => (int)row!["index"]!) + 1,
                ["name"] = "BTN1",
                ["type"] = "IN",
                ["pins"] = new JsonArray(12),
                ["flags"] = StopButton,
            }
        );
        using var stored = await gateway.Http.PutAsJsonAsync(table, rows);
        stored.StatusCode.ShouldBe(HttpStatusCode.OK, await stored.Content.ReadAsStringAsync());
    }

    private static byte[] Event(int code, int value)
    {
        var bytes = new byte[24];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), KeyEvent);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), (ushort)code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), value);
        return bytes;
    }

    private static int Value(SimulatedBoard board) =>
        board.ReadPinChanges().LastOrDefault(change => change.Pin == Led)?.Value ?? 0;
}
