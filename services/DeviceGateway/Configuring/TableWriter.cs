using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Configuring;

/// <summary>
/// Brings a board's table of devices to what this gateway's file says, row by row, and back to what it was when the
/// board refuses a row.
/// </summary>
internal sealed class TableWriter
{
    private readonly Queue<(int Index, DeviceSetup? Setup)> _rows = new();
    private IReadOnlyDictionary<int, DeviceSetup> _before = new Dictionary<int, DeviceSetup>();
    private DeviceSetup? _asked;
    private int _askedIndex;

    /// <summary>Rows are being written, or were and the list must be read again.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Why the board did not take the wanted table; null while it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>False when the board has the wanted table already.</summary>
    /// <param name="board">Says what is wanted.</param>
    /// <param name="has">What it has.</param>
    public bool Begin(Board board, IReadOnlyDictionary<int, DeviceSetup> has)
    {
        Forget();
        if (board.Wanted is not { } wanted)
            return false;
        Plan(has, wanted);
        _before = has;
        return IsUnderWay = _rows.Count > 0;
    }

    /// <summary>The next row's line; null when all are written.</summary>
    public byte[]? Next(ushort seq)
    {
        if (!_rows.TryDequeue(out var row))
            return null;
        (_askedIndex, _asked) = row;
        return _asked is null ? HostLines.Remove(_askedIndex, seq) : HostLines.Configure(_askedIndex, _asked, seq);
    }

    /// <summary>The board does not take the row that was written last: everything goes back.</summary>
    public void Refused(string code, IReadOnlyDictionary<int, DeviceSetup> wanted)
    {
        if (Refusal is not null)
            return;
        Refusal = $"{(_asked is null ? $"Row {_askedIndex}" : _asked.Name)}: {Reason(code)} The table is as it was.";
        Plan(wanted, _before);
    }

    public void Forget()
    {
        _rows.Clear();
        Refusal = null;
        IsUnderWay = false;
    }

    /// <summary>First all rows that change are emptied: a pin may move from one to another.</summary>
    private void Plan(IReadOnlyDictionary<int, DeviceSetup> from, IReadOnlyDictionary<int, DeviceSetup> to)
    {
        _rows.Clear();
        foreach (var (index, setup) in from)
            if (!setup.Equals(to.GetValueOrDefault(index)))
                _rows.Enqueue((index, null));
        foreach (var (index, setup) in to)
            if (!setup.Equals(from.GetValueOrDefault(index)))
                _rows.Enqueue((index, setup));
    }

    private static string Reason(string code) =>
        code switch
        {
            "PIN" =>
                "a pin does not exist on this board, is used already, or cannot do what this type needs. On an Uno a servo wants pin 9 or 10 and takes the other one's PWM, and a buzzer takes that of 3 and 11; firmware/WIRING.md has the Mega's.",
            "CFG" => "the board cannot have such a device: type, limits or flags do not go together.",
            "BUSY" => "something is on, or the board is storing: try again.",
            "STOP" => "the emergency stop is on: reset it first.",
            _ => $"the board refused it ({code}).",
        };
}
