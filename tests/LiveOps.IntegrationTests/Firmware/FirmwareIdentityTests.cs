using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Firmware;

/// <summary>What a board keeps, and that it is told apart from others.</summary>
[Collection(Alone.Name)]
public class FirmwareIdentityTests
{
    [Fact]
    public async Task Configuration_and_identity_survive_a_power_cut_once_saved()
    {
        var eeprom = Path.Combine(Path.GetTempPath(), $"liveops-{Guid.NewGuid():N}.eeprom");
        try
        {
            string hello;
            await using (var board = await FirmwareTests.StartAsync(eeprom))
            {
                using var line = TestSerialLine.Open(board.SerialPath);
                line.Ask("CFG:5:SOL2:SOL:12:5000:40:60:1").ShouldBe("ACK:-:CFG:5");
                line.Ask("CFG:SAVE").ShouldBe("ACK:-:SAVE:6");
                line.ReadUntil("EVT:SAVED:");
                hello = line.Ask("HELLO:1")!;
                await board.PowerCycleAsync();
                line.ReadUntil("EVT:BOOT:").ShouldMatch(":P:1$");
                line.Ask("HELLO:1").ShouldBe(hello);
            }
            await using (var board = await FirmwareTests.StartAsync(eeprom, "--board", "another-chip"))
            {
                using var line = TestSerialLine.Open(board.SerialPath);
                line.Ask("HELLO:1").ShouldBe(hello);
            }
        }
        finally
        {
            File.Delete(eeprom);
        }
    }

    [Fact]
    public async Task Two_fresh_boards_have_different_identities()
    {
        await using var first = await FirmwareTests.StartAsync("--board", "first");
        await using var second = await FirmwareTests.StartAsync("--board", "second");
        using var one = TestSerialLine.Open(first.SerialPath);
        using var two = TestSerialLine.Open(second.SerialPath);
        var identity = one.Ask("HELLO:1")!.Split(':')[5];
        identity.ShouldMatch("^[0-9A-F]{8}$");
        two.Ask("HELLO:1")!.Split(':')[5].ShouldNotBe(identity);
        await first.ResetAsync();
        one.ReadUntil("EVT:BOOT:");
        one.Ask("HELLO:1")!.Split(':')[5].ShouldBe(identity);
    }

    [Fact]
    public async Task Opening_the_port_may_reset_the_board_as_real_ones_do()
    {
        await using var board = await FirmwareTests.StartAsync("--reset-on-open", "300");
        using var line = TestSerialLine.Open(board.SerialPath);
        line.ReadUntil("EVT:BOOT:").ShouldMatch(":X:[12]$");
        line.Ask("PING:1")!.ShouldStartWith("PONG:1:");
    }
}
