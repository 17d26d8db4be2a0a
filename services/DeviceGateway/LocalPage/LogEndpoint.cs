using LiveOps.DeviceGateway.RemoteLog;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>The last lines of the gateway's log.</summary>
internal static class LogEndpoint
{
    public static void MapLocalLog(this IEndpointRouteBuilder gateway) =>
        gateway.MapGet("/log", (LocalLog log, long after = 0) => log.Since(after)).For(LocalAccess.Look);
}
