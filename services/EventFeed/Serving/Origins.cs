using System.Net;

namespace LiveOps.EventFeed.Serving;

/// <summary>
/// Which web pages may read the feed. A browser says where a page comes from; games and other programs say nothing.
/// </summary>
internal static class Origins
{
    /// <summary>
    /// True for no page, for a page from this PC (a file, which browsers call "null" or file://, or a server on a
    /// loopback address) and for those of the list.
    /// </summary>
    public static bool MayRead(string? origin, IReadOnlyCollection<string> allowed) =>
        string.IsNullOrEmpty(origin)
        || origin is "null" or "file://"
        || IsOfThisPc(origin)
        || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);

    private static bool IsOfThisPc(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page)
        && page.Scheme is "http" or "https"
        && (
            page.Host == "localhost"
            || (IPAddress.TryParse(page.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip))
        );
}
