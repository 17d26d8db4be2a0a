using LiveOps.DeviceGateway.Serial;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>An open line to the boot loader of an Uno or Nano.</summary>
internal sealed class BootLoader : IDisposable
{
    /// <summary>The ATmega328P.</summary>
    private const string Signature = "1E950F";

    // Optiboot (Uno, Nano since 2018), and the older boot loader of Nanos and most of their clones.
    private static readonly int[] s_bauds = [115_200, 57_600];
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1_500);
    private readonly BoardPort _port;

    private BootLoader(BoardPort port, Stk500 chip, int baud)
    {
        _port = port;
        Chip = chip;
        Baud = baud;
    }

    public Stk500 Chip { get; }

    /// <summary>115,200 for Optiboot, 57,600 for the old one.</summary>
    public int Baud { get; }

    /// <summary>Opens the port, resets the board and looks for its boot loader, at either speed, twice.</summary>
    /// <param name="ports">The ports of this machine.</param>
    /// <param name="at">The board's.</param>
    /// <param name="firstBaud">The speed to begin with; 0: the usual one.</param>
    /// <exception cref="IOException">The port cannot be opened or has gone.</exception>
    /// <exception cref="FlashRefusedException">The chip is another one: nothing was written.</exception>
    /// <returns>Null when no boot loader answers.</returns>
    public static BootLoader? Find(ISerialPorts ports, SerialPort at, int firstBaud = 0)
    {
        foreach (
            var baud in Enumerable.Repeat(s_bauds.OrderByDescending(baud => baud == firstBaud), 3).SelectMany(b => b)
        )
        {
            if (TryEnter(BoardPort.Open(ports, at, baud), baud) is { } loader)
                return loader;
            // A board that resets when its port is opened does so only when the port was seen closed.
            Thread.Sleep(100);
        }
        return null;
    }

    private static BootLoader? TryEnter(BoardPort port, int baud)
    {
        BootLoader? loader = null;
        try
        {
            port.ResetBoard();
            port.Forget();
            var chip = new Stk500(port);
            if (!chip.TrySync(s_patience))
                return null;
            Check(chip);
            chip.Begin();
            return loader = new BootLoader(port, chip, baud);
        }
        catch (OutOfStepException)
        {
            // The old boot loader gives up after five bytes that it does not know, and begins anew where there is no
            // program: that may be in the middle of the first questions.
            return null;
        }
        finally
        {
            if (loader is null)
                port.Dispose();
        }
    }

    public void Dispose() => _port.Dispose();

    private static void Check(Stk500 chip)
    {
        if (chip.Signature() is var signature && signature != Signature)
            throw new FlashRefusedException(
                $"The chip says {signature}, an Uno or Nano says {Signature}: this firmware is for another kind of board. Nothing was written."
            );
    }
}
