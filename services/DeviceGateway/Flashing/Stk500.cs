using System.Diagnostics;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>
/// The boot loader's side of an Uno or Nano, by the part of Atmel's STK500 protocol (version 1, application note AVR061)
/// that Optiboot and the older ATmegaBOOT know. Addresses are in bytes here and in words on the line.
/// </summary>
internal sealed class Stk500(BoardPort port)
{
    private const byte InSync = 0x14;
    private const byte Ok = 0x10;
    private const byte EndOfCommand = (byte)' ';
    private const byte GetSync = (byte)'0';
    private const byte EnterProgramming = (byte)'P';
    private const byte LeaveProgramming = (byte)'Q';
    private const byte LoadAddress = (byte)'U';
    private const byte ProgramPage = (byte)'d';
    private const byte ReadPage = (byte)'t';
    private const byte ReadSignature = (byte)'u';
    private const byte Flash = (byte)'F';

    /// <summary>A page takes 4.5 ms to erase and 4.5 ms to write; 128 bytes take 22 ms at 57600 baud.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(1_000);

    /// <summary>
    /// Asks whether a boot loader listens. Asked every 100 ms: it begins to listen a moment after the reset, and gives up
    /// after about a second.
    /// </summary>
    public bool TrySync(TimeSpan within)
    {
        for (var left = within; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(100))
        {
            port.Write([GetSync, EndOfCommand]);
            if (!Answers(TimeSpan.FromMilliseconds(100)))
                continue;
            // What was asked while it was not listening yet may be answered late: the line has to fall silent. One that
            // never does is no boot loader's.
            return FallsSilent(TimeSpan.FromMilliseconds(50), within);
        }
        return false;
    }

    /// <summary>The chip's three bytes, for example 1E950F of the ATmega328P.</summary>
    public string Signature() => Convert.ToHexString(Ask([ReadSignature], 3));

    public void Begin() => Ask([EnterProgramming], 0);

    public void Write(int address, ReadOnlySpan<byte> page)
    {
        Seek(address);
        Ask([ProgramPage, (byte)(page.Length >> 8), (byte)page.Length, Flash, .. page], 0);
    }

    public byte[] Read(int address, int count)
    {
        Seek(address);
        return Ask([ReadPage, (byte)(count >> 8), (byte)count, Flash], count);
    }

    /// <summary>The boot loader starts the program; old ones do not answer any more.</summary>
    public void Leave()
    {
        port.Write([LeaveProgramming, EndOfCommand]);
        Answers(TimeSpan.FromMilliseconds(200));
    }

    private void Seek(int address) => Ask([LoadAddress, (byte)(address >> 1), (byte)(address >> 9)], 0);

    private byte[] Ask(ReadOnlySpan<byte> request, int count)
    {
        port.Write([.. request, EndOfCommand]);
        Expect(InSync);
        var answer = new byte[count];
        for (var n = 0; n < count; n++)
            answer[n] = Next();
        Expect(Ok);
        return answer;
    }

    private bool Answers(TimeSpan patience)
    {
        // The patience is for the answer, not for each byte: a program that talks all the time is never done.
        var watch = Stopwatch.StartNew();
        for (var before = -1; port.ReadByte(patience - watch.Elapsed) is >= 0 and var value; before = value)
            if (before == InSync && value == Ok)
                return true;
            else if (watch.Elapsed >= patience)
                break;
        return false;
    }

    private bool FallsSilent(TimeSpan silence, TimeSpan within)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < within; )
            if (port.ReadByte(silence) < 0)
                return true;
        return false;
    }

    private void Expect(byte expected)
    {
        if (Next() is var value && value != expected)
            throw new OutOfStepException($"the boot loader answered {value:X2} where {expected:X2} was due");
    }

    private byte Next() =>
        port.ReadByte(_patience) is >= 0 and var value
            ? (byte)value
            : throw new OutOfStepException("the boot loader stopped answering");
}
