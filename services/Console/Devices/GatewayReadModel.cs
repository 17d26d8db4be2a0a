using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Devices;

/// <summary>What the gateways said last. In memory: every gateway says it again within 2 s.</summary>
internal sealed class GatewayReadModel
{
    private readonly ConcurrentDictionary<(Guid Workspace, string Gateway), GatewaySeen> _gateways = new();

    /// <summary>Takes over what a gateway says, unless something newer is known.</summary>
    /// <param name="status">What it says.</param>
    /// <param name="stopped">Whether a stop that is known here holds all of it.</param>
    /// <param name="now">By this machine's clock.</param>
    /// <returns>What is known of it now.</returns>
    public GatewaySeen Take(GatewayStatus status, bool stopped, DateTimeOffset now) =>
        _gateways.AddOrUpdate(
            (status.WorkspaceId, status.GatewayId),
            _ => new GatewaySeen(status, now).After(null, stopped),
            (_, known) =>
                known.Status.At > status.At
                    ? known
                    : new GatewaySeen(status, now) { Since = known.IsSilent(now) ? now : known.Since }.After(
                        known,
                        stopped
                    )
        );

    /// <summary>Leaves out a gateway that may no longer speak, until it is heard again.</summary>
    public void Forget(Guid workspaceId, string gatewayId) => _gateways.TryRemove((workspaceId, gatewayId), out _);

    /// <summary>Whether a gateway of this name was heard that belongs to another workspace.</summary>
    public bool IsOfAnother(Guid workspaceId, string gatewayId) =>
        _gateways.Keys.Any(known => known.Gateway == gatewayId && known.Workspace != workspaceId);

    /// <summary>The gateways of one workspace, by name.</summary>
    public IReadOnlyList<GatewaySeen> Of(Guid workspaceId) =>
        [
            .. _gateways
                .Where(gateway => gateway.Key.Workspace == workspaceId)
                .Select(gateway => gateway.Value)
                .OrderBy(gateway => gateway.Status.GatewayId, StringComparer.Ordinal),
        ];
}

/// <summary>A gateway's last status and when it arrived here, by this machine's clock.</summary>
internal sealed record GatewaySeen(GatewayStatus Status, DateTimeOffset SeenAt)
{
    /// <summary>Three statuses of 2 s missed.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(6);

    /// <summary>Since when it is heard without a silence.</summary>
    public DateTimeOffset Since { get; init; } = SeenAt;

    /// <summary>
    /// Whether it was stopped at the PC itself: it has said for longer than a press or a reset is on its way that it is
    /// stopped, and no stop of here says why. Known until it runs again, also under a stop of here that came later.
    /// </summary>
    public bool StoppedAtPc { get; private init; }

    private DateTimeOffset? UnexplainedSince { get; init; }

    internal GatewaySeen After(GatewaySeen? known, bool stopped)
    {
        if (!Status.EmergencyStopped)
            return this;
        if (stopped)
            return this with { StoppedAtPc = known?.StoppedAtPc ?? false };
        var since = known?.UnexplainedSince ?? SeenAt;
        return this with
        {
            UnexplainedSince = since,
            StoppedAtPc = known?.StoppedAtPc == true || SeenAt - since >= _onTheirWay,
        };
    }

    private static readonly TimeSpan _onTheirWay = TimeSpan.FromSeconds(1.5);

    public bool IsSilent(DateTimeOffset now) => now - SeenAt > SilentAfter;
}
