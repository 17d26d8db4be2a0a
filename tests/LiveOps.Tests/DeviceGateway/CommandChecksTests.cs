using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;

namespace LiveOps.Tests.DeviceGateway;

public sealed class CommandChecksTests
{
    [Theory]
    [InlineData("sol1", "PUSH", 50, "no device name")]
    [InlineData("SOL12345", "PUSH", 50, "no device name")]
    [InlineData("SOL1:ON", "PUSH", 50, "no device name")]
    [InlineData("", "PUSH", 50, "no device name")]
    [InlineData("ALL", "STOP", 0, "emergency stop")]
    [InlineData("SOL1", "push", 50, "no action word")]
    [InlineData("SOL1", "PUSH\n", 50, "no action word")]
    [InlineData("SOL1", "PUSH", 0, "needs an end")]
    [InlineData("SOL1", "PUSH", -1, "out of range")]
    [InlineData("SOL1", "PUSH", 3_600_001, "out of range")]
    public void A_command_of_bad_form_is_refused_with_the_reason(string device, string action, int ms, string reason) =>
        CommandChecks.Form(GatewayMaking.Command(device, action, ms)).ShouldNotBeNull().ShouldContain(reason);

    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, "at most 3")]
    [InlineData(new[] { -1 }, "out of range")]
    [InlineData(new[] { 65_536 }, "out of range")]
    public void Parameters_out_of_bounds_are_refused(int[] values, string reason) =>
        CommandChecks.Form(GatewayMaking.Command() with { Params = values }).ShouldNotBeNull().ShouldContain(reason);

    [Fact]
    public void A_missing_list_of_parameters_is_refused_and_does_not_throw() =>
        CommandChecks.Form(GatewayMaking.Command() with { Params = null! }).ShouldNotBeNull();

    [Theory]
    [InlineData("STOP")]
    [InlineData("OFF")]
    public void Switching_off_needs_no_duration(string action)
    {
        var command = GatewayMaking.Command("SOL1", action, 0);
        CommandChecks.Form(command).ShouldBeNull();
        CommandChecks.AgainstBoard(command, GatewayMaking.Devices).ShouldBeNull();
    }

    [Fact]
    public void An_unknown_device_is_refused_and_the_known_ones_are_named() =>
        CommandChecks
            .AgainstBoard(GatewayMaking.Command("SOL9"), GatewayMaking.Devices)
            .ShouldBe("Board B0A2D001 has no device SOL9: it has SOL1, RELAY1, LED1.");

    [Fact]
    public void More_than_the_devices_limit_is_refused() =>
        CommandChecks
            .AgainstBoard(GatewayMaking.Command(ms: 10_001), GatewayMaking.Devices)
            .ShouldNotBeNull()
            .ShouldContain("at most 10000 ms");

    [Fact]
    public void The_limit_itself_is_allowed() =>
        CommandChecks.AgainstBoard(GatewayMaking.Command(ms: 10_000), GatewayMaking.Devices).ShouldBeNull();

    [Theory]
    [InlineData("SOL1", "BLINK", new int[0], "cannot BLINK")]
    [InlineData("SOL1", "PUSH", new[] { 1 }, "no parameters")]
    [InlineData("LED1", "COLOR", new[] { 1, 2, 256 }, "red 0 to 255")]
    [InlineData("LED1", "BLINK", new[] { 1 }, "red 0 to 255")]
    public void An_action_that_does_not_fit_the_device_is_refused(
        string device,
        string action,
        int[] values,
        string reason
    ) =>
        CommandChecks
            .AgainstBoard(GatewayMaking.Command(device, action) with { Params = values }, GatewayMaking.Devices)
            .ShouldNotBeNull()
            .ShouldContain(reason);

    [Fact]
    public void A_device_type_that_only_the_firmware_knows_is_left_to_the_board() =>
        CommandChecks
            .AgainstBoard(GatewayMaking.Command("FOG1", "BURST"), [GatewayMaking.Device("FOG1", "FOGGER", 5, 1_000)])
            .ShouldBeNull();
}
