using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Devices;

/// <summary>What the gateways said last. In memory: every gateway says it again within 2 s.</summary>
internal sealed class GatewayReadModel
{
    private readonly ConcurrentDictionary<(Guid Workspace, string Gateway), GatewaySeen> _gateways = new();

    /// <summary>Takes over what a gateway says, unless something newer is known.</summary>
    public void Take(GatewayStatus status, DateTimeOffset now) =>
        _gateways.AddOrUpdate(
            (status.WorkspaceId, status.GatewayId),
            new GatewaySeen(status, now),
            (_, known) =>
                known.Status.At > status.At
                    ? known
                    : new GatewaySeen(status, now) { Since = known.IsSilent(now) ? now : known.Since }
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

    public bool IsSilent(DateTimeOffset now) => now - SeenAt > SilentAfter;
}
