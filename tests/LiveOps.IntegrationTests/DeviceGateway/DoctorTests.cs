using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>The doctor as a person starts it, before simulated boards and a real broker.</summary>
[Collection(Alone.Name)]
public sealed class DoctorTests(SharedServers servers) : IDisposable
{
    private const string NanoLoader =
        "/usr/share/arduino/hardware/arduino/avr/bootloaders/atmega/ATmegaBOOT_168_atmega328.hex";
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-doctor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_board_that_answers_is_well_and_a_latched_one_is_told_how_to_be_released()
    {
        await using var board = await StartAsync();
        var well = await DoctorAsync(board.SerialPath);
        well.Text.ShouldContain($"ok       {board.SerialPath}: Board ");
        well.Text.ShouldContain("and answers");

        using (var line = TestSerialLine.Open(board.SerialPath))
        {
            line.Write(0x18);
            line.ReadUntil("EVT:ESTOP:");
        }
        var latched = await DoctorAsync(board.SerialPath);
        latched.Text.ShouldContain($"WARNING  {board.SerialPath}: Board ");
        latched.Text.ShouldContain("holds an emergency stop");
        latched.Text.ShouldContain("-> Release the stop button");
    }

    [Fact]
    public async Task A_port_that_is_away_or_in_use_is_told_with_who_has_it()
    {
        await using var board = await StartAsync();
        (await DoctorAsync("/dev/ttyNOTHING")).Text.ShouldContain("PROBLEM  /dev/ttyNOTHING: It is not there.");

        var target = new FileInfo(board.SerialPath).ResolveLinkTarget(true)!.FullName;
        using var holder = Process.Start(
            new ProcessStartInfo("tail", ["-f", target]) { RedirectStandardOutput = true }
        )!;
        try
        {
            await Task.Delay(300);
            (await DoctorAsync(board.SerialPath)).Text.ShouldContain(
                $"PROBLEM  {board.SerialPath}: It is in use by tail (process {holder.Id})"
            );
        }
        finally
        {
            holder.Kill();
        }
    }

    [Fact]
    public async Task A_board_with_nothing_but_its_boot_loader_and_a_chatterbox_are_told_apart_from_a_dead_one()
    {
        Assert.SkipUnless(
            File.Exists(NanoLoader),
            "the boot loaders are not installed (Debian: apt-get install arduino-core-avr)"
        );
        await using (var blank = await StartAsync(["--bootloader", NanoLoader, "--reset-on-open", "1"]))
            (await DoctorAsync(blank.SerialPath)).Text.ShouldContain(
                "A boot loader answers (57600 baud), and no LiveOps firmware."
            );

        await using (var hung = await StartAsync(["--host-baud", "9600"], withFirmware: true))
            (await DoctorAsync(hung.SerialPath)).Text.ShouldContain("Nothing answers, not even a boot loader.");

        await using var chatter = await ChatterAsync();
        (await DoctorAsync(chatter.SerialPath)).Text.ShouldContain("Something sends bytes that are no LiveOps lines");
    }

    [Fact]
    public async Task The_broker_is_told_apart_into_away_refusing_and_something_else()
    {
        var broker = await servers.CreateVirtualHostAsync();
        (await DoctorAsync(broker: broker)).Text.ShouldContain("takes this PC's user name and password");
        var wrong = new UriBuilder(broker) { Password = "wrong" }.Uri.ToString();
        (await DoctorAsync(broker: wrong)).Text.ShouldContain("refuses this PC's user name or password");
        var nowhere = new UriBuilder(broker) { Path = "/nowhere" }.Uri.ToString();
        var unknown = await DoctorAsync(broker: nowhere);
        unknown.Text.ShouldContain("answers, but no connection comes about");
        unknown.Text.ShouldContain("or no virtual host of this user");
        var closed = new UriBuilder(broker) { Port = ServerProcess.FreePorts(1)[0] }.Uri.ToString();
        var away = await DoctorAsync(broker: closed);
        away.Text.ShouldContain("cannot be reached (nothing listens there)");
        away.Code.ShouldBe(1);
        (await DoctorAsync(broker: "")).Text.ShouldContain("No broker is known: this PC is not enrolled.");

        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        _ = Task.Run(async () =>
        {
            using var client = await other.AcceptTcpClientAsync();
            using var second = await other.AcceptTcpClientAsync();
            await second.GetStream().WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray());
            second.Close();
        });
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        (await DoctorAsync(broker: $"amqp://a:b@127.0.0.1:{port}/")).Text.ShouldContain(
            "answers, but no connection comes about"
        );
    }

    [Fact]
    public async Task A_running_gateway_tells_of_its_boards_without_disturbing_them()
    {
        await using var board = await StartAsync(withFirmware: true);
        await using var gateway = await GatewayProcess.StartAsync(servers, board.SerialPath, "/dev/ttyNOTHING");
        var ready = await gateway.WaitForAsync(board.SerialPath, BoardState.Ready);

        var findings = await gateway.Http.GetFromJsonAsync<JsonElement[]>("/api/gateway/doctor");

        Of(findings!, board.SerialPath).ShouldBe(("Good", $"Board {ready.BoardId} ({ready.Firmware}) is ready."));
        Of(findings!, "/dev/ttyNOTHING").Severity.ShouldBe("Problem");
        Of(findings!, "Broker").Severity.ShouldBe("Good");
        Of(findings!, "Data folder").Severity.ShouldBe("Good");
        board.Events.Count(e => e.Text == "HOST_OPEN").ShouldBe(1);
    }

    private static (string? Severity, string? What) Of(JsonElement[] findings, string about)
    {
        var finding = findings.Single(one => one.GetProperty("about").GetString() == about);
        return (finding.GetProperty("severity").GetString(), finding.GetProperty("what").GetString());
    }

    private static async Task<SimulatedBoard> StartAsync(string[]? options = null, bool withFirmware = false)
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        return options is null || withFirmware
            ? await SimulatedBoard.StartAsync(null, options ?? [])
            : await SimulatedBoard.StartWithAsync(null, null, options);
    }

    // A program of somebody else's that talks all the time.
    private async Task<SimulatedBoard> ChatterAsync()
    {
        var (source, image) = (Path.Combine(_folder, "chatter.c"), Path.Combine(_folder, "chatter.elf"));
        await File.WriteAllTextAsync(
            source,
            """
            #include <avr/io.h>
            int main(void) {
                UBRR0 = 16; UCSR0A = _BV(U2X0); UCSR0B = _BV(TXEN0);
                for (;;) { while (!(UCSR0A & _BV(UDRE0))) {} UDR0 = 'x'; }
            }
            """
        );
        using var compiler = Process.Start("avr-gcc", ["-mmcu=atmega328p", "-Os", "-o", image, source]);
        await compiler.WaitForExitAsync();
        compiler.ExitCode.ShouldBe(0);
        return await SimulatedBoard.StartWithAsync(image);
    }

    private async Task<(int Code, string Text)> DoctorAsync(string? port = null, string? broker = null)
    {
        var program = AppContext.BaseDirectory.Replace("LiveOps.IntegrationTests", "LiveOps.DeviceGateway");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(program, "LiveOps.DeviceGateway.dll"),
                "doctor",
                .. port is null ? Array.Empty<string>() : ["--port", port],
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["Gateway__DataFolder"] = Path.Combine(_folder, "data"),
                ["ConnectionStrings__rabbit"] = broker ?? "",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }
}
