using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Devices;

/// <summary>What is stopped. In memory, so that pressing and looking never wait for the database.</summary>
internal sealed class EmergencyStopLatch
{
    // A gateway that needs a moment to obey is told again, but not flooded.
    private static readonly TimeSpan _again = TimeSpan.FromSeconds(1);
    private static readonly EmergencyStopScope _everything = new();
    private readonly ConcurrentDictionary<(Guid Workspace, EmergencyStopScope Scope), EmergencyStop> _latched = new();
    private readonly ConcurrentDictionary<(Guid, EmergencyStopScope), DateTimeOffset> _resets = new();
    private readonly ConcurrentDictionary<
        (Guid, string, EmergencyStopScope),
        (Guid StopId, DateTimeOffset At)
    > _toldAgain = new();

    /// <summary>All that holds in a workspace.</summary>
    public LatchedStops Of(Guid workspaceId)
    {
        // There are few: a workspace that is stopped has one or two.
        var stops = _latched.Where(known => known.Key.Workspace == workspaceId).Select(known => known.Value).ToList();
        return stops.Count == 0
            ? LatchedStops.None
            : new LatchedStops(
                stops.Find(stop => stop.Scope is null),
                [.. stops.Where(stop => stop.Scope is not null).OrderBy(stop => stop.RequestedAt)]
            );
    }

    /// <summary>
    /// Latches; of two stops of the same part the later one holds. A stop that was reset already (one sent again, still
    /// on its way when the reset came) changes nothing.
    /// </summary>
    public void Set(EmergencyStop stop)
    {
        var scope = stop.Scope ?? _everything;
        if (IsReset(stop.WorkspaceId, scope, stop) || IsReset(stop.WorkspaceId, _everything, stop))
            return;
        _latched.AddOrUpdate((stop.WorkspaceId, scope), stop, (_, known) => Later(known, stop));
    }

    /// <summary>
    /// Lets go of the stops of one part up to <paramref name="until"/>, or of every stop of the workspace where
    /// <paramref name="scope"/> is null; one that was pressed after it holds.
    /// </summary>
    public void Release(Guid workspaceId, EmergencyStopScope? scope, DateTimeOffset until)
    {
        _resets.AddOrUpdate((workspaceId, scope ?? _everything), until, (_, known) => known > until ? known : until);
        foreach (var known in _latched)
            if (
                known.Key.Workspace == workspaceId
                && (scope is null || known.Key.Scope == scope)
                && known.Value.RequestedAt <= until
            )
                _latched.TryRemove(known);
    }

    /// <summary>
    /// The stops to send once more when a gateway runs what is latched. First the same stop, for a gateway that missed
    /// it. A gateway that runs still has taken it before and was released since (at its own PC, or by a reset that was
    /// overtaken): it ignores ids that it knows, so the stop gets a new one.
    /// </summary>
    public IReadOnlyList<EmergencyStop> StopAgain(GatewayStatus status, DateTimeOffset now)
    {
        var again = new List<EmergencyStop>();
        foreach (var (key, stop) in _latched)
            if (key.Workspace == status.WorkspaceId && Runs(status, stop.Scope) && Again(status, stop, now) is { } next)
                again.Add(next);
        return again;
    }

    /// <summary>Whether a gateway says that it runs something of what a stop stops.</summary>
    internal static bool Runs(GatewayStatus status, EmergencyStopScope? scope) =>
        scope switch
        {
            { BoardId: { } board } => status.Boards.Any(known =>
                known.State == BoardState.Ready
                && string.Equals(known.BoardId, board, StringComparison.OrdinalIgnoreCase)
            ),
            { AccountId: { } account } => !status.EmergencyStopped && !status.StoppedAccounts.Contains(account),
            { GatewayId: { } gateway } => status.GatewayId == gateway && !status.EmergencyStopped,
            _ => !status.EmergencyStopped,
        };

    private EmergencyStop? Again(GatewayStatus status, EmergencyStop stop, DateTimeOffset now)
    {
        var key = (status.WorkspaceId, status.GatewayId, stop.Scope ?? _everything);
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

    private bool IsReset(Guid workspaceId, EmergencyStopScope scope, EmergencyStop stop) =>
        _resets.TryGetValue((workspaceId, scope), out var reset) && stop.RequestedAt <= reset;

    private static EmergencyStop Later(EmergencyStop known, EmergencyStop stop) =>
        known.RequestedAt > stop.RequestedAt ? known : stop;
}

/// <summary>The stops that hold in one workspace.</summary>
/// <param name="Everything">The stop of all of it; null where there is none.</param>
/// <param name="Parts">Stops of gateways, boards and accounts, in the order of their pressing.</param>
internal sealed record LatchedStops(EmergencyStop? Everything, IReadOnlyList<EmergencyStop> Parts)
{
    public static readonly LatchedStops None = new(null, []);

    /// <summary>Those that a reset of this part lets go of; null: all.</summary>
    public IReadOnlyList<EmergencyStop> Within(EmergencyStopScope? scope) =>
        scope is not null ? [.. Parts.Where(stop => stop.Scope == scope)]
        : Everything is null ? Parts
        : [Everything, .. Parts];

    /// <summary>Whether all boards of this gateway are to be off.</summary>
    public bool Holds(string gatewayId) =>
        Everything is not null || Parts.Any(stop => stop.Scope!.GatewayId == gatewayId);

    /// <summary>Whether this board of it is to be off.</summary>
    public bool Holds(string gatewayId, string boardId) =>
        Holds(gatewayId)
        || Parts.Any(stop => string.Equals(stop.Scope!.BoardId, boardId, StringComparison.OrdinalIgnoreCase));
}
