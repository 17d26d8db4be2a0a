using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Fallback;
using LiveOps.DeviceGateway.Reporting;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>The gateway's state: as other services see it, and with what only this PC knows.</summary>
internal static class StatusEndpoints
{
    private static readonly Guid _run = Guid.NewGuid();

    public static void MapStatus(this IEndpointRouteBuilder gateway)
    {
        gateway.MapGet("/status", async (StatusView view) => Results.Ok(await view.TakeAsync())).For(LocalAccess.Look);
        gateway
            .MapGet(
                "/local",
                async (
                    StatusView view,
                    BrokerWatch broker,
                    ResultQueue results,
                    FallbackRun fallback,
                    IOptions<GatewayOptions> options
                ) =>
                    Results.Ok(
                        new LocalStatus
                        {
                            RunId = _run,
                            Status = await view.TakeAsync(),
                            BrokerConnected = broker.AwaySince is null,
                            BrokerAwaySince = broker.AwaySince,
                            UnreportedResults = results.Count,
                            UnreportedLimit = options.Value.UnreportedLimit,
                            Fallback = fallback.State,
                        }
                    )
            )
            .For(LocalAccess.Look);
    }
}

/// <summary>The state of this PC's gateway for the page on it.</summary>
internal sealed record LocalStatus
{
    /// <summary>Names this life of the process: with another one the log's numbers begin anew.</summary>
    public required Guid RunId { get; init; }
    public required GatewayStatus Status { get; init; }
    public required bool BrokerConnected { get; init; }

    /// <summary>Since when the broker is away, UTC; null while it is there.</summary>
    public required DateTimeOffset? BrokerAwaySince { get; init; }

    /// <summary>Results that the broker does not have yet.</summary>
    public required int UnreportedResults { get; init; }

    /// <summary>At so many of them no more commands are taken.</summary>
    public required int UnreportedLimit { get; init; }

    /// <summary>What the fallback does; null while it is switched off.</summary>
    public FallbackState? Fallback { get; init; }
}
