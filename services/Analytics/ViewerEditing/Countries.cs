using System.Text.RegularExpressions;

namespace LiveOps.Analytics.ViewerEditing;

/// <summary>Country codes: ISO 3166-1 alpha-2, the 249 that are officially assigned.</summary>
internal static class Countries
{
    private const string Codes =
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
        + "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM "
        + "FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS "
        + "IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
        + "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN "
        + "PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
        + "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    public static IReadOnlySet<string> All { get; } = Codes.Split(' ').ToHashSet(StringComparer.Ordinal);

    /// <summary>The code in capitals; null for what is none.</summary>
    public static string? Find(string? code) =>
        code is { Length: 2 } && All.Contains(code.ToUpperInvariant()) ? code.ToUpperInvariant() : null;
}

/// <summary>Language tags as BCP 47 (RFC 5646) forms them: language, script, region, variants.</summary>
internal static partial class LanguageTag
{
    private const int Longest = 35;

    /// <summary>The tag in the case that RFC 5646, 2.1.1 recommends; null for what is none.</summary>
    public static string? Find(string? tag)
    {
        if (tag is null || tag.Length > Longest || !WellFormed().IsMatch(tag))
            return null;
        var parts = tag.ToLowerInvariant().Split('-');
        for (var n = 1; n < parts.Length; n++)
            parts[n] = parts[n].Length switch
            {
                2 => parts[n].ToUpperInvariant(),
                4 when !char.IsAsciiDigit(parts[n][0]) => char.ToUpperInvariant(parts[n][0]) + parts[n][1..],
                _ => parts[n],
            };
        return string.Join('-', parts);
    }

    [GeneratedRegex(
        "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 100
    )]
    private static partial Regex WellFormed();
}
