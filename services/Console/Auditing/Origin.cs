namespace LiveOps.Console.Auditing;

/// <summary>Where a request comes from.</summary>
/// <param name="Address">The caller's IP address.</param>
/// <param name="Browser">Browser and system in words, as the browser says: Firefox on Linux.</param>
internal sealed record Origin(string Address, string Browser)
{
    public static Origin Of(HttpContext http) =>
        new(
            http.Connection.RemoteIpAddress is { } address
                ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
                : "unknown",
            BrowserWords.Of(http.Request.Headers.UserAgent.ToString())
        );
}
