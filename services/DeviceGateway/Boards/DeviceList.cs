using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The list of devices as the board's lines bring it.</summary>
internal sealed class DeviceList
{
    private readonly SortedDictionary<int, CapabilityLine> _lines = [];

    public void Clear() => _lines.Clear();

    /// <summary>The board's table as it was listed last.</summary>
    public IReadOnlyDictionary<int, DeviceSetup> Table() =>
        _lines.ToDictionary(line => line.Key, line => line.Value.Setup);

    public void Add(CapabilityLine line) => _lines[line.Index] = line;

    /// <summary>The whole list; null when a line of it was lost on the way.</summary>
    public IReadOnlyList<DeviceStatus>? Complete(long count) =>
        _lines.Count != count
            ? null
            :
            [
                .. _lines.Values.Select(line => new DeviceStatus
                {
                    DeviceId = line.Setup.Name,
                    Type = line.Setup.Type,
                    Pins = line.Setup.Pins,
                    MaxMs = line.Setup.MaxMs,
                    Index = line.Index,
                    DutyPct = line.Setup.DutyPct,
                    WindowS = line.Setup.WindowS,
                    Flags = line.Setup.Flags,
                    Size = line.Setup.Size,
                }),
            ];
}
