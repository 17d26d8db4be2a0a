using System.Text.RegularExpressions;

namespace LiveOps.Hosting.Logs;

/// <summary>Takes out of log lines what must not be read by everybody who may read them.</summary>
public static partial class LogText
{
    private const string Hidden = "***";

    /// <summary>
    /// Without what stands before the host of an address, without passwords, keys and tokens that are given by name, and
    /// without what an authorization header carries. What is not recognizable as a secret stays: nothing may rely on this
    /// to write secrets down.
    /// </summary>
    public static string WithoutSecrets(string text)
    {
        // Most lines have none of it, and looking for a character is cheap.
        if (text.Contains("://", StringComparison.Ordinal))
            text = OfAddresses().Replace(text, "://");
        if (text.Contains('='))
            text = ByName().Replace(text, $"${{name}}={Hidden}");
        if (text.Contains("\":", StringComparison.Ordinal))
            text = ByJsonName().Replace(text, $"${{name}}:\"{Hidden}\"");
        return text.Contains("Bearer ", StringComparison.OrdinalIgnoreCase) ? OfHeaders().Replace(text, Hidden) : text;
    }

    /// <summary>On one line, at most so many characters, without secrets.</summary>
    public static string Line(string text, int longest) =>
        Cut(WithoutSecrets(LineBreaks().Replace(text, " ")), longest);

    /// <summary>At most so many characters; the last one tells that it was more.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest - 1), "…");

    [GeneratedRegex(@"[\r\n\t]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex LineBreaks();

    [GeneratedRegex(@"://[^/\s@""]+@", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OfAddresses();

    [GeneratedRegex(
        @"(?<name>\b(?:password|passwd|pwd|secret|token|access[-_]?token|api[-_]?key))\s*=\s*(?:'[^']*'|[^\s;,&""'\\]+)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex ByName();

    [GeneratedRegex(
        @"(?<name>""(?:password|passwd|pwd|secret|token|access[-_]?token|api[-_]?key)"")\s*:\s*""[^""]*""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex ByJsonName();

    [GeneratedRegex(
        @"\bBearer\s+[A-Za-z0-9._~+/=-]+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex OfHeaders();
}
