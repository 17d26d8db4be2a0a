using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// A board by its own id: what it has, and what waits for it. Outlives its connections, so that a cable that is pulled
/// and put back loses no waiting command.
/// </summary>
internal sealed class Board(string uid, int laneLength)
{
    private const int RememberedAnswers = 31;
    private readonly double[] _answers = new double[RememberedAnswers];
    private int _answerCount;

    public string Uid { get; } = uid;

    /// <summary>The connection it is on; null while it is away.</summary>
    public PortMachine? Port { get; set; }

    /// <summary>Null until the board has listed them once in the life of this process.</summary>
    public IReadOnlyList<DeviceStatus>? Devices { get; set; }
    public string? Firmware { get; set; }

    /// <summary>The kind of board and its firmware's version, as it says; null until it has answered.</summary>
    public (string Kind, string Version)? Made { get; set; }

    /// <summary>Its firmware can start several devices at one moment.</summary>
    public bool CanArm { get; set; }

    /// <summary>How much its devices have been on.</summary>
    public DutyMeter Duty { get; } = new();

    /// <summary><see cref="Duty"/> counts what was before this process.</summary>
    public bool IsRecalled { get; set; }

    /// <summary>What this gateway's own file says that the board shall have; null: what it has is right.</summary>
    public IReadOnlyDictionary<int, DeviceSetup>? Wanted { get; set; }

    /// <summary>What was wanted before, until the board has taken or refused <see cref="Wanted"/>.</summary>
    public IReadOnlyDictionary<int, DeviceSetup>? WantedBefore { get; set; }

    /// <summary>Buttons and sensors that are pressed, as far as the board has said.</summary>
    public Dictionary<string, bool> Pressed { get; } = new(StringComparer.Ordinal);
    public DeviceLanes Lanes { get; } = new(laneLength);

    /// <summary>STOP and OFF: they pass everything that waits.</summary>
    public Queue<CommandRun> Stops { get; } = new();

    /// <summary>Commands that came before the board had listed its devices.</summary>
    public List<CommandRun> Unchecked { get; } = [];

    /// <summary>True when its id is stored on it and in this gateway's own file.</summary>
    public bool IsKept { get; set; }

    /// <summary>True while the latch holds this board by itself: it stopped so, or it or an account was stopped.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Uptime since when it is away.</summary>
    public TimeSpan AwaySince { get; set; }

    public DeviceStatus? Device(string name) => Devices?.FirstOrDefault(device => device.DeviceId == name);

    public void Answered(double ms) => _answers[_answerCount++ % RememberedAnswers] = ms;

    /// <summary>Median of the last answers, ms; null before the first.</summary>
    public double? MedianAnswer()
    {
        var count = Math.Min(_answerCount, RememberedAnswers);
        if (count == 0)
            return null;
        var sorted = _answers[..count];
        Array.Sort(sorted);
        return Math.Round(sorted[count / 2], 3);
    }
}
