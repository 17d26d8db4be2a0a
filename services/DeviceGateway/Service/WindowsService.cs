using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Extensions.Hosting;
using static LiveOps.DeviceGateway.Service.WindowsServiceApi;

namespace LiveOps.DeviceGateway.Service;

/// <summary>
/// The gateway as a Windows service, by the service manager's own contract: <c>--service</c> on the command line, a
/// dispatcher that the manager calls back, and a stop that ends the host in order. One per process, as Windows has it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsService : IHostLifetime
{
    // Longer than the host's own time to stop.
    private const uint StopHintMs = 25_000;
    private const uint StartHintMs = 60_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TaskCompletionSource s_connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly ManualResetEventSlim s_over = new();
    private static Action? s_stop;
    private static nint s_handle;
    private static uint s_state = StateStartPending;

    public WindowsService(IHostApplicationLifetime lifetime)
    {
        s_stop = lifetime.StopApplication;
        lifetime.ApplicationStarted.Register(() => Tell(StateRunning));
        lifetime.ApplicationStopping.Register(() => Tell(StateStopPending));
    }

    public async Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        // The dispatcher keeps its thread until the service has stopped.
        new Thread(Dispatch) { IsBackground = true, Name = "service manager" }.Start();
        await s_connected.Task.WaitAsync(s_patience, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Tell(StateStopped);
        s_over.Set();
        return Task.CompletedTask;
    }

    private static unsafe void Dispatch()
    {
        var name = Marshal.StringToHGlobalUni("");
        var table = stackalloc TableEntry[2];
        table[0] = new TableEntry { Name = name, Main = &ServiceMain };
        table[1] = default;
        if (StartDispatcher(table))
            return;
        var error = Marshal.GetLastPInvokeError();
        s_connected.TrySetException(
            new InvalidOperationException(
                error == NotAService
                    ? $"{ServiceModule.ServiceOption} is for the service manager: start the service (sc start LiveOpsGateway), or the program without it."
                    : $"The service manager does not answer (error {error})."
            )
        );
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static unsafe void ServiceMain(uint count, nint arguments)
    {
        s_handle = RegisterHandler(0, &Control, 0);
        if (s_handle == 0)
        {
            s_connected.TrySetException(new InvalidOperationException("The service manager takes no handler."));
            return;
        }
        Tell(StateStartPending);
        s_connected.TrySetResult();
        s_over.Wait();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static uint Control(uint control, uint type, nint data, nint context)
    {
        switch (control)
        {
            case ControlStop or ControlShutdown:
                Tell(StateStopPending);
                // The manager's thread must not wait for the host to end.
                ThreadPool.QueueUserWorkItem(_ => s_stop?.Invoke());
                return 0;
            case ControlInterrogate:
                Tell(s_state);
                return 0;
            default:
                return NotImplemented;
        }
    }

    private static void Tell(uint state)
    {
        s_state = state;
        if (s_handle == 0)
            return;
        var status = new ServiceStatus
        {
            ServiceType = OwnProcess,
            CurrentState = state,
            ControlsAccepted = state == StateRunning ? AcceptStopAndShutdown : 0,
            WaitHint =
                state == StateStartPending ? StartHintMs
                : state == StateStopPending ? StopHintMs
                : 0,
            Win32ExitCode = state == StateStopped && Environment.ExitCode != 0 ? (uint)Environment.ExitCode : 0,
        };
        SetServiceStatus(s_handle, ref status);
    }
}
