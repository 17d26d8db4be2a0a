using System.Net;
using Microsoft.Extensions.Options;
using Header = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders;

namespace LiveOps.Console.PassingThrough;

/// <summary>
/// Where a proxy of the installation stands before the Console (for TLS, say), it tells who asked, and whether over https:
/// limits by address, lists of sign-ins and the audit log go by that. Nobody else is believed.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.TrustedProxies;
        if (trusted.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = Header.XForwardedFor | Header.XForwardedProto,
            // As many in a row as there are: the first address that is none of theirs is the caller's.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in trusted)
            options.KnownIPNetworks.Add(Read(network)!.Value);
        app.UseForwardedHeaders(options);
    }

    /// <summary>An address or a network (<c>10.0.0.0/8</c>); null where it is neither.</summary>
    internal static IPNetwork? Read(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network) ? network : null;
    }
}
