using System.Globalization;

namespace LiveOps.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    private const string Usage =
        "Usage: ./bench [PART...] [--list] [--rounds N] [--seconds N] [--minutes N] [--rate N] [--keep]";

    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>Parts to run; none for all short ones.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    public bool List { get; init; }

    /// <summary>Rounds that a median is taken of, 1 to 100; null for the part's own.</summary>
    public int? RoundsGiven { get; init; }

    /// <summary>Length of one measured phase where a part has phases, seconds; null for the part's own.</summary>
    public int? Seconds { get; init; }

    /// <summary>Length of the soak, minutes.</summary>
    public int Minutes { get; init; } = 30;

    /// <summary>Events per second of the soak.</summary>
    public int Rate { get; init; } = 500;

    /// <summary>Keep the measured system's folder with its logs.</summary>
    public bool Keep { get; init; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">An option or a part is unknown, or a value is out of range.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> parts)
    {
        var options = new BenchOptions { Root = FindRoot() };
        var names = new List<string>();
        for (var n = 0; n < arguments.Count; n++)
        {
            var argument = arguments[n];
            switch (argument)
            {
                case "--list":
                    options = options with { List = true };
                    break;
                case "--keep":
                    options = options with { Keep = true };
                    break;
                case "--rounds":
                    options = options with { RoundsGiven = Number(100) };
                    break;
                case "--seconds":
                    options = options with { Seconds = Number(3_600) };
                    break;
                case "--minutes":
                    options = options with { Minutes = Number(1_440) };
                    break;
                case "--rate":
                    options = options with { Rate = Number(100_000) };
                    break;
                default:
                    names.Add(
                        parts.Contains(argument)
                            ? argument
                            : throw new ArgumentException(
                                $"'{argument}' is no part. Parts: {string.Join(", ", parts)}.\n{Usage}"
                            )
                    );
                    break;
            }

            int Number(int most) =>
                ++n < arguments.Count
                && int.TryParse(arguments[n], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= 1
                && value <= most
                    ? value
                    : throw new ArgumentException($"{argument} takes a number from 1 to {most}.\n{Usage}");
        }
        return options with { Names = names };
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LiveOps.sln")))
                return folder.FullName;
        throw new InvalidOperationException("LiveOps.sln is in no parent folder of the benchmarks.");
    }
}
