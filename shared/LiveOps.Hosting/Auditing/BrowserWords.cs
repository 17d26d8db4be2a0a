using System.Text;

namespace LiveOps.Hosting.Auditing;

/// <summary>What a person recognises a browser by, from its User-Agent header. A browser may lie: never decide by it.</summary>
internal static class BrowserWords
{
    private const int Longest = 60;

    // In this order: every browser also names those that it wants to be taken for.
    private static readonly (string Mark, string Name)[] _browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] _systems =
    [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return "a program";
        var browser = Find(_browsers, userAgent);
        if (browser is null)
            return Plain(userAgent.Split('(', ' ')[0]);
        return Find(_systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Mark, string Name)[] known, string text) =>
        Array.Find(known, one => text.Contains(one.Mark, StringComparison.Ordinal)).Name;

    // A program's own name is shown to people: nothing but what can be read.
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var character in text)
            if (character is >= ' ' and <= '~' && plain.Length < Longest)
                plain.Append(character);
        return plain.Length == 0 ? "a program" : plain.ToString();
    }
}
