namespace LiveOps.DeviceGateway.Serial;

/// <summary>
/// One open serial port. Bytes come on the link's own reader thread; writing is allowed from any thread. A system
/// without a link of its own gets one by implementing this and <see cref="ISerialPorts"/>.
/// </summary>
internal interface ISerialLink : IDisposable
{
    /// <summary>The port's name, as people know it.</summary>
    string Port { get; }

    /// <summary>Writes all of <paramref name="bytes"/>, waiting at most <paramref name="patience"/> for room.</summary>
    /// <returns>False when not everything went out in time or the port is gone: the link is closing then.</returns>
    bool Write(ReadOnlySpan<byte> bytes, TimeSpan patience);

    /// <summary>Throws away what was written but has not left the machine yet.</summary>
    void DiscardOutput();

    /// <summary>
    /// Pulls DTR and RTS low and high again, which resets an Uno, Nano or Mega into its boot loader. Takes 100 ms; does
    /// nothing where the port has no such lines.
    /// </summary>
    void ResetBoard();
}

/// <summary>Who listens to a link. Both are called on the link's reader thread, one at a time.</summary>
internal interface ISerialListener
{
    /// <summary>Bytes came. May block: the port's own buffer then holds the sender back.</summary>
    /// <param name="link">The link.</param>
    /// <param name="bytes">Valid during the call only.</param>
    /// <param name="timestamp">Stopwatch time of the read.</param>
    void Received(ISerialLink link, ReadOnlySpan<byte> bytes, long timestamp);

    /// <summary>The link is closed, for this reason. Called exactly once per link, and nothing after it.</summary>
    void Closed(ISerialLink link, string reason);
}

/// <summary>The serial ports of this machine.</summary>
internal interface ISerialPorts
{
    /// <summary>Ports that look like a board by their USB ids. Only nominates: the handshake decides.</summary>
    IReadOnlyList<SerialPort> Nominate() =>
        [.. List().Where(found => found.LooksLikeBoard).Select(found => found.Port)];

    /// <summary>Ports that exist now and have a device behind them, boards or not.</summary>
    IReadOnlyList<FoundPort> List();

    /// <summary>Where a configured port is; null when it is not there now.</summary>
    SerialPort? Find(string path);

    /// <summary>Opens with 8N1, for this process alone.</summary>
    /// <param name="port">What to open.</param>
    /// <param name="listener">Who hears what comes.</param>
    /// <param name="baud">The protocol's 115200, or the 57600 of a Nano's old boot loader.</param>
    /// <exception cref="IOException">Not there, in use, not allowed: the message says which and what to do.</exception>
    ISerialLink Open(SerialPort port, ISerialListener listener, int baud = 115_200);
}

/// <summary>A port that exists now.</summary>
/// <param name="Path">What to open.</param>
/// <param name="Place">
/// Where it is plugged in, stable over reboots where the system tells (the USB socket), else the path.
/// </param>
/// <param name="Description">What the USB device says of itself; null where it says nothing.</param>
internal sealed record SerialPort(string Path, string Place, string? Description = null);

/// <summary>A port that a scan has found.</summary>
/// <param name="Port">The port.</param>
/// <param name="LooksLikeBoard">Its USB ids are among <see cref="UsbBoards"/>.</param>
/// <param name="UsbId">For example 1a86:7523; null where it is no USB device.</param>
internal sealed record FoundPort(SerialPort Port, bool LooksLikeBoard, string? UsbId);
