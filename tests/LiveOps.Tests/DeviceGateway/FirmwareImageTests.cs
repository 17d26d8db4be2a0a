using LiveOps.DeviceGateway.Flashing;

namespace LiveOps.Tests.DeviceGateway;

public class FirmwareImageTests
{
    private const string End = ":00000001FF";

    [Fact]
    public void A_hex_file_becomes_the_flash_from_its_start_with_erased_gaps()
    {
        var image = FirmwareImage.Parse("x.hex", [":020000000102FB", ":0100050009F1", ":0400000300007E007B", End]);

        image.Bytes.ShouldBe([1, 2, 0xFF, 0xFF, 0xFF, 9]);
        image.Version.ShouldBeNull();
    }

    [Fact]
    public void What_is_written_as_hex_is_read_back_byte_by_byte()
    {
        var flash = Enumerable.Range(0, 5_000).Select(n => (byte)(n * 31 >> 3)).Append((byte)1).ToArray();

        FirmwareImage.Parse("x.hex", FirmwareImage.Write(flash)).Bytes.ShouldBe(flash);
    }

    [Theory]
    [InlineData("LIVEOPS\0" + "1.12.3\0", "1.12.3")]
    [InlineData("UNO\0" + "1.12.3\0" + "LIVEOPS\0" + "HELLO\0" + "1.12.3\0", "1.12.3")]
    [InlineData("LIVEOPS\0" + "1.12.3\0" + "2.0.0\0", null)] // which of them?
    [InlineData("SOMETHING\0" + "1.12.3\0", null)]
    public void The_version_is_the_one_that_the_program_answers_with(string texts, string? version)
    {
        var image = FirmwareImage.Parse("x.hex", FirmwareImage.Write([0, .. texts.Select(c => (byte)c), 7]));

        image.Version?.ToString().ShouldBe(version);
    }

    [Theory]
    [InlineData("line 1 is no record", ":020000000102FA", End)] // the check
    [InlineData("line 1 is no record", ":020000000102", End)]
    [InlineData("line 1 is no record", "hello", End)]
    [InlineData("line 2 is of a kind", ":020000000102FB", ":00000006FA", End)]
    [InlineData("its last record is missing", ":020000000102FB")]
    [InlineData("there is no program in it", End)]
    [InlineData("line 2 is no record", End, ":020000000102FB")]
    [InlineData("line 1 is no record", ":000001FF", End)]
    public void A_damaged_file_is_refused_with_the_place(string reason, params string[] lines) =>
        Should
            .Throw<FlashRefusedException>(() => FirmwareImage.Parse("x.hex", lines))
            .Message.ShouldContain($"x.hex is damaged: {reason}");

    [Theory]
    [InlineData(":020000021000EC", ":0100000009F6")] // segment 0x1000: byte 65536
    [InlineData(":020000040001F9", ":0100000009F6")]
    [InlineData(":0177FF000980", ":0178000009" + "7E")] // the first byte behind the end
    public void A_program_that_would_reach_into_the_boot_loader_is_refused(params string[] lines) =>
        Should
            .Throw<FlashRefusedException>(() => FirmwareImage.Parse("x.hex", [.. lines, End]))
            .Message.ShouldContain("does not fit");

    [Fact]
    public void No_line_of_random_characters_brings_anything_but_a_refusal()
    {
        var random = new Random(11);
        for (var n = 0; n < 2_000; n++)
        {
            var line =
                ":"
                + string.Concat(
                    Enumerable.Range(0, random.Next(30)).Select(_ => "0123456789ABCDEFG: "[random.Next(19)])
                );
            Should.Throw<FlashRefusedException>(() => FirmwareImage.Parse("x.hex", [line]));
        }
    }
}
