namespace LiveOps.DeviceGateway.Lanes;

/// <summary>A numbered line that a board answers: the same bytes for every try.</summary>
internal abstract class SentLine
{
    public byte[] Line { get; set; } = [];
    public ushort Seq { get; set; }
    public int Tries { get; set; }

    /// <summary>Uptime of the last try.</summary>
    public TimeSpan LastTry { get; set; }

    /// <summary>Stopwatch time of the first byte of the first try.</summary>
    public long FirstByte { get; set; }

    /// <summary>False when sending it once more could switch something on too late or again.</summary>
    public abstract bool MayRepeat(DateTimeOffset now);
}
