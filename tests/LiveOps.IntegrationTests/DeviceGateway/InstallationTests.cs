using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Firmware;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.DeviceGateway;

/// <summary>
/// install.sh and uninstall.sh below a folder of the test's own, with the gateway as the solution built it in place of a
/// published one, which needs minutes.
/// </summary>
[Collection(Alone.Name)]
public sealed class InstallationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-install-").FullName;

    public InstallationTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the package is for Linux");

    private string Root => Path.Combine(_folder, "root");
    private string Program => Path.Combine(Root, "opt", "liveops-gateway");
    private string Settings => Path.Combine(Root, "etc", "liveops", "gateway.env");
    private string Data => Path.Combine(Root, "var", "lib", "liveops-gateway");
    private string Command => Path.Combine(Root, "usr", "local", "bin", "liveops-gateway");
    private string Unit => Path.Combine(Root, "etc", "systemd", "system", "liveops-gateway.service");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_upgrade_replaces_the_program_and_keeps_settings_and_data_and_removal_leaves_nothing_else()
    {
        var package = await PackAsync("1");
        await ScriptAsync(package, "install.sh");
        await File.WriteAllTextAsync(Path.Combine(Data, "emergency-stop.json"), "{}");
        await File.AppendAllTextAsync(Settings, "Gateway__Id=studio-7\n");
        await File.WriteAllTextAsync(Path.Combine(Program, "left-over.dll"), "");

        await PackAsync("2");
        await ScriptAsync(package, "install.sh");

        (await File.ReadAllTextAsync(Path.Combine(Program, "VERSION"))).ShouldBe("2\n");
        File.Exists(Path.Combine(Program, "left-over.dll")).ShouldBeFalse();
        (await File.ReadAllTextAsync(Settings)).ShouldEndWith("Gateway__Id=studio-7\n");
        File.Exists(Path.Combine(Data, "emergency-stop.json")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Data).HasFlag(UnixFileMode.OtherRead).ShouldBeFalse();
        Directory.GetDirectories(Path.Combine(Root, "opt")).ShouldBe([Program]);

        await ScriptAsync(Program, "uninstall.sh");
        Directory
            .GetFiles(Root, "*", SearchOption.AllDirectories)
            .ShouldBe([Settings, Path.Combine(Data, "emergency-stop.json")], ignoreOrder: true);
        await ScriptAsync(package, "uninstall.sh", "--purge");
        Directory.GetFiles(Root, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_command_of_the_pc_has_the_settings_of_the_service_and_starts_no_second_gateway()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may run the command as the gateway's user");
        await ScriptAsync(await PackAsync("1"), "install.sh");
        await File.AppendAllTextAsync(
            Settings,
            "# A comment\nGateway__Ports__0=\"/dev/with $HOME and `id`\"\nnothing\nGateway__Id=studio-7"
        );
        // The program of the package wants the folders of a real installation: what it would be given is what counts.
        var program = Path.Combine(Program, "LiveOps.DeviceGateway");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nenv; echo \"args: $*\"; echo \"user: $(id -un)\"\n");
        await File.WriteAllTextAsync(
            Command,
            (await File.ReadAllTextAsync(Command))
                .Replace("/opt/liveops-gateway", Program)
                .Replace("/etc/liveops/gateway.env", Settings)
                .Replace("cd /var/lib/liveops-gateway", "cd /")
                .Replace("-u liveops-gateway", "-u root")
        );

        var doctor = await RunAsync(Command, ["doctor", "--port", "a b"]);
        doctor.Code.ShouldBe(0, doctor.Text);
        var lines = doctor.Text.Split('\n');
        lines.ShouldContain("args: doctor --port a b");
        lines.ShouldContain("Gateway__Ports__0=/dev/with $HOME and `id`");
        lines.ShouldContain("Gateway__Id=studio-7");
        lines.ShouldContain("Gateway__DataFolder=/var/lib/liveops-gateway");
        lines.ShouldContain("user: root");

        (await RunAsync(Command, [])).Text.ShouldContain("args: --help");
        (await RunAsync(Command, ["--urls=http://localhost:1"])).Text.ShouldContain("args: --help");
    }

    [Fact]
    public async Task Systemd_finds_nothing_to_complain_about_in_the_unit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed");
        await ScriptAsync(await PackAsync("1"), "install.sh");
        // The program lies below the test's folder, which the unit does not know.
        await File.WriteAllTextAsync(
            Unit,
            (await File.ReadAllTextAsync(Unit)).Replace("/opt/liveops-gateway", Program)
        );

        var said = await RunAsync(
            "systemd-analyze",
            ["verify", "--man=no", "liveops-gateway.service"],
            ("SYSTEMD_UNIT_PATH", $"{Path.GetDirectoryName(Unit)}:/lib/systemd/system")
        );

        said.Text.ShouldBeEmpty();
        said.Code.ShouldBe(0);
    }

    [Fact]
    public async Task The_installed_gateway_drives_a_board_and_tells_systemd_when_it_is_ready_and_alive()
    {
        Assert.SkipWhen(SimulatedBoard.Missing is not null, SimulatedBoard.Missing ?? "");
        await ScriptAsync(await PackAsync("1"), "install.sh");
        await using var board = await SimulatedBoard.StartAsync();
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var socket = Path.Combine(_folder, "notify");
        systemd.Bind(new UnixDomainSocketEndPoint(socket));
        systemd.ReceiveTimeout = 60_000;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var url = $"http://127.0.0.1:{ServerProcess.FreePorts(1)[0]}";
        var start = new ProcessStartInfo(Path.Combine(Program, "LiveOps.DeviceGateway"))
        {
            WorkingDirectory = Data,
            RedirectStandardOutput = true,
        };
        foreach (
            var (name, value) in new Dictionary<string, string>
            {
                ["NOTIFY_SOCKET"] = socket,
                ["WATCHDOG_USEC"] = "1000000",
                ["DOTNET_ROOT"] = Path.GetFullPath(
                    Path.Combine(
                        System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(),
                        "..",
                        "..",
                        ".."
                    )
                ),
                ["Gateway__Id"] = "pc1",
                ["Gateway__WorkspaceId"] = GatewayProcess.Workspace.ToString(),
                ["Gateway__DataFolder"] = Data,
                ["Gateway__Discover"] = "false",
                ["Gateway__Ports__0"] = board.SerialPath,
                // Nobody is there: a studio whose line is down must be able to use its buttons.
                ["ConnectionStrings__rabbit"] = "amqp://a:b@127.0.0.1:1/",
                ["Auth__PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                ["ASPNETCORE_URLS"] = url,
            }
        )
            start.Environment[name] = value;
        using var gateway = Process.Start(start)!;
        gateway.BeginOutputReadLine();
        using var http = new HttpClient { BaseAddress = new Uri(url) };

        try
        {
            await GatewayProcess.EventuallyAsync(() => Task.FromResult(Next(systemd) == "READY=1"), "READY=1");
            await GatewayProcess.EventuallyAsync(
                async () =>
                    (
                        await http.GetFromJsonAsync<GatewayStatus>("/api/gateway/status", GatewayProcess.Json)
                    )!.Boards.Any(one => one.State == BoardState.Ready),
                "the board to be ready"
            );
            var uid = (await http.GetFromJsonAsync<GatewayStatus>("/api/gateway/status", GatewayProcess.Json))!
                .Boards.Single()
                .BoardId;
            using var test = await http.PostAsJsonAsync(
                $"/api/gateway/boards/{uid}/devices/LED1/test",
                new { action = "ON", durationMs = 40 }
            );
            test.IsSuccessStatusCode.ShouldBeTrue(await test.Content.ReadAsStringAsync());
            board.ReadPinChanges().ShouldContain(change => change.Pin == "PB5" && change.Value == 1);
            Next(systemd).ShouldBe("WATCHDOG=1");
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", $"{gateway.Id}"]);
            await gateway.WaitForExitAsync();
        }
        gateway.ExitCode.ShouldBe(0);
        // It is alive while it stops, so the watchdog may hear of it after this.
        var notices = new List<string>();
        while (systemd.Available > 0)
            notices.Add(Next(systemd));
        notices.ShouldContain("STOPPING=1");
    }

    private static string Next(Socket socket)
    {
        var notice = new byte[100];
        return Encoding.ASCII.GetString(notice, 0, socket.Receive(notice));
    }

    private async Task<string> PackAsync(string version)
    {
        var package = Path.Combine(_folder, "package");
        var files = Path.Combine(SimulatedBoard.RepositoryFolder(), "deploy", "linux");
        Directory.CreateDirectory(package);
        var built = AppContext.BaseDirectory.Replace("LiveOps.IntegrationTests", "LiveOps.DeviceGateway");
        (await RunAsync("cp", ["-R", "-T", built, Path.Combine(package, "gateway")])).Code.ShouldBe(0);
        foreach (
            var file in new[]
            {
                "install.sh",
                "uninstall.sh",
                "liveops-gateway",
                "liveops-gateway.service",
                "60-liveops-boards.rules",
                "gateway.env",
            }
        )
            File.Copy(Path.Combine(files, file), Path.Combine(package, file), overwrite: true);
        File.Copy(
            Path.Combine(SimulatedBoard.RepositoryFolder(), "LICENSE"),
            Path.Combine(package, "LICENSE"),
            overwrite: true
        );
        await File.WriteAllTextAsync(Path.Combine(package, "VERSION"), version + "\n");
        return package;
    }

    private async Task ScriptAsync(string folder, string script, params string[] options)
    {
        var said = await RunAsync("sh", [Path.Combine(folder, script), "--root", Root, .. options]);
        said.Code.ShouldBe(0, said.Text);
    }

    private static async Task<(int Code, string Text)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + errors);
    }
}
