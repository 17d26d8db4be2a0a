using System.Text.RegularExpressions;
using LiveOps.Devices;

namespace LiveOps.Rules.Sharing;

/// <summary>
/// The table between the words of the original files and those of the boards: names of devices, of actions and of
/// colours. What a file calls selenoid_1 is SOL1 on the board; what it calls special_trigger is what the device does best.
/// </summary>
internal static partial class DeviceWords
{
    private static readonly Dictionary<string, DeviceAct> _ends = new(StringComparer.Ordinal)
    {
        ["stop"] = new(new DeviceAction("STOP")),
        ["off"] = new(new DeviceAction("OFF")),
    };

    private static readonly DeviceType[] _types = [.. DeviceTypes.All.Where(type => type.FileNames.Count > 0)];

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
        _types.SelectMany(type => type.FileNames).SelectMany(name => name.Split('_')),
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
        var type = _types.FirstOrDefault(one =>
            one.FileNames.Contains(parts.Groups["kind"].Value, StringComparer.Ordinal)
        );
        var number = parts.Groups["number"].Value is { Length: > 0 } digits ? digits : "1";
        return type is null ? null : type.NamePrefix + number;
    }

    /// <summary>What a file calls a device of the board.</summary>
    public static string File(string board)
    {
        var type = Type(board);
        return type is null ? board : $"{type.FileNames[0]}_{board[type.NamePrefix.Length..]}";
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
        if (Type(board) is not { } type)
            // A device of a type that is not listed here: its words are the board's own.
            return BoardWord().IsMatch(word.Trim().ToUpperInvariant())
                ? new DeviceAct(AnyValues(word.Trim().ToUpperInvariant()))
                : null;
        var act =
            verb is null ? (colour is null ? Best(type) : Known(type, "on"))
            : (_ends.GetValueOrDefault(verb) ?? Known(type, verb)) is { } known ? known
            : _occasions.Contains(verb) || (!alone && _types.Any(other => Known(other, verb) is not null)) ? Best(type)
            : null;
        return act is { Action.TakesColour: true } && colour is not null ? act with { Values = colour } : act;
    }

    /// <summary>Words that a device knows, for whoever has written another one.</summary>
    public static string Known(string board) =>
        Type(board) is { } type
            ? string.Join(
                ", ",
                type.Actions.SelectMany(action => action.FileWords).Concat(_ends.Keys).Append("combo_action")
            )
            : "the action words of the board, for example ON";

    public static bool IsBoardName(string name) => BoardName().IsMatch(name) && name != "ALL";

    private static DeviceAct? Known(DeviceType type, string word) =>
        type.Actions.FirstOrDefault(action => action.FileWords.Contains(word, StringComparer.Ordinal)) is { } action
            ? new DeviceAct(action)
            : null;

    private static DeviceAct Best(DeviceType type) => new(type.Find(type.Best!)!);

    private static DeviceAction AnyValues(string word)
    {
        var any = new DeviceValue("value", 0, ushort.MaxValue);
        return new DeviceAction(word, any, any, any) { Counts = [0, 1, 2, 3] };
    }

    private static DeviceType? Type(string board) =>
        _types.FirstOrDefault(type =>
            board.StartsWith(type.NamePrefix, StringComparison.Ordinal)
            && board.Length > type.NamePrefix.Length
            && board.AsSpan(type.NamePrefix.Length).IndexOfAnyExceptInRange('0', '9') < 0
        );

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

/// <summary>An action of a device with the values that a file's word stands for.</summary>
internal sealed record DeviceAct(DeviceAction Action)
{
    public string Word => Action.Word;

    /// <summary>What the file's word itself says, for example a colour; else the default.</summary>
    public IReadOnlyList<int> Values { get; init; } = Action.FileValues;

    public bool IsEnd => Word is "STOP" or "OFF";

    /// <summary>A file's own values as the device takes them; null: they do not fit.</summary>
    public IReadOnlyList<int>? Fit(IReadOnlyList<int> given)
    {
        // Files turn a motor by 360 degrees; a motor without a scale runs at its full speed for that.
        var fitted = Action.FileValuesAreCapped
            ? [.. given.Select((value, n) => n < Action.Values.Count ? Math.Min(value, Action.Values[n].Most) : value)]
            : given;
        return Action.Takes(fitted) ? fitted : null;
    }
}
