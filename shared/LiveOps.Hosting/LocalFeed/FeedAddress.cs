using System.Net;
using System.Net.Sockets;

namespace LiveOps.Hosting.LocalFeed;

/// <summary>Which addresses a local event feed may have: this PC or its private network, nothing else.</summary>
public static class FeedAddress
{
    private const string Wrong =
        "is neither \"tiktok\" nor the address of a local event feed: ws:// with localhost or the IP address of a "
        + "private network, for example ws://127.0.0.1:21213.";

    /// <summary>Null for a valid address, and for none.</summary>
    public static string? Error(string? address) => address is null || IsLocal(address) ? null : Wrong;

    private static bool IsLocal(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri is { Scheme: "ws", UserInfo: "", Fragment: "" }
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? ip) && IsLocal(ip)));

    // A name could come to mean another machine later, so that only addresses count. Link-local ones are left out:
    // clouds keep the secrets of their machines at 169.254.169.254.
    private static bool IsLocal(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6)
        {
            ip = ip.MapToIPv4();
        }
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(ip) || ip.IsIPv6UniqueLocal;
        }
        byte[] parts = ip.GetAddressBytes();
        return parts[0] switch
        {
            127 or 10 => true,
            172 => parts[1] is >= 16 and <= 31,
            192 => parts[1] == 168,
            _ => false,
        };
    }
}
