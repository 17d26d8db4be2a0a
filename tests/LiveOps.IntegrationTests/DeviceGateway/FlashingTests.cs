using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>
/// Updates of a board over its own cable: the gateway's program on one side, a real boot loader in the simulated chip
/// on the other. Optiboot is built from the sources that the Arduino core's package brings, for its own image of the
/// ATmega328P is 20 bytes too long for the place where it belongs; its light's blinking is left out to make room.
/// </summary>
[Collection(Alone.Name)]
public sealed partial class FlashingTests(SharedServers servers) : IDisposable
{
    private const string BootLoaders = "/usr/share/arduino/hardware/arduino/avr/bootloaders";
    private const string Nano = BootLoaders + "/atmega/ATmegaBOOT_168_atmega328.hex";
    private static readonly ConcurrentDictionary<(string Version, bool OtherStore), Task<string>> s_firmwares = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-flashing-").FullName;

    private string Data => Path.Combine(_folder, "data");
    private string Eeprom => Path.Combine(_folder, "eeprom");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_blank_uno_gets_the_firmware_through_optiboot_and_runs_it()
    {
        await using var board = await StartAsync(null, await OptibootAsync());

        var refused = await FlashAsync(board, "--hex", await FirmwareAsync("9.1.0"));
        refused.Code.ShouldBe(1);
        refused.Text.ShouldContain("No LiveOps board answers");
        refused.Text.ShouldContain("--force");

        var done = await FlashAsync(board, "--hex", await FirmwareAsync("9.1.0"), "--force");

        done.Code.ShouldBe(0, done.Text);
        done.Text.ShouldContain("runs version 9.1.0 now");
        Programs().ShouldBeEmpty("a blank board has nothing to keep");
        Unfinished().ShouldBeEmpty();
        using var line = TestSerialLine.Open(board.SerialPath);
        line.ReadUntil("EVT:BOOT:1:LIVEOPS:9.1.0:");
        line.Ask("CMD:LED1:ON:20:").ShouldBe("ACK:-:LED1:ON:20");
        line.ReadUntil("DONE:-:LED1:OK:20");
    }

    [Fact]
    public async Task A_nano_with_the_old_boot_loader_is_updated_at_its_own_speed_and_the_person_warned()
    {
        await using var board = await StartAsync(await FirmwareAsync("9.1.0"), Nano);

        var done = await FlashAsync(board, "--hex", await FirmwareAsync("9.2.0"));

        done.Code.ShouldBe(0, done.Text);
        done.Text.ShouldContain("The boot loader answers at 57600 baud");
        done.Text.ShouldContain("old boot loader, which does not survive a watchdog reset");
        done.Text.ShouldContain("runs version 9.2.0 now");
    }

    [Fact]
    public async Task An_update_keeps_the_boards_devices_and_the_program_before_and_can_be_taken_back()
    {
        await using var board = await StartAsync(await FirmwareAsync("9.1.0"), await OptibootAsync());
        var uid = await ConfigureAsync(board, "CFG:0:DOOR:RELAY:18:5000:100:60:1");

        var same = await FlashAsync(board, "--hex", await FirmwareAsync("9.1.0"));
        same.Code.ShouldBe(1);
        same.Text.ShouldContain("has version 9.1.0 already, and this is 9.1.0");

        var done = await FlashAsync(board, "--hex", await FirmwareAsync("9.2.0"));
        done.Code.ShouldBe(0, done.Text);
        done.Text.ShouldContain($"Board {uid} runs version 9.2.0 now; it had 9.1.0");
        (await AskAsync(board, "CAP")).ShouldContain(line => line.StartsWith("CAP:0:DOOR:RELAY:18:5000:100:60:1"));

        // Whole: the pages that are alike in both versions would hide what is missing when it is written back.
        BytesOf(Programs().ShouldHaveSingleItem()).ShouldBe(BytesOf(await FirmwareAsync("9.1.0")));
        var older = await FlashAsync(board, "--hex", Programs().Single());
        older.Code.ShouldBe(1);
        older.Text.ShouldContain("has version 9.2.0 already, and this is 9.1.0");
        var back = await FlashAsync(board, "--hex", Programs().Single(), "--force");
        back.Code.ShouldBe(0, back.Text);
        back.Text.ShouldContain($"Board {uid} runs version 9.1.0 now; it had 9.2.0");
    }

