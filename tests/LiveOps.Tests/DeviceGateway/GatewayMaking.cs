using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;

namespace LiveOps.Tests.DeviceGateway;

internal static class GatewayMaking
{
    public const string Uid = "B0A2D001";
    public static readonly Guid Workspace = Guid.Parse("11111111-1111-1111-1111-111111111111");
    public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static DeviceCommand Command(string device = "SOL1", string action = "PUSH", int ms = 50) =>
        new()
        {
            CommandId = Guid.NewGuid(),
            WorkspaceId = Workspace,
            BoardId = Uid,
            DeviceId = device,
            Action = action,
            DurationMs = ms,
            IssuedAt = Now,
            ExpiresAt = Now.AddSeconds(3),
        };

    public static Moment At(double ms) => new(Now.AddMilliseconds(ms), TimeSpan.FromMilliseconds(ms));

    public static readonly IReadOnlyList<DeviceStatus> Devices =
    [
        Device("SOL1", "SOL", 4, 10_000),
        Device("RELAY1", "RELAY", 7, 60_000),
        Device("LED1", "LED", 13, 60_000),
    ];

    public static DeviceStatus Device(string id, string type, int pin, int max) =>
        new()
        {
            DeviceId = id,
            Type = type,
            Pins = [pin],
            MaxMs = max,
        };
}
