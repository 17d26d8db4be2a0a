using Microsoft.Extensions.Hosting;

namespace LiveOps.DeviceGateway.Enrolment;

/// <summary>
/// Ends the host so that it starts anew: who the gateway is goes through all of it. The boards are switched off on the
/// way, as at every end.
/// </summary>
/// <param name="lifetime">Of the host that ends.</param>
/// <param name="isManaged">
/// True: a service manager starts the process again, because a Windows service reports to its manager once a process.
/// False: the host is built anew in this process.
/// </param>
internal sealed class GatewayRestart(IHostApplicationLifetime lifetime, bool isManaged)
{
    /// <summary>EX_TEMPFAIL of sysexits.h: no fault, but to be started again.</summary>
    public const int StartAgain = 75;

    /// <summary>Whether the host is to be built anew in this process.</summary>
    public bool InProcess { get; private set; }

    public void Request()
    {
        if (isManaged)
            Environment.ExitCode = StartAgain;
        else
            InProcess = true;
        lifetime.StopApplication();
    }
}
