using System.Diagnostics.CodeAnalysis;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Hosting.Bus;

/// <summary>
/// A gateway's own user at the broker. The name says whose it is, so that whoever receives a message needs to ask
/// nobody; the Console makes the user, with no more rights than the exchanges named here and what carries its own name.
/// </summary>
/// <param name="WorkspaceId">The workspace that the gateway belongs to.</param>
/// <param name="GatewayId">As in <see cref="GatewayStatus.GatewayId"/>.</param>
public sealed record GatewayUser(Guid WorkspaceId, string GatewayId)
{
    private const string Prefix = "gateway.";
    private static readonly KebabCaseEntityNameFormatter _exchanges = new();

    /// <summary>Exchanges that a gateway publishes to. The Console declares them: it consumes all of them.</summary>
    public static readonly IReadOnlyList<string> PublishedTo =
    [
        _exchanges.FormatEntityName<GatewayStatus>(),
        _exchanges.FormatEntityName<GatewayLogged>(),
        _exchanges.FormatEntityName<DeviceCommandAcknowledged>(),
        _exchanges.FormatEntityName<DeviceCommandCompleted>(),
        _exchanges.FormatEntityName<GatewayOrderProgressed>(),
    ];

    /// <summary>Exchanges that a gateway binds its own to. The Console declares these too.</summary>
    public static readonly IReadOnlyList<string> ConsumedFrom =
    [
        _exchanges.FormatEntityName<EmergencyStop>(),
        _exchanges.FormatEntityName<ResetEmergencyStop>(),
        _exchanges.FormatEntityName<ResetScopedEmergencyStop>(),
    ];

    /// <summary>The user's name: <c>gateway.{workspace id, 32 digits}.{gateway id}</c>.</summary>
    public string Name => $"{Prefix}{WorkspaceId:N}.{GatewayId}";

    /// <summary>Whether a user of the broker is a gateway's, and which.</summary>
    public static bool TryParse(string? user, [NotNullWhen(true)] out GatewayUser? gateway)
    {
        gateway = null;
        if (user is null || !user.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = user.AsSpan(Prefix.Length);
        if (rest.Length < 34 || rest[32] != '.' || !Guid.TryParseExact(rest[..32], "N", out var workspace))
            return false;
        gateway = new GatewayUser(workspace, rest[33..].ToString());
        return true;
    }
}
