using Microsoft.AspNetCore.Http;

namespace LiveOps.Hosting.Auditing;

/// <summary>Where a request comes from. For people to read: nothing is decided by it.</summary>
/// <param name="Address">The caller's IP address.</param>
/// <param name="Browser">Browser and system in words, as the browser says: Firefox on Linux.</param>
public sealed record Origin(string Address, string Browser)
{
    /// <summary>That of a request.</summary>
    public static Origin Of(HttpContext http) =>
        new(
            http.Connection.RemoteIpAddress is { } address
                ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
                : "unknown",
            BrowserWords.Of(http.Request.Headers.UserAgent.ToString())
        );
}
