using System.Net;
using System.Net.Sockets;

namespace LiveOps.AppHost.Local.Servers;

/// <summary>Loopback ports that nobody uses.</summary>
internal static class FreePort
{
    private static readonly HashSet<int> _given = [];

    /// <summary>The preferred port where it is free, else any.</summary>
    public static int Take(int preferred = 0)
    {
        lock (_given)
        {
            for (var port = preferred; ; port = 0)
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    probe.Start();
                }
                catch (SocketException) when (port != 0)
                {
                    continue;
                }
                var free = ((IPEndPoint)probe.LocalEndpoint).Port;
                if (_given.Add(free))
                    return free;
            }
        }
    }
}
