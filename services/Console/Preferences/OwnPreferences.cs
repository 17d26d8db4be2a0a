using System.Text.Json.Serialization;

namespace LiveOps.Console.Preferences;

/// <summary>What a person likes. What is null is as the browser or the installation has it. No other fields are taken.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OwnPreferences
{
    /// <summary>en or id.</summary>
    public string? Language { get; init; }

    /// <summary>dark, light or system.</summary>
    public string? Colours { get; init; }

    /// <summary>12 or 24.</summary>
    public int? Hours { get; init; }

    /// <summary>IANA name of the zone in which pages show times; accounts' own days stay theirs.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Nothing on the pages moves by itself.</summary>
    public bool? ReducedMotion { get; init; }

    /// <summary>The page after signing in, as its address begins: /control.</summary>
    public string? StartPage { get; init; }

    /// <summary>Alerts are heard too.</summary>
    public bool? Sounds { get; init; }

    /// <summary>More rows fit a table.</summary>
    public bool? CompactTables { get; init; }

    private static readonly string[] _languages = ["en", "id"];
    private static readonly string[] _colours = ["dark", "light", "system"];
    private const int LongestPage = 40;

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public Dictionary<string, string[]> Faults()
    {
        var faults = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("language", Language is null || _languages.Contains(Language), "must be en or id.");
        Check("colours", Colours is null || _colours.Contains(Colours), "must be dark, light or system.");
        Check("hours", Hours is null or 12 or 24, "must be 12 or 24.");
        Check(
            "timeZone",
            TimeZone is null || IsZone(TimeZone),
            "is no IANA time zone; for example Asia/Jakarta or Europe/Berlin."
        );
        Check("startPage", StartPage is null || IsPage(StartPage), "must be the address of a page, such as /live.");
        return faults;

        void Check(string field, bool fits, string fault)
        {
            if (!fits)
                faults[field] = [fault];
        }
    }

    /// <summary>True for a name of the IANA that this machine knows.</summary>
    internal static bool IsZone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;

    // Where it leads is within this origin, whatever is written.
    private static bool IsPage(string page) =>
        page.Length is > 1 and <= LongestPage
        && page[0] == '/'
        && page.Skip(1).All(sign => char.IsAsciiLetterLower(sign) || sign is '-');
}
