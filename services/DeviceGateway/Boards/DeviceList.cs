using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The list of devices as the board's lines bring it.</summary>
internal sealed class DeviceList
{
    private readonly SortedDictionary<int, CapabilityLine> _lines = [];

    public void Clear() => _lines.Clear();

    public void Add(CapabilityLine line) => _lines[line.Index] = line;

    /// <summary>The whole list; null when a line of it was lost on the way.</summary>
    public IReadOnlyList<DeviceStatus>? Complete(long count) =>
        _lines.Count != count
            ? null
            :
            [
                .. _lines.Values.Select(line => new DeviceStatus
                {
                    DeviceId = line.Device,
                    Type = line.Type,
                    Pins = line.Pins,
                    MaxMs = line.MaxMs,
                }),
            ];
}
