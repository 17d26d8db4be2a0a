using System.Text;

namespace LiveOps.Hosting.Webhooks;

/// <summary>What an address must look like, whatever it leads to. Where it may lead is decided at each connection.</summary>
public static class WebhookUrl
{
    public const int MaxLength = 2_000;

    /// <summary>
    /// Everything that is wrong with the form of an address; empty when nothing is. That <c>http</c> is for allowed
    /// private hosts only is a matter of configuration: <see cref="WebhookCaller"/> sees to it.
    /// </summary>
    public static IReadOnlyList<string> Faults(string url)
    {
        if (string.IsNullOrEmpty(url))
            return ["is missing."];
        if (url.Length > MaxLength)
            return [$"has {url.Length} characters; must have at most {MaxLength}."];
        // Each of these is read differently by different programs, which is how one is checked and another called.
        if (url.EnumerateRunes().Any(rune => !IsPlain(rune)))
            return ["must have no spaces, control characters, backslashes or halves of characters."];
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsWeb(uri) || uri.IdnHost.Length == 0)
            return ["must be a whole address: https://name/path."];
        var faults = new List<string>();
        if (uri.UserInfo.Length > 0 || Authority(url).Contains('@'))
            faults.Add("must have no user name or password: check the signature instead.");
        if (Authority(url).Contains('%'))
            faults.Add("must have no % in its host: neither a network interface nor an escaped character.");
        if (uri.Port is < 1 or > 65_535)
            faults.Add("must have a port of 1 to 65535.");
        if (uri.Fragment.Length > 0 || url.Contains('#'))
            faults.Add("must have no fragment (#): it would not be sent.");
        return faults;
    }

    /// <summary>The host that an address names, in the form in which it is looked up.</summary>
    /// <param name="url">An address without faults.</param>
    public static string Host(string url) => new Uri(url).IdnHost.ToLowerInvariant();

    /// <summary>An address as it may be shown: without its query, which often holds a key.</summary>
    /// <param name="url">An address without faults, or an empty one.</param>
    public static string Shown(string url) => url.Length == 0 ? "" : new Uri(url).GetLeftPart(UriPartial.Path);

    private static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp;

    /// <summary>A half of a surrogate pair is read as the replacement character.</summary>
    private static bool IsPlain(Rune rune) =>
        !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && rune.Value != '\\' && rune != Rune.ReplacementChar;

    private static string Authority(string url)
    {
        var start = url.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        return end < 0 ? url[start..] : url[start..end];
    }
}