    [Fact]
    public async Task Devices_that_the_new_firmware_does_not_have_come_back_from_what_was_kept()
    {
        await using var board = await StartAsync(await FirmwareAsync("9.1.0"), await OptibootAsync());
        var uid = await ConfigureAsync(board, "CFG:0:DOOR:RELAY:18:5000:100:60:1", "CFG:1:X:NONE:0:0:0:0:0");
        var table = await AskAsync(board, "CAP");

        // As if the new firmware could not read the old one's EEPROM: it begins with its own devices.
        var done = await FlashAsync(board, "--hex", await FirmwareAsync("9.2.0", otherStore: true));

        done.Code.ShouldBe(0, done.Text);
        done.Text.ShouldContain("Giving the board its devices back");
        (await AskAsync(board, "CAP")).ShouldBe(table);
        done.Text.ShouldContain($"Board {uid} runs version 9.2.0 now");
    }

    [Fact]
    public async Task A_cable_pulled_in_the_middle_leaves_the_boot_loader_and_the_same_command_again_ends_the_update()
    {
        await using var board = await StartAsync(await FirmwareAsync("9.1.0"), await OptibootAsync());
        var uid = await ConfigureAsync(board, "CFG:0:DOOR:RELAY:18:5000:100:60:1");
        var flash = FlashAsync(board, "--hex", await FirmwareAsync("9.2.0"));
        await WaitForAsync(() => Unfinished().Length > 0);
        await Task.Delay(300);
        await board.UnplugAsync(9_000);

        var cut = await flash;
        cut.Code.ShouldBe(1);
        cut.Text.ShouldContain("The update broke off");
        cut.Text.ShouldContain("do the same once more");
        cut.Text.ShouldContain(Programs().ShouldHaveSingleItem());
        await board.WaitForAsync("PLUGGED", board.Events.ToList().FindIndex(e => e.Text == "UNPLUGGED"));
        using (var line = TestSerialLine.Open(board.SerialPath))
            line.ReadLine(3_000).ShouldBeNull("half a program must not run");

        var again = await FlashAsync(board, "--hex", await FirmwareAsync("9.2.0"));
        again.Code.ShouldBe(0, again.Text);
        again.Text.ShouldContain($"Board {uid} runs version 9.2.0 now; it had 9.1.0");
        Unfinished().ShouldBeEmpty();
        (await AskAsync(board, "CAP")).ShouldContain(line => line.StartsWith("CAP:0:DOOR:RELAY:18:5000:100:60:1"));
    }

    [Fact]
    public async Task A_disturbed_line_is_tried_again_until_what_is_on_the_board_is_right()
    {
        await using var board = await StartAsync(await FirmwareAsync("9.1.0"), await OptibootAsync());
        var flash = FlashAsync(board, "--hex", await FirmwareAsync("9.2.0"));
        await WaitForAsync(() => Unfinished().Length > 0);
        // In the midst of the program, so that no later page covers it; two bytes, since a boot loader may do without any
        // single one of a request; and never again, since two disturbed attempts are a line that is no good.
        await board.CommandAsync("faults flipped-to-board=1000000,good-bytes=1000,faulty-bytes=2", "FAULTS");
        await board.WaitForAsync("FAULT FLIPPED", 0);

        var done = await flash;
        done.Code.ShouldBe(0, done.Text);
        done.Text.ShouldContain("once more, from the start");
        done.Text.ShouldContain("runs version 9.2.0 now");
    }

    [Fact]
    public async Task A_running_gateway_lends_the_port_and_takes_the_board_back_with_its_new_firmware()
    {
        await using var board = await StartAsync(await FirmwareAsync("0.9.0"), await OptibootAsync());
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath);
        var before = await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        before.Firmware.ShouldStartWith("0.9.0");
        var url = $"/api/gateway/boards/{before.BoardId}/update";

