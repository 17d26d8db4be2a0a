using System.Net;
using System.Net.Sockets;

namespace LiveOps.Hosting.Webhooks;

/// <summary>
/// Resolves a host once, checks every address that it has, and connects to one of exactly these: between check and
/// connection there is no second look-up that could answer differently.
/// </summary>
/// <param name="hosts">Which private hosts are allowed.</param>
/// <param name="resolve">Looks a name up: <see cref="Dns"/>.</param>
public sealed class WebhookConnector(WebhookHosts hosts, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>For an address that does not answer while the host has another.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <exception cref="WebhookRefusedException">The host leads to where calls may not go.</exception>
    /// <exception cref="SocketException">There is no such host, or it cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host.Host, out var literal)
            ? [literal]
            : await resolve(host.Host, cancellationToken);
        var allowed = hosts.Allows(host.Host, host.Port);
        // One wrong address among several is enough: whoever owns the name decides which one is used when.
        // The reason does not tell the address: that would make of this a look-up in the operator's own network.
        if (!Array.TrueForAll(addresses, address => WebhookAddress.MayCall(address, allowed)))
            throw new WebhookRefusedException(
                $"{host.Host} leads to an address that is not public; an operator can allow a private host with {hosts.Setting}."
            );
        for (var n = 0; ; n++)
        {
            if (n == addresses.Length)
                throw new SocketException((int)SocketError.HostNotFound);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (n < addresses.Length - 1)
                patience.CancelAfter(_patience);
            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[n], host.Port), patience.Token);
            }
            catch (Exception error)
                when (error is SocketException or OperationCanceledException
                    && n < addresses.Length - 1
                    && !cancellationToken.IsCancellationRequested
                )
            {
                // The next address may answer.
            }
        }
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A call that is not made because of where it would go. Trying again changes nothing.</summary>
public sealed class WebhookRefusedException(string reason) : Exception(reason);
