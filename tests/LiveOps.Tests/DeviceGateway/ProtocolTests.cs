using System.Text;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.Tests.DeviceGateway;

public sealed class ProtocolTests
{
    [Fact]
    public void The_check_is_the_one_that_the_board_computes() => Crc16.Of("123456789"u8).ShouldBe((ushort)0x6F91);

    [Fact]
    public void A_command_is_written_as_the_protocol_shows_it() =>
        Text(HostLines.Command("SOL1", "PUSH", 50, [], 2)).ShouldBe("CMD:SOL1:PUSH:50:#2*9168\n");

    [Fact]
    public void Parameters_are_separated_by_commas() =>
        Text(HostLines.Command("LED1", "BLINK", 3000, [255, 0, 0], 3)).ShouldBe("CMD:LED1:BLINK:3000:255,0,0#3*DC89\n");

    [Fact]
    public void A_hello_opens_a_session_and_is_strict_by_its_check() =>
        Text(HostLines.Hello(77, 2000)).ShouldStartWith("HELLO:1:77:2000*");

    [Theory]
    [InlineData("ACK:2:SOL1:PUSH:50*6AA2", BoardLineKind.Accepted, 2)]
    [InlineData("ACK:2:DUP*9D25", BoardLineKind.AcceptedBefore, 2)]
    [InlineData("ERR:7:STOP*1DBB", BoardLineKind.Refused, 7)]
    [InlineData("NAK:-:CRC*3DC9", BoardLineKind.NotUnderstood, 0)]
    [InlineData("EVT:ESTOP:1*DFE6", BoardLineKind.EmergencyStopped, 0)]
    [InlineData("EVT:SAVED:3F71*DF38", BoardLineKind.Saved, 0)]
    [InlineData("EVT:BOOT:1:LIVEOPS:1.0.0:P:1", BoardLineKind.Booted, 0)]
    public void Replies_are_understood(string text, object kind, int seq)
    {
        Parse(text, out var line).ShouldBe(LineVerdict.Understood);
        line.Kind.ShouldBe((BoardLineKind)kind);
        line.Seq.ShouldBe((ushort)seq);
    }

    [Fact]
    public void A_done_says_why_and_how_long()
    {
        Parse("DONE:6:RELAY1:ESTOP:1*1BA6", out var line).ShouldBe(LineVerdict.Understood);
        (line.Seq, line.Word, line.Reason, line.Number).ShouldBe(((ushort)6, "RELAY1", DoneReason.EmergencyStop, 1L));
    }

    [Fact]
    public void A_refusal_carries_its_limit()
    {
        Parse("ERR:2:LIM:10000*D977", out var line);
        (line.Word, line.Number).ShouldBe(("LIM", 10_000L));
    }

    [Fact]
    public void A_hello_names_the_board()
    {
        Parse("HELLO:1:LIVEOPS:1.0.0:PC:B0A2D001:77:3:1D50:96:64:2000*4456", out var line);
        line.Hello.ShouldBe(new HelloLine(1, "LIVEOPS", "1.0.0", "PC", "B0A2D001", 77, 3));
    }

    [Fact]
    public void A_capability_lists_its_pins()
    {
        Parse(Seal("CAP:4:LED2:LED:9,10,11:60000:100:60:0"), out var line);
        line.Capability!.Setup.Pins.ShouldBe([9, 10, 11]);
        line.Capability.Setup.MaxMs.ShouldBe(60_000);
    }

    [Theory]
    [InlineData("ACK:2:SOL1:PUSH:50*6AA3")]
    [InlineData("ACK:2:SOL1:PUSH:51*6AA2")]
    [InlineData("ACK:2:SOL1:PUSH:50")]
    [InlineData("ACK:2:SOL1:PUSH:50*6aa2")]
    public void A_reply_without_its_right_check_is_refused(string text) =>
        Parse(text, out _).ShouldBe(LineVerdict.BadCheck);

    [Fact]
    public void Fields_that_a_newer_firmware_appends_are_ignored() =>
        Parse(Seal("PONG:5:100:R:0:new:fields"), out _).ShouldBe(LineVerdict.Understood);

    [Fact]
    public void An_event_that_a_newer_firmware_adds_is_no_error() =>
        Parse(Seal("EVT:WARM:55"), out _).ShouldBe(LineVerdict.Understood);

    [Fact]
    public void Lines_are_cut_whatever_the_pieces_they_come_in()
    {
        var assembler = new LineAssembler();
        Collect(assembler, "PONG:1", "*AB\r", "\n\n\nACK", ":2\nrest").ShouldBe(["PONG:1*AB", "ACK:2"]);
    }

    [Fact]
    public void What_is_too_long_or_no_text_is_thrown_away_up_to_its_end()
    {
        var assembler = new LineAssembler();
        Collect(assembler, new string('A', 161), "B\nACK:1\n", "\u0001AC\nACK:2\n")
            .ShouldBe(["<garbage>", "ACK:1", "<garbage>", "ACK:2"]);
    }

    [Fact]
    public void A_line_of_the_full_length_is_a_line()
    {
        var full = new string('A', LineAssembler.MaxLine);
        Collect(new LineAssembler(), full + "\n").ShouldBe([full]);
    }

    [Fact]
    public void Endless_noise_without_a_line_end_is_counted_by_its_length()
    {
        var assembler = new LineAssembler();
        Collect(assembler, new string('\u0000', 1_600)).Count.ShouldBe(10);
    }

    private static List<string> Collect(LineAssembler assembler, params string[] pieces)
    {
        var lines = new List<string>();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(piece);
            while (true)
            {
                var found = assembler.Next(ref bytes);
                if (found == AssembledLine.None)
                    break;
                lines.Add(found == AssembledLine.Garbage ? "<garbage>" : Text(assembler.Line.ToArray()));
            }
        }
        return lines;
    }

    internal static string Seal(string text) => $"{text}*{Crc16.Of(Encoding.ASCII.GetBytes(text)):X4}";

    private static LineVerdict Parse(string text, out BoardLine line) =>
        BoardLineParser.Parse(Encoding.ASCII.GetBytes(text), strict: true, out line);

    private static string Text(byte[] line) => Encoding.ASCII.GetString(line);
}
