namespace LiveOps.DeviceGateway.Protocol;

/// <summary>One row of a board's table of devices: what CFG sets and CAP tells.</summary>
internal sealed record DeviceSetup
{
    /// <summary>Bit of <see cref="Flags"/>: on is the low level.</summary>
    public const int ActiveLow = 1;

    /// <summary>Bit of <see cref="Flags"/>: a button that latches the board's emergency stop.</summary>
    public const int StopButton = 2;

    /// <summary>The device's name.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol's word for its type.</summary>
    public required string Type { get; init; }

    /// <summary>By Arduino's numbers.</summary>
    public required IReadOnlyList<int> Pins { get; init; }

    /// <summary>Longest on-time, ms.</summary>
    public int MaxMs { get; init; }

    /// <summary>How much of <see cref="WindowS"/> it may be on, percent.</summary>
    public int DutyPct { get; init; }
    public int WindowS { get; init; }
    public int Flags { get; init; }

    /// <summary>Pixels of a strip; 0 for everything else.</summary>
    public int Size { get; init; }

    public bool Equals(DeviceSetup? other) =>
        other is not null
        && Name == other.Name
        && Type == other.Type
        && Pins.SequenceEqual(other.Pins)
        && MaxMs == other.MaxMs
        && DutyPct == other.DutyPct
        && WindowS == other.WindowS
        && Flags == other.Flags
        && Size == other.Size;

    public override int GetHashCode() => HashCode.Combine(Name, Type, MaxMs, DutyPct, WindowS, Flags, Size);
}
