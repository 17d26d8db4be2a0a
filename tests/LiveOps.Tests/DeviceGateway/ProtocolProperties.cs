using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>Whatever comes over the line: nothing throws, nothing wrong is believed.</summary>
public sealed class ProtocolProperties
{
    private static readonly string[] _replies =
    [
        "ACK:2:SOL1:PUSH:50",
        "DONE:6:RELAY1:OK:100",
        "PONG:500:51:R:0",
        "ERR:2:LIM:10000",
        "HELLO:1:LIVEOPS:1.0.0:PC:B0A2D001:77:3:1D50:96:64:2000",
        "CAP:0:SOL1:SOL:4:10000:50:60:0",
        "EVT:ESTOP:1",
    ];

    [Fact]
    public void Random_bytes_never_throw_and_never_pass_for_a_checked_line() =>
        Prop.ForAll<byte[]>(bytes =>
            {
                var assembler = new LineAssembler();
                ReadOnlySpan<byte> rest = bytes;
                while (assembler.Next(ref rest) is var found && found != AssembledLine.None)
                    if (found == AssembledLine.Complete && IsWronglyBelieved(assembler.Line))
                        return false;
                return true;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Random_text_between_colons_never_throws() =>
        Prop.ForAll(
                Gen.Elements('A', 'C', 'K', ':', ':', '-', '1', '9', ',', '*', '#', 'E', 'V', 'T')
                    .ArrayOf()
                    .Select(chars => new string(chars))
                    .ToArbitrary(),
                Gen.Elements("ACK:", "DONE:", "EVT:", "CAP:", "HELLO:", "PONG:", "NAK:", "ERR:", "CAPEND:")
                    .ToArbitrary(),
                (text, verb) =>
                {
                    // Checked, so that the form is looked at and not only the check.
                    var line = Encoding.ASCII.GetBytes(ProtocolTests.Seal(verb + text));
                    BoardLineParser.Parse(line, strict: true, out _);
                    BoardLineParser.Parse(line, strict: false, out _);
                    return true;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_reply_with_a_byte_or_two_side_by_side_changed_is_refused() =>
        Prop.ForAll(
                Gen.Elements(_replies).ToArbitrary(),
                ArbMap.Default.GeneratorFor<(byte At, byte First, byte Second)>().ToArbitrary(),
                (reply, change) =>
                {
                    var line = Encoding.ASCII.GetBytes(ProtocolTests.Seal(reply));
                    var at = change.At % (reply.Length - 1);
                    if (change is { First: 0, Second: 0 })
                        return true;
                    line[at] ^= change.First;
                    line[at + 1] ^= change.Second;
                    return BoardLineParser.Parse(line, strict: true, out _) == LineVerdict.BadCheck;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(10_000));

    [Fact]
    public void A_reply_that_lost_bytes_is_refused() =>
        Prop.ForAll(
                Gen.Elements(_replies).ToArbitrary(),
                Gen.Choose(1, 12).ToArbitrary(),
                (reply, lost) =>
                {
                    var line = ProtocolTests.Seal(reply);
                    return BoardLineParser.Parse(Encoding.ASCII.GetBytes(line[..^lost]), strict: true, out _)
                        != LineVerdict.Understood;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static bool IsWronglyBelieved(ReadOnlySpan<byte> line)
    {
        if (BoardLineParser.Parse(line, strict: true, out var parsed) != LineVerdict.Understood)
            return false;
        if (parsed.Kind == BoardLineKind.Booted)
            return false;
        var star = line.LastIndexOf((byte)'*');
        return star < 0 || $"{Crc16.Of(line[..star]):X4}" != Encoding.ASCII.GetString(line[(star + 1)..]);
    }
}