        (await gateway.Http.PostAsJsonAsync("/api/gateway/boards/00000001/update", new { })).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        var command = gateway.Command(before.BoardId, "LED1", ms: 8_000);
        await gateway.SendAsync(command);
        await GatewayProcess.EventuallyAsync(
            () => Task.FromResult(board.ReadPinChanges().Any(change => change is { Pin: "PB5", Value: 1 })),
            "the light to be on"
        );
        var busy = await gateway.Http.PostAsJsonAsync(url, new { });
        busy.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await busy.Content.ReadAsStringAsync()).ShouldContain("is on, or commands wait for it: stop it first");
        await gateway.Http.PostAsync("/api/gateway/emergency-stop", null);
        await gateway.WaitForAsync(board.SerialPath, BoardState.EmergencyStopped);
        (await (await gateway.Http.PostAsJsonAsync(url, new { })).Content.ReadAsStringAsync()).ShouldContain(
            "The emergency stop is on"
        );
        await gateway.Http.PostAsJsonAsync("/api/gateway/reset", new { confirm = "reset" });
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);

        var updating = gateway.Http.PostAsJsonAsync(url, new { });
        await GatewayProcess.EventuallyAsync(
            async () => (await gateway.Http.GetAsync(url)).IsSuccessStatusCode,
            "the update to begin"
        );
        (await gateway.Http.GetFromJsonAsync<JsonElement>(url)).GetProperty("state").GetString().ShouldBe("Running");
        (await gateway.Http.PostAsJsonAsync(url, new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var updated = await updating;
        updated.StatusCode.ShouldBe(HttpStatusCode.OK, await updated.Content.ReadAsStringAsync());
        var view = await updated.Content.ReadFromJsonAsync<JsonElement>();
        view.GetProperty("state").GetString().ShouldBe("Done");
        var after = await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
        after.BoardId.ShouldBe(before.BoardId);
        after.Firmware.ShouldNotBeNull();
        after.Firmware.ShouldNotStartWith("0.9.0");
        after.Firmware.ShouldStartWith(view.GetProperty("report").GetProperty("to").GetString()!);
        var fired = gateway.Command(after.BoardId);
        await gateway.SendAsync(fired);
        (await gateway.ResultAsync(fired)).Outcome.ShouldBe(DeviceCommandOutcome.Done);

        // The same version again: refused, and the board is used on.
        var same = await gateway.Http.PostAsJsonAsync(url, new { });
        same.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await same.Content.ReadAsStringAsync()).ShouldContain("already");
        await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);
    }

    private string[] Programs() => Files("*.hex");

    private static byte[] BytesOf(string hex) => FirmwareImage.Load(hex).Bytes;

    private string[] Unfinished() => Files("*.unfinished.json");

    private string[] Files(string pattern) =>
        Directory.Exists(Path.Combine(Data, "firmware"))
            ? Directory.GetFiles(Path.Combine(Data, "firmware"), pattern)
            : [];

    private static async Task WaitForAsync(Func<bool> happened) =>
        await GatewayProcess.EventuallyAsync(() => Task.FromResult(happened()), "the update to begin");

    private async Task<SimulatedBoard> StartAsync(string? firmware, string bootLoader, params string[] options)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        return await SimulatedBoard.StartWithAsync(
            firmware,
            Eeprom,
            ["--bootloader", bootLoader, "--reset-on-open", "1", .. options]
        );
    }

    /// <summary>Gives the board devices, as a host does; returns its id.</summary>
    private static async Task<string> ConfigureAsync(SimulatedBoard board, params string[] requests)
    {
        using var line = TestSerialLine.Open(board.SerialPath);
        line.ReadUntil("EVT:BOOT:");
        foreach (var request in requests)
            line.Ask(request)!.ShouldStartWith("ACK:-:CFG:");
        line.Ask("CFG:SAVE")!.ShouldStartWith("ACK:-:SAVE:");
        line.ReadUntil("EVT:SAVED:");
        var uid = line.Ask("HELLO:1")!.Split(':')[5];
        await Task.Delay(300); // the simulator keeps the EEPROM five times a second
        return uid;
    }

    private static async Task<List<string>> AskAsync(SimulatedBoard board, string request)
    {
        await Task.Delay(50); // seen as closed before it is opened again
        using var line = TestSerialLine.Open(board.SerialPath);
        line.ReadUntil("EVT:BOOT:");
        line.WriteLine(request);
        var lines = new List<string>();
        for (var next = line.ReadLine(); next is not null && !next.StartsWith("CAPEND"); next = line.ReadLine())
            lines.Add(next);
        return lines;
    }

    private async Task<(int Code, string Text)> FlashAsync(SimulatedBoard board, params string[] options)
    {
        var program = AppContext.BaseDirectory.Replace("LiveOps.IntegrationTests", "LiveOps.DeviceGateway");
        return await RunAsync(
            "dotnet",
            [
                Path.Combine(program, "LiveOps.DeviceGateway.dll"),
                "flash",
                "--port",
                board.SerialPath,
                "--data",
                Data,
                .. options,
            ]
        );
    }

    /// <summary>The firmware of this repository with another version in it, as Intel HEX.</summary>
    /// <param name="version">The version.</param>
    /// <param name="otherStore">True: it keeps its devices elsewhere in the EEPROM and so does not find the old ones.</param>
    private static Task<string> FirmwareAsync(string version, bool otherStore = false) =>
        s_firmwares.GetOrAdd((version, otherStore), key => BuildAsync(key.Version, key.OtherStore));

    private static async Task<string> BuildAsync(string version, bool otherStore)
    {
        var root = SimulatedBoard.RepositoryFolder();
        var copy = Path.Combine(root, "firmware", "build", $"test-{version}-{otherStore}");
        foreach (var part in new[] { "core", "avr" })
        foreach (var file in Directory.GetFiles(Path.Combine(root, "firmware", part), "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file);
            text = Version().Replace(text, $"#define LIVEOPS_FIRMWARE_VERSION \"{version}\"");
            if (otherStore)
                text = text.Replace("EEAR = address;", "EEAR = address ^ 0x155;");
            var target = Path.Combine(copy, Path.GetRelativePath(Path.Combine(root, "firmware"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, text);
        }
        File.Copy(Path.Combine(root, "firmware", "Makefile"), Path.Combine(copy, "Makefile"), overwrite: true);
        var made = await RunAsync("make", ["-s", "-C", copy, "build/uno.hex"]);
        made.Code.ShouldBe(0, made.Text);
        return Path.Combine(copy, "build", "uno.hex");
    }

    private async Task<string> OptibootAsync()
    {
        Assert.SkipUnless(
            Directory.Exists(BootLoaders),
            "the boot loaders are not installed (Debian: apt-get install arduino-core-avr)"
        );
        var source = Path.Combine(BootLoaders, "optiboot");
        var (elf, hex) = (Path.Combine(_folder, "optiboot.elf"), Path.Combine(_folder, "optiboot.hex"));
        var built = await RunAsync(
            "avr-gcc",
            [
                "-Os",
                "-fno-split-wide-types",
                "-mshort-calls",
                "-mmcu=atmega328p",
                "-DF_CPU=16000000L",
                "-DLED_START_FLASHES=0",
                "-DBAUD_RATE=115200",
                "-Wl,--section-start=.text=0x7e00,--section-start=.version=0x7ffe,--relax,--gc-sections",
                "-nostartfiles",
                "-nostdlib",
                $"-I{source}",
                "-o",
                elf,
                Path.Combine(source, "optiboot.c"),
            ]
        );
        built.Code.ShouldBe(0, built.Text);
        var copied = await RunAsync("avr-objcopy", ["-j", ".text", "-j", ".version", "-O", "ihex", elf, hex]);
        copied.Code.ShouldBe(0, copied.Text);
        return hex;
    }

    private static async Task<(int Code, string Text)> RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }

    [GeneratedRegex("#define LIVEOPS_FIRMWARE_VERSION .*", RegexOptions.None, 1000)]
    private static partial Regex Version();
}
