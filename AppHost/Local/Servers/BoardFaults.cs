using System.Globalization;

namespace LiveOps.AppHost.Local.Servers;

/// <summary>
/// What goes wrong with simulated boards: <c>name=number</c>, separated by commas. The board simulator knows the same
/// words and says what they mean (<c>boardsim --help</c>).
/// </summary>
internal static class BoardFaults
{
    private const int MostPerMillion = 1_000_000;
    private const int MostMs = 100_000_000;

    private static readonly Dictionary<string, int> s_most = new(StringComparer.Ordinal)
    {
        ["lost"] = MostPerMillion,
        ["lost-to-board"] = MostPerMillion,
        ["lost-to-host"] = MostPerMillion,
        ["flipped"] = MostPerMillion,
        ["flipped-to-board"] = MostPerMillion,
        ["flipped-to-host"] = MostPerMillion,
        ["batch-us"] = 1_000_000,
        ["reset-on-open-ms"] = 60_000,
        ["unplug-every-ms"] = MostMs,
        ["unplug-ms"] = MostMs,
        ["hang-every-ms"] = MostMs,
        ["reset-every-ms"] = MostMs,
    };

    /// <summary>The list as it came, when the simulator will take it.</summary>
    /// <exception cref="ArgumentException">A word is unknown, or its number is missing or too large.</exception>
    public static string Check(string list)
    {
        foreach (var word in list.Split(','))
        {
            var parts = word.Split('=');
            if (!s_most.TryGetValue(parts[0], out var most))
                throw new ArgumentException(
                    $"--board-faults does not know '{parts[0]}'. It takes {string.Join(", ", s_most.Keys)}, each with =number."
                );
            if (
                parts.Length != 2
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number > most
            )
                throw new ArgumentException($"--board-faults wants {parts[0]}=number, from 0 to {most}, not '{word}'.");
        }
        return list;
    }
}
