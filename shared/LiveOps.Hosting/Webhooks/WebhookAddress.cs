using System.Net;
using System.Net.Sockets;

namespace LiveOps.Hosting.Webhooks;

/// <summary>Which IP addresses a call may go to: those of the public internet, and no others.</summary>
public static class WebhookAddress
{
    /// <summary>IANA's special-purpose blocks of IPv4 that are not globally reachable, and multicast and reserved ones.</summary>
    private static readonly IPNetwork[] _closed4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
    ];

    /// <summary>
    /// All that IANA has given out as global unicast. Loopback, link-local, unique-local, multicast, IPv4-mapped and
    /// NAT64 addresses lie outside.
    /// </summary>
    private static readonly IPNetwork _global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _closed6 =
    [
        // Protocol assignments: Teredo, benchmarking, ORCHID.
        IPNetwork.Parse("2001::/23"),
        IPNetwork.Parse("2001:db8::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("3fff::/20"),
    ];

    /// <summary>Where clouds give a machine its keys. Nobody allows these, not even by mistake.</summary>
    private static readonly IPAddress[] _metadata =
    [
        IPAddress.Parse("169.254.169.254"),
        IPAddress.Parse("169.254.170.2"),
        IPAddress.Parse("169.254.170.23"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("192.0.0.192"),
        // Azure's is in the public space.
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd00:ec2::23"),
        IPAddress.Parse("fd20:ce::254"),
    ];

    /// <summary>True when a call may go to the address.</summary>
    /// <param name="address">One that the host's name leads to.</param>
    /// <param name="allowedPrivate">True for a host that the operator has allowed by name.</param>
    public static bool MayCall(IPAddress address, bool allowedPrivate)
    {
        if (!allowedPrivate)
            return IsPublic(address) && !_metadata.Contains(address);
        // What is allowed by name is a machine, whichever way its address is written.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !_metadata.Contains(plain) && !IsNoMachine(plain);
    }

    private static bool IsPublic(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !_closed4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => _global6.Contains(address)
                && address.ScopeId == 0
                && !_closed6.Any(network => network.Contains(address)),
            _ => false,
        };

    private static bool IsNoMachine(IPAddress address) =>
        address.Equals(IPAddress.Any)
        || address.Equals(IPAddress.IPv6Any)
        || address.Equals(IPAddress.Broadcast)
        || address.IsIPv6Multicast
        || address is { AddressFamily: AddressFamily.InterNetwork } && address.GetAddressBytes()[0] is >= 224 and < 240;
}
