namespace LiveOps.AppHost.Local;

/// <summary>How the local host is started.</summary>
internal sealed record LocalOptions
{
    /// <summary>The repository.</summary>
    public required string Root { get; init; }

    /// <summary>Where everything that it makes is kept.</summary>
    public required string State { get; init; }

    /// <summary>Which build of the services to run.</summary>
    public string Configuration { get; init; } = "Release";

    /// <summary>Simulated boards to attach, 0 to 48.</summary>
    public int Boards { get; init; } = 1;

    /// <summary>What goes wrong with the simulated boards, as boardsim's <c>--faults</c> takes it; null: nothing.</summary>
    public string? BoardFaults { get; init; }

    /// <summary>Take the well-known ports of console and rehearsal where they are free. Tests do not.</summary>
    public bool PreferredPorts { get; init; } = true;

    /// <summary>Environment of every service beyond the topology's, for example where to export traces to.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads <c>--name value</c> pairs.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value is out of range.</exception>
    public static LocalOptions Parse(IReadOnlyList<string> arguments)
    {
        var root = Directory.GetCurrentDirectory();
        var options = new LocalOptions { Root = root, State = Path.Combine(root, ".liveops") };
        for (var n = 0; n < arguments.Count; n += 2)
        {
            var value =
                n + 1 < arguments.Count
                    ? arguments[n + 1]
                    : throw new ArgumentException($"{arguments[n]} needs a value.");
            options = arguments[n] switch
            {
                "--root" => options with { Root = value, State = Path.Combine(value, ".liveops") },
                "--state" => options with { State = value },
                "--configuration" => options with { Configuration = value },
                "--boards" => options with { Boards = InRange(value) },
                "--board-faults" => options with { BoardFaults = Servers.BoardFaults.Check(value) },
                var unknown => throw new ArgumentException(
                    $"Unknown option {unknown}. Options: --boards N, --board-faults LIST, --configuration Release|Debug, --root FOLDER, --state FOLDER."
                ),
            };
        }
        return options;
    }

    private static int InRange(string value) =>
        int.TryParse(value, out var boards) && boards is >= 0 and <= 48
            ? boards
            : throw new ArgumentException("--boards takes a number from 0 to 48.");
}
