using System.Text;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.Tests.DeviceGateway;

/// <summary>Ten million bytes of noise and of damaged lines: the reader never throws and believes nothing unchecked.</summary>
public sealed class ProtocolFuzzTests
{
    private const int Bytes = 10_000_000;
    private static readonly string[] _replies =
    [
        "ACK:2:SOL1:PUSH:50",
        "ACK:3:LED1:ARMED:50",
        "ACK:4:GO:3",
        "ACK:5:DUP",
        "DONE:6:RELAY1:OK:100",
        "DONE:7:SOL1:LATE:0",
        "PONG:500:51:R:0",
        "ERR:2:LIM:10000",
        "NAK:-:CRC",
        "HELLO:1:LIVEOPS:1.1.0:UNO:B0A2D001:77:3:1D50:96:64:2000",
        "CAP:0:STRIP1:STRIP:4,5:10000:50:60:0:60",
        "CAPEND:5:1D50",
        "EVT:BOOT:1:LIVEOPS:1.1.0:P:1",
        "EVT:ESTOP:1",
        "EVT:INPUT:IN1:1",
        "EVT:SAVED:1D50",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Nothing_throws_and_nothing_unchecked_is_believed(int seed)
    {
        var random = new Random(seed);
        var assembler = new LineAssembler();
        long fed = 0,
            understood = 0,
            refused = 0;
        while (fed < Bytes / 2)
        {
            var bytes = Noise(random);
            fed += bytes.Length;
            ReadOnlySpan<byte> rest = bytes;
            while (assembler.Next(ref rest) is var found && found != AssembledLine.None)
            {
                if (found != AssembledLine.Complete)
                    continue;
                var verdict = BoardLineParser.Parse(assembler.Line, strict: true, out var line);
                if (verdict != LineVerdict.Understood)
                {
                    refused++;
                    continue;
                }
                understood++;
                if (line.Kind != BoardLineKind.Booted && !IsChecked(assembler.Line))
                    Assert.Fail($"believed: {Encoding.ASCII.GetString(assembler.Line)}");
            }
        }
        // Both sides of the check were met.
        understood.ShouldBeGreaterThan(10_000);
        refused.ShouldBeGreaterThan(10_000);
    }

    private static byte[] Noise(Random random)
    {
        if (random.Next(4) == 0)
        {
            var noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            return noise;
        }
        var line = new List<byte>(
            Encoding.ASCII.GetBytes(ProtocolTests.Seal(_replies[random.Next(_replies.Length)]) + "\n")
        );
        for (var changes = random.Next(3); changes > 0; changes--)
        {
            var at = random.Next(line.Count);
            switch (random.Next(4))
            {
                case 0:
                    line[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when line.Count > 1:
                    line.RemoveAt(at);
                    break;
                case 2:
                    line.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    line[at] = (byte)":*#,0129AZ\n"[random.Next(11)];
                    break;
            }
        }
        return [.. line];
    }

    /// <summary>The check, worked bit by bit, unlike the reader's.</summary>
    private static bool IsChecked(ReadOnlySpan<byte> line)
    {
        var star = line.LastIndexOf((byte)'*');
        if (star < 0)
            return false;
        ushort crc = 0xFFFF;
        foreach (var value in line[..star])
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1);
        }
        return Encoding.ASCII.GetString(line[(star + 1)..]) == crc.ToString("X4");
    }
}
