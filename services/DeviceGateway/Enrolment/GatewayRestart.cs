using Microsoft.Extensions.Hosting;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// Ends the host so that it is built anew in the same process: who the gateway is goes through all of it. The boards
/// are switched off on the way, as at every end.
/// </summary>
internal sealed class GatewayRestart(IHostApplicationLifetime lifetime)
{
    /// <summary>Whether the host ends for this.</summary>
    public bool IsRequested { get; private set; }

    /// <summary>Whether the next host runs without the broker, which has refused this gateway.</summary>
    public bool Refused { get; private set; }

    public void Request(bool refused)
    {
        (IsRequested, Refused) = (true, refused);
        lifetime.StopApplication();
    }
}
