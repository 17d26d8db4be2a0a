using System.Text.RegularExpressions;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// The table between the words of the original files and those of the boards: names of devices, of actions and of
/// colours. What a file calls selenoid_1 is SOL1 on the board; what it calls special_trigger is what the device does best.
/// </summary>
internal static partial class DeviceWords
{
    private static readonly Dictionary<string, DeviceAct> _ends = new(StringComparer.Ordinal)
    {
        ["stop"] = new("STOP"),
        ["off"] = new("OFF"),
    };

    private static readonly DeviceKind[] _kinds =
    [
        new("SOL", ["selenoid", "solenoid", "sol"], new("PUSH"))
        {
            Acts = new()
            {
                ["push"] = new("PUSH"),
                ["pull"] = new("PULL"),
                ["pulse"] = new("PULSE") { MostValues = 2 },
                ["on"] = new("ON"),
            },
        },
        new("LED", ["led_strip", "led", "strip", "lamp"], new("BLINK") { Colour = true })
        {
            Acts = new()
            {
                ["on"] = new("ON") { Colour = true },
                ["blink"] = new("BLINK") { Colour = true },
                ["flash"] = new("BLINK") { Colour = true },
                ["color"] = new("COLOR", 255, 255, 255) { Colour = true },
                ["colour"] = new("COLOR", 255, 255, 255) { Colour = true },
            },
        },
        new("MOT", ["motor", "dc_motor", "mot"], new("ROTATE", 255) { LeastValues = 1, MostValues = 2 })
        {
            Acts = new()
            {
                ["rotate"] = new("ROTATE", 255) { LeastValues = 1, MostValues = 2 },
                ["spin"] = new("ROTATE", 255) { LeastValues = 1, MostValues = 2 },
                ["turn"] = new("ROTATE", 255) { LeastValues = 1, MostValues = 2 },
                ["speed"] = new("SPEED", 255) { LeastValues = 1, MostValues = 2 },
                ["on"] = new("ON") { MostValues = 2 },
            },
        },
        new(
            "SRV",
            ["servo", "servo_motor", "srv"],
            new("ROTATE", 90)
            {
                LeastValues = 1,
                MostValues = 1,
                MostValue = 180,
            }
        )
        {
            Acts = new()
            {
                ["rotate"] = new("ROTATE", 90)
                {
                    LeastValues = 1,
                    MostValues = 1,
                    MostValue = 180,
                },
                ["turn"] = new("ROTATE", 90)
                {
                    LeastValues = 1,
                    MostValues = 1,
                    MostValue = 180,
                },
            },
        },
        new("FAN", ["fan"], new("ON"))
        {
            Acts = new()
            {
                ["on"] = new("ON"),
                ["blow"] = new("ON"),
                ["speed"] = new("SPEED", 255)
                {
                    LeastValues = 1,
                    MostValues = 1,
                    MostValue = 255,
                },
            },
        },
        new("RELAY", ["relay"], new("ON"))
        {
            Acts = new()
            {
                ["on"] = new("ON"),
                ["switch"] = new("ON"),
                ["pulse"] = new("PULSE") { MostValues = 2 },
            },
        },
        new("BUZ", ["buzzer", "speaker", "buz"], new("BEEP") { MostValues = 1 })
        {
            Acts = new()
            {
                ["beep"] = new("BEEP") { MostValues = 1 },
                ["tone"] = new("TONE") { MostValues = 1 },
            },
        },
    ];

    /// <summary>Words that name an occasion: every device does what it does best.</summary>
    private static readonly HashSet<string> _occasions = new(StringComparer.Ordinal)
    {
        "combo",
        "special",
        "lucky",
        "celebration",
        "celebrate",
        "explosion",
        "trigger",
        "activate",
        "effect",
    };

