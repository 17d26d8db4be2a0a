using System.Collections.Concurrent;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Rules.RoutingBoards;

/// <summary>All gateways as last heard, by workspace: nothing of one workspace is ever looked up for another.</summary>
internal sealed class GatewayDirectory(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<string, KnownGateway>> _workspaces = new();

    /// <summary>The gateways of one workspace, in no order.</summary>
    public IEnumerable<KnownGateway> Of(Guid workspaceId) =>
        _workspaces.TryGetValue(workspaceId, out var gateways) ? gateways.Values : [];

    public IEnumerable<KnownGateway> All() => _workspaces.Values.SelectMany(gateways => gateways.Values);

    /// <summary>A gateway spoke. The time is ours: its PC's clock may be wrong.</summary>
    public void Heard(GatewayStatus status) => Remember(new KnownGateway(status, clock.GetUtcNow()));

    /// <summary>What another run has heard; never newer than what this one heard itself.</summary>
    public void Remember(KnownGateway gateway) =>
        _workspaces
            .GetOrAdd(gateway.Status.WorkspaceId, _ => new(StringComparer.Ordinal))
            .AddOrUpdate(
                gateway.Status.GatewayId,
                gateway,
                (_, known) => known.SeenAt > gateway.SeenAt ? known : gateway
            );
}
