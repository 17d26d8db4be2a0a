using System.Diagnostics;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>
/// The Win32 side of the serial line, run by Wine against a simulated board. Optional: it skips where Wine or the gateway
/// published for Windows is missing, and says how to make them. What Wine does is not all that Windows does.
/// </summary>
[Collection(Alone.Name)]
public sealed class WineTests : IAsyncDisposable
{
    private const string Wine = "/usr/bin/wine";
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-wine-").FullName;

    private static string Program =>
        Path.Combine(SimulatedBoard.RepositoryFolder(), "artifacts", "windows", "gateway", "LiveOps.DeviceGateway.exe");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Wine))
            await RunAsync("/usr/bin/wineserver", ["-k", "-w"], TimeSpan.FromSeconds(30));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_windows_gateway_finds_a_com_port_and_talks_to_the_board_on_it()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        Assert.SkipUnless(File.Exists(Wine), "Wine is not installed (Debian: apt-get install wine64 wine)");
        Assert.SkipUnless(
            File.Exists(Program),
            "the gateway is not published for Windows: dotnet publish services/DeviceGateway -c Release -r win-x64 --self-contained --artifacts-path artifacts/publish -o artifacts/windows/gateway"
        );
        await using var board = await SimulatedBoard.StartAsync();
        // Wine takes the ports of this key besides the ttyS of the machine.
        (
            await RunAsync(
                Wine,
                [
                    "reg",
                    "add",
                    @"HKLM\Software\Wine\Ports",
                    "/v",
                    "COM33",
                    "/t",
                    "REG_SZ",
                    "/d",
                    board.SerialPath,
                    "/f",
                ],
                TimeSpan.FromMinutes(3)
            )
        ).Code.ShouldBe(0);
        await RunAsync("/usr/bin/wineserver", ["-k", "-w"], TimeSpan.FromSeconds(30));

        var said = await RunAsync(Wine, [Program, "doctor", "--port", "COM33"], TimeSpan.FromMinutes(3));

        said.Text.ShouldContain("COM33: Board ");
        said.Text.ShouldContain("and answers");
        board.Events.ShouldContain(e => e.Text == "HOST_OPEN");
    }

    private async Task<(int Code, string Text)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan patience
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WINEPREFIX"] = Path.Combine(_folder, "prefix");
        start.Environment["WINEDEBUG"] = "-all";
        // Wine offers to fetch its browser for a new prefix. Its mscoree has to stay: every .NET library imports it.
        start.Environment["WINEDLLOVERRIDES"] = "mshtml=";
        start.Environment["Gateway__DataFolder"] = @"C:\liveops";
        // Set up by hand: for a PC that belongs to nobody the gateway makes a key, which Wine's cryptography cannot.
        start.Environment["Gateway__Id"] = "pc1";
        start.Environment["Gateway__WorkspaceId"] = GatewayProcess.Workspace.ToString();
        start.Environment["ConnectionStrings__rabbit"] = "amqp://a:b@127.0.0.1:1/";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{program} did not end in {patience}");
        }
        return (process.ExitCode, await output + await errors);
    }
}
