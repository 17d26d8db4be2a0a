using System.Buffers.Binary;
using LiveOps.DeviceGateway.StopKeys;

namespace LiveOps.Tests.DeviceGateway.StopKeys;

public sealed class StopKeyTests
{
    private const ushort Pause = 119;

    [Fact]
    public void A_press_of_the_key_is_found_however_the_events_are_cut()
    {
        byte[] bytes = [.. Event(4, 4, 458_824), .. Event(1, Pause, 1), .. Event(0, 0, 0)];
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var events = new InputEvents(Pause);
            var first = events.Take(bytes.AsSpan(0, cut));
            var second = events.Take(bytes.AsSpan(cut));
            (first ^ second).ShouldBeTrue($"cut at {cut}");
        }
    }

    [Theory]
    [InlineData(1, Pause, 0)] // released
    [InlineData(1, Pause, 2)] // held
    [InlineData(1, 30, 1)] // another key
    [InlineData(2, Pause, 1)] // a mouse that moves
    public void Nothing_else_is_a_press(int type, int code, int value) =>
        new InputEvents(Pause).Take(Event((ushort)type, (ushort)code, value)).ShouldBeFalse();

    [Theory]
    [InlineData("Pause", 119, 0x13)]
    [InlineData("f1", 59, 0x70)]
    [InlineData("F10", 68, 0x79)]
    [InlineData("F11", 87, 0x7A)]
    [InlineData("F12", 88, 0x7B)]
    [InlineData("F13", 183, 0x7C)]
    [InlineData("F24", 194, 0x87)]
    public void Keys_have_the_codes_of_their_systems(string name, int linux, int windows)
    {
        var key = StopKey.Find(name)!;
        (key.Linux, key.Windows).ShouldBe(((ushort)linux, (uint)windows));
    }

    [Fact]
    public void A_key_that_people_type_with_is_refused_by_its_configuration_key()
    {
        new StopKeyOptions { Enabled = true, Key = "A" }
            .Faults()
            .Single()
            .Key.ShouldBe("Key");
        new StopKeyOptions { Enabled = true, Key = "F9" }
            .Faults()
            .ShouldBeEmpty();
    }

    private static byte[] Event(ushort type, ushort code, int value)
    {
        var bytes = new byte[InputEvents.Size];
        Random.Shared.NextBytes(bytes.AsSpan(0, 16));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(18), code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), value);
        return bytes;
    }
}
