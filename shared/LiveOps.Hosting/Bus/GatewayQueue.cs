using LiveOps.Contracts.DeviceGateway;
using MassTransit;

namespace LiveOps.Hosting.Bus;

/// <summary>The queue from which one gateway takes its commands: the gateway declares it, others only send to it.</summary>
public static class GatewayQueue
{
    /// <summary>The form of a gateway's id: 1 to 40 lower-case letters, digits and dashes.</summary>
    public const string IdPattern = "^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$";

    /// <summary>Its name.</summary>
    /// <param name="gatewayId">As in <see cref="GatewayStatus.GatewayId"/>.</param>
    public static string NameOf(string gatewayId) => $"gateway.{gatewayId}";

    /// <summary>The queue from which the gateway takes the rules that it may follow while the centre is away.</summary>
    /// <param name="gatewayId">As in <see cref="GatewayStatus.GatewayId"/>.</param>
    public static string FallbackNameOf(string gatewayId) => $"{NameOf(gatewayId)}.fallback";

    /// <summary>The queue from which the gateway takes what people order of it; it goes with the gateway.</summary>
    /// <param name="gatewayId">As in <see cref="GatewayStatus.GatewayId"/>.</param>
    public static string OrdersNameOf(string gatewayId) => $"{NameOf(gatewayId)}.orders";

    /// <summary>Hands a command to the gateway's queue, under the command's own id; see <see cref="MandatorySend"/>.</summary>
    /// <param name="bus">The bus itself, never a consumed message in its place.</param>
    /// <param name="gatewayId">The gateway that has the board.</param>
    /// <param name="command">What to do.</param>
    /// <param name="cancellationToken">Ends the wait for a broker that is away.</param>
    /// <returns>False when the gateway has no queue on this broker: nobody has the command, nor will have it.</returns>
    public static Task<bool> TrySendAsync(
        this IBus bus,
        string gatewayId,
        DeviceCommand command,
        CancellationToken cancellationToken
    ) => bus.TrySendAsync(NameOf(gatewayId), command.CommandId, command, cancellationToken);
}
