using LiveOps.DeviceGateway.Doctor;
using LiveOps.DeviceGateway.Enrolment;
using Microsoft.Extensions.Configuration;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>What the doctor says of machines that cannot be here: their /sys, /proc and rules are made as files.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("liveops-doctor-").FullName;

    public DoctorTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "symbolic links as Linux has them");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("1a86", "7523", "ch341")]
    [InlineData("0403", "6001", "ftdi_sio")]
    [InlineData("10c4", "ea60", "cp210x")]
    [InlineData("2341", "0043", "cdc_acm")]
    public void An_adapter_without_a_serial_port_lacks_its_driver(string vendor, string product, string driver)
    {
        Plug("1-1", vendor, product, tty: null);

        var finding = UsbCheck.Look(Files).ShouldHaveSingleItem();

        finding.Severity.ShouldBe(Severity.Problem);
        finding.What.ShouldContain($"its driver {driver} is missing");
        finding.Todo.ShouldNotBeNull().ShouldContain($"modprobe {driver}");
    }

    [Fact]
    public void Adapters_with_their_ports_are_well_and_other_devices_of_the_bus_are_not_looked_at()
    {
        Plug("1-1", "1a86", "7523", tty: "ttyUSB0");
        Plug("1-2", "2341", "0043", tty: "tty/ttyACM0");
        Plug("1-3", "046d", "c31c", tty: null); // a keyboard

        UsbCheck
            .Look(Files)
            .ShouldHaveSingleItem()
            .ShouldBe(Finding.Good("USB", "2 adapters of boards are plugged in, each with its serial port."));
    }

    [Fact]
    public void Brltty_that_has_taken_a_ch340_is_named()
    {
        Plug("1-1", "1a86", "7523", tty: null);
        Run(77, "brltty");

        UsbCheck.Look(Files).ShouldHaveSingleItem().What.ShouldContain("brltty");
    }

    [Fact]
    public void ModemManager_is_told_of_until_the_rule_is_there()
    {
        Plug("1-1", "2341", "0043", tty: "tty/ttyACM0");
        Run(77, "ModemManager");
        UsbCheck
            .Look(Files)
            .ShouldContain(finding => finding.Severity == Severity.Warning && finding.What.Contains("ModemManager"));

        Directory.CreateDirectory(Path.Combine(_root, "rules"));
        File.WriteAllText(Path.Combine(_root, "rules", "60-liveops-boards.rules"), "ENV{ID_MM_DEVICE_IGNORE}=\"1\"");

        UsbCheck.Look(Files).ShouldAllBe(finding => finding.Severity == Severity.Good);
    }

    [Fact]
    public void Who_has_a_port_open_is_found_through_the_links_that_lead_to_it()
    {
        var port = Path.Combine(_root, "ttyACM0");
        File.WriteAllText(port, "");
        var link = Path.Combine(_root, "by-path");
        File.CreateSymbolicLink(link, port);
        Run(77, "arduino-ide", port);
        Run(78, "other", Path.Combine(_root, "else"));
        Run(Environment.ProcessId, "this one", port);

        Files.HoldersOf(link).ShouldBe([(77, "arduino-ide")]);
    }

    [Fact]
    public async Task A_pc_without_a_broker_is_told_why_it_has_none()
    {
        (await WithoutBrokerAsync()).ShouldBe("No broker is known: this PC is not enrolled.");
        var file = new EnrolmentFile(_root);
        file.Write(
            new Enrolled
            {
                WorkspaceId = Guid.NewGuid(),
                GatewayId = "studio-1",
                Broker = new Uri("amqp://broker.example:5672/"),
                User = "gateway.x.studio-1",
                Password = "s3cret",
                PublicKey = "KEY",
                Console = "http://console.example",
                At = DateTimeOffset.UnixEpoch,
            }
        );
        file.IsRefused = true;
        (await WithoutBrokerAsync()).ShouldBe("The broker has refused studio-1: this PC's enrolment was revoked.");
        await File.WriteAllTextAsync(Path.Combine(_root, "enrolment.json"), "{}");
        (await WithoutBrokerAsync()).ShouldStartWith($"No broker is known: {_root}/enrolment.json cannot be read");
    }

    private async Task<string> WithoutBrokerAsync()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Gateway:DataFolder", _root)]).Build();
        var findings = CentreChecks.LookAsync(settings, TimeProvider.System, TestContext.Current.CancellationToken);
        var finding = (await findings.ToListAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Problem);
        return finding.What;
    }

    [Fact]
    public void A_data_folder_that_is_damaged_full_or_no_folder_is_told_with_what_to_do()
    {
        var data = Path.Combine(_root, "data");
        DataFolderCheck.Look(data, long.MaxValue).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Good);
        Directory.GetFiles(data).ShouldBeEmpty("what it tried the folder with is gone");

        DataFolderCheck.Look(data, 1024).First().What.ShouldContain("Its disk has 0 MB left");
        DataFolderCheck.Look(null).ShouldHaveSingleItem().What.ShouldContain("Gateway:DataFolder is not set");
        File.WriteAllText(Path.Combine(_root, "file"), "");
        DataFolderCheck
            .Look(Path.Combine(_root, "file", "data"))
            .ShouldHaveSingleItem()
            .What.ShouldContain("cannot be written");

        File.WriteAllText(Path.Combine(data, "emergency-stop.json"), """{"Latched":true}""");
        DataFolderCheck
            .Look(data, long.MaxValue)
            .ShouldHaveSingleItem()
            .What.ShouldContain("emergency stop of this gateway is on");
        File.WriteAllText(Path.Combine(data, "boards.json"), "{");
        DataFolderCheck.Look(data, long.MaxValue).First().What.ShouldContain("boards.json is damaged");
    }

    [Theory]
    [InlineData(0.0, null)]
    [InlineData(0.7, null)]
    [InlineData(-0.7, null)]
    [InlineData(1.6, "ahead")]
    [InlineData(-1.6, "behind")]
    [InlineData(3_600.0, "ahead")]
    public void A_clock_is_told_from_whole_seconds_to_be_off_by_more_than_one(double seconds, string? how)
    {
        var clock = new ClockCheck();
        var here = new DateTimeOffset(2026, 11, 21, 20, 0, 0, 330, TimeSpan.Zero);
        for (var n = 0; n < 6; n++)
        {
            var asked = here.AddMilliseconds(170 * n);
            var there = asked.AddMilliseconds(10).AddSeconds(-seconds);
            clock.Add(
                asked,
                new DateTimeOffset(there.Ticks - there.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero),
                asked.AddMilliseconds(20)
            );
        }

        var finding = clock.Result();

        finding.Severity.ShouldBe(how is null ? Severity.Good : Severity.Problem);
        if (how is not null)
            finding.What.ShouldContain(how);
    }

    private LinuxFiles Files =>
        new(Path.Combine(_root, "sys"), Path.Combine(_root, "proc"), [Path.Combine(_root, "rules")]);

    private void Plug(string socket, string vendor, string product, string? tty)
    {
        var device = Path.Combine(_root, "sys", "bus", "usb", "devices", socket);
        Directory.CreateDirectory(Path.Combine(device, $"{socket}:1.0", tty ?? "power"));
        File.WriteAllText(Path.Combine(device, "idVendor"), vendor + "\n");
        File.WriteAllText(Path.Combine(device, "idProduct"), product + "\n");
    }

    private void Run(int id, string name, params string[] open)
    {
        var process = Path.Combine(_root, "proc", $"{id}");
        Directory.CreateDirectory(Path.Combine(process, "fd"));
        File.WriteAllText(Path.Combine(process, "comm"), name + "\n");
        for (var n = 0; n < open.Length; n++)
            File.CreateSymbolicLink(Path.Combine(process, "fd", $"{n}"), open[n]);
    }
}
