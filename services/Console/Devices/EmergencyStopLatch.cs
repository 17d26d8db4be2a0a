using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Devices;

/// <summary>Which workspaces are stopped. In memory, so that pressing and looking never wait for the database.</summary>
internal sealed class EmergencyStopLatch
{
    // A gateway that needs a moment to obey is told again, but not flooded.
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, EmergencyStop> _latched = new();
    private readonly ConcurrentDictionary<(Guid, string), (Guid StopId, DateTimeOffset At)> _toldAgain = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _resets = new();

    /// <summary>The stop that holds a workspace; null when none does.</summary>
    public EmergencyStop? Of(Guid workspaceId) => _latched.GetValueOrDefault(workspaceId);

    /// <summary>
    /// Latches; of two stops the later one holds. A stop that was reset already (one sent again, still on its way
    /// when the reset came) changes nothing.
    /// </summary>
    public void Set(EmergencyStop stop)
    {
        if (_resets.TryGetValue(stop.WorkspaceId, out var reset) && stop.RequestedAt <= reset)
            return;
        _latched.AddOrUpdate(stop.WorkspaceId, stop, (_, known) => Later(known, stop));
    }

    /// <summary>Lets go of every stop up to <paramref name="until"/>; a stop that was pressed after it holds.</summary>
    /// <returns>True when the workspace is free now.</returns>
    public bool Release(Guid workspaceId, DateTimeOffset until)
    {
        _resets.AddOrUpdate(workspaceId, until, (_, known) => known > until ? known : until);
        if (!_latched.TryGetValue(workspaceId, out var stop))
            return true;
        return stop.RequestedAt <= until && _latched.TryRemove(KeyValuePair.Create(workspaceId, stop));
    }

    /// <summary>
    /// The stop to send once more when a gateway runs although its workspace is latched; else null. First the same
    /// stop, for a gateway that missed it. A gateway that runs still has taken it before and was released since (at
    /// its own PC, or by a reset that was overtaken): it ignores ids that it knows, so the stop gets a new one.
    /// </summary>
    public EmergencyStop? StopAgain(GatewayStatus status, DateTimeOffset now)
    {
        if (status.EmergencyStopped || Of(status.WorkspaceId) is not { } stop)
            return null;
        var key = (status.WorkspaceId, status.GatewayId);
        if (_toldAgain.TryGetValue(key, out var told))
        {
            if (now - told.At < _again)
                return null;
            if (told.StopId == stop.StopId)
            {
                stop = stop with { StopId = Guid.CreateVersion7(now) };
                Set(stop);
            }
        }
        _toldAgain[key] = (stop.StopId, now);
        return stop;
    }

    private static EmergencyStop Later(EmergencyStop known, EmergencyStop stop) =>
        known.RequestedAt > stop.RequestedAt ? known : stop;
}