    /// <summary>Parts of action words that only name the device: led_blink, motor_rotate.</summary>
    private static readonly HashSet<string> _nouns = new(
        _kinds.SelectMany(kind => kind.Names).SelectMany(name => name.Split('_')),
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, int[]> _colours = new(StringComparer.Ordinal)
    {
        ["red"] = [255, 0, 0],
        ["green"] = [0, 255, 0],
        ["blue"] = [0, 0, 255],
        ["white"] = [255, 255, 255],
        ["yellow"] = [255, 255, 0],
        ["orange"] = [255, 165, 0],
        ["pink"] = [255, 105, 180],
        ["purple"] = [128, 0, 128],
        ["cyan"] = [0, 255, 255],
        ["magenta"] = [255, 0, 255],
        ["gold"] = [255, 215, 0],
    };

    /// <summary>What the board calls a device; null: nobody knows.</summary>
    /// <param name="name">As in the file, or the board's own name.</param>
    public static string? Board(string name)
    {
        if (BoardName().IsMatch(name))
            return name;
        var parts = FileName().Match(name.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_'));
        if (!parts.Success)
            return null;
        var kind = _kinds.FirstOrDefault(one => one.Names.Contains(parts.Groups["kind"].Value, StringComparer.Ordinal));
        var number = parts.Groups["number"].Value is { Length: > 0 } digits ? digits : "1";
        return kind is null ? null : kind.Prefix + number;
    }

    /// <summary>What a file calls a device of the board.</summary>
    public static string File(string board)
    {
        var kind = _kinds.FirstOrDefault(one => IsOf(one, board));
        return kind is null ? board : $"{kind.Names[0]}_{board[kind.Prefix.Length..]}";
    }

    public static int[]? Colour(string name) => _colours.GetValueOrDefault(name.Trim().ToLowerInvariant());

    /// <summary>What a device does for a word; null: it cannot.</summary>
    /// <param name="board">The device's name on the board.</param>
    /// <param name="word">The file's word.</param>
    /// <param name="alone">The word is for this device alone. With others, a word that suits one of them is an occasion for the rest.</param>
    public static DeviceAct? Find(string board, string word, bool alone)
    {
        var parts = word.Trim()
            .ToLowerInvariant()
            .Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Where(part => !_nouns.Contains(part))
            .ToArray();
        var colour = parts.Select(Colour).FirstOrDefault(found => found is not null);
        var verb = parts.FirstOrDefault(part => !_colours.ContainsKey(part));
        var kind = _kinds.FirstOrDefault(one => IsOf(one, board));
        if (kind is null)
            // A device of a kind that is not listed here: its words are the board's own.
            return BoardWord().IsMatch(word.Trim().ToUpperInvariant())
                ? new DeviceAct(word.Trim().ToUpperInvariant()) { MostValues = 3 }
                : null;
        var act =
            verb is null ? (colour is null ? kind.Best : kind.Acts.GetValueOrDefault("on"))
            : (_ends.GetValueOrDefault(verb) ?? kind.Acts.GetValueOrDefault(verb)) is { } known ? known
            : _occasions.Contains(verb) || (!alone && _kinds.Any(other => other.Acts.ContainsKey(verb))) ? kind.Best
            : null;
        return act is { Colour: true } && colour is not null ? act with { Values = colour } : act;
    }

    /// <summary>Words that a device knows, for whoever has written another one.</summary>
    public static string Known(string board) =>
        _kinds.FirstOrDefault(one => IsOf(one, board)) is { } kind
            ? string.Join(", ", kind.Acts.Keys.Concat(_ends.Keys).Append("combo_action"))
            : "the action words of the board, for example ON";

    public static bool IsBoardName(string name) => BoardName().IsMatch(name) && name != "ALL";

    private static bool IsOf(DeviceKind kind, string board) =>
        board.StartsWith(kind.Prefix, StringComparison.Ordinal)
        && board.Length > kind.Prefix.Length
        && board.AsSpan(kind.Prefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    [GeneratedRegex(
        @"^(?<kind>[a-z]+(_[a-z]+)*)_?(?<number>[0-9]{0,3})\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex FileName();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,6}\z", RegexOptions.NonBacktracking)]
    private static partial Regex BoardName();

    [GeneratedRegex(@"^[A-Z]{1,12}\z", RegexOptions.NonBacktracking)]
    private static partial Regex BoardWord();
}

/// <summary>A kind of device.</summary>
/// <param name="Prefix">How its names begin on the board.</param>
/// <param name="Names">How they begin in files; the first is the one that is written.</param>
/// <param name="Best">What it does for an occasion.</param>
internal sealed record DeviceKind(string Prefix, string[] Names, DeviceAct Best)
{
    /// <summary>What it can do, by the file's word.</summary>
    public required Dictionary<string, DeviceAct> Acts { get; init; }
}

/// <summary>An action of a board with its values.</summary>
internal sealed record DeviceAct(string Word, params int[] Default)
{
    /// <summary>What the file's word itself says, for example a colour; else the default.</summary>
    public int[] Values { get; init; } = Default;

    /// <summary>Takes none or three values: red, green and blue.</summary>
    public bool Colour { get; init; }
    public int LeastValues { get; init; }
    public int MostValues { get; init; }
    public int MostValue { get; init; } = Actions.DeviceAction.MaxParam;

    public bool IsEnd => Word is "STOP" or "OFF";

    /// <summary>Can it take so many values?</summary>
    public bool Takes(IReadOnlyList<int> values) =>
        values.All(value => value <= (Colour ? 255 : MostValue))
        && (Colour ? values.Count is 0 or 3 : values.Count >= LeastValues && values.Count <= MostValues);
}
