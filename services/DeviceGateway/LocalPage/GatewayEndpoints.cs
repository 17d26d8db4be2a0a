using LiveOps.DeviceGateway.Doctor;
using LiveOps.DeviceGateway.Enrolment;
using LiveOps.DeviceGateway.Flashing;

namespace LiveOps.DeviceGateway.LocalPage;

/// <summary>
/// What the gateway answers on its own PC. Somebody who stands at that PC may look and may stop without signing in;
/// to switch on again asks for more.
/// </summary>
internal static class GatewayEndpoints
{
    public static void MapDeviceGateway(this WebApplication app)
    {
        app.UseLocalGuard();
        // The guard decides instead of the house's rule that everybody signs in.
        var gateway = app.MapGroup("/api/gateway").AllowAnonymous();
        gateway.MapStatus();
        gateway.MapEmergencyStop();
        gateway.MapBoardConfirmation();
        gateway.MapConfiguration();
        gateway.MapDeviceTest();
        gateway.MapLocalLog();
        gateway.MapFirmwareUpdates();
        gateway.MapDoctor();
        gateway.MapEnrolment();
        app.MapPage();
    }
}
