using System.Globalization;
using System.Text.Json;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>Reads actions of the original files. Their delays count from the start of the script.</summary>
/// <param name="devices">Names of devices that the import was told, with what they are on the board.</param>
internal sealed class OriginalActions(IReadOnlyDictionary<string, string> devices)
{
    private const int DefaultMs = 1_000;

    /// <summary>A word, one device or several, a duration: what gifts, keywords, thresholds and scripts have in common.</summary>
    public RuleAction? ReadDevices(EntryReader entry)
    {
        var names = Names(entry);
        var word = entry.RequiredText("action");
        var delay = entry.Whole("delay", 0, 0, DelayAction.MaxMs);
        if (names.Count == 0 || word.Length == 0)
            return null;
        var values = Values(entry);
        var actions = new List<RuleAction>();
        foreach (var (path, name) in names)
            if (Board(name) is not { } board)
                entry.Faults.Add(
                    path,
                    $"is {name}, which is no device that is known here: name what it is on the board under devices, for example {{\"{name}\": \"LED1\"}}."
                );
            else if (DeviceWords.Find(board, word, names.Count == 1) is not { } act)
                entry.Faults.Add("action", $"is {word}, which {name} cannot do: it can {DeviceWords.Known(board)}.");
            else
                actions.Add(Device(entry, board, act, values, names.Count == 1));
        if (actions.Count != names.Count)
            return null;
        var sequence = entry.Text("sequence") ?? "parallel";
        RuleAction? action =
            actions.Count == 1 ? actions[0]
            : Is(sequence, "parallel", "together") ? new ParallelAction { Actions = actions }
            : Is(sequence, "sequential", "sequence", "serial") ? new SequenceAction { Actions = actions }
            : null;
        if (action is null)
            entry.Faults.Add("sequence", $"is {sequence}; must be parallel or sequential.");
        return action is null ? null : action with { DelayMs = delay };
    }

    /// <summary>A list of actions: all start together, each after its delay.</summary>
    public IReadOnlyList<RuleAction> ReadList(EntryReader entry, string field, int depth)
    {
        var actions = new List<RuleAction>();
        foreach (var item in entry.Items(field))
            if (Read(item, depth) is { } action)
                actions.Add(action);
        return actions;
    }

    public static RuleAction Together(IReadOnlyList<RuleAction> actions) =>
        actions is [var only] ? only : new ParallelAction { Actions = actions };

    private RuleAction? Read(EntryReader entry, int depth)
    {
        var delay = entry.Whole("delay", 0, 0, DelayAction.MaxMs);
        switch (entry.Text("type") ?? "device_action")
        {
            case "device_action":
                return ReadDevices(entry);
            case "sound_effect" or "sound":
                return new SoundAction
                {
                    File = entry.RequiredText("file"),
                    Volume = entry.Whole("volume", 100, 0, 100),
                    DelayMs = delay,
                };
            case "message":
                return new MessageAction
                {
                    Text = entry.RequiredText("text"),
                    ShownMs = entry.Whole("duration", 5_000, 500, 60_000),
                    DelayMs = delay,
                };
            case "conditional":
                return ReadConditional(entry, delay, depth);
            case var other:
                entry.Faults.Add("type", $"is {other}; known: device_action, sound_effect, message, conditional.");
                return null;
        }
    }

    private IfAction? ReadConditional(EntryReader entry, int delay, int depth)
    {
        if (depth >= RuleAction.MaxDepth)
        {
            entry.Faults.Add($"is nested more than {RuleAction.MaxDepth} levels deep.");
            return null;
        }
        var condition = entry.Below("if") is { } asked ? ReadCondition(asked) : null;
        if (entry.Find("if") is null)
            entry.Faults.Add("if", "is missing.");
        var then = ReadList(entry, "then", depth + 1);
        var otherwise = ReadList(entry, "else", depth + 1);
        if (entry.Find("then") is null or { ValueKind: JsonValueKind.Array } && then.Count == 0 && !entry.Faults.Any)
            entry.Faults.Add("then", "is empty: name what is done.");
        return condition is null || then.Count == 0
            ? null
            : new IfAction
            {
                Condition = condition,
                Then = Together(then),
                Else = otherwise.Count == 0 ? null : Together(otherwise),
                DelayMs = delay,
            };
    }

    private static RuleCondition? ReadCondition(EntryReader asked)
    {
        const int Most = 1_000_000_000;
        var word = asked.RequiredText("condition");
        switch (word)
        {
            case "like_count_greater_than":
                return new LikesCondition { GreaterThan = asked.RequiredWhole("value", 0, Most) };
            case "like_count_at_least":
                return new LikesCondition { GreaterThan = asked.RequiredWhole("value", 1, Most) - 1 };
            case "coin_count_greater_than":
                return new CoinsCondition { AtLeast = asked.RequiredWhole("value", 0, Most - 1) + 1L };
            case "coin_count_at_least":
                return new CoinsCondition { AtLeast = asked.RequiredWhole("value", 1, Most) };
            default:
                asked.Faults.Add(
                    "condition",
                    $"is {word}; known: like_count_greater_than, like_count_at_least, coin_count_greater_than, coin_count_at_least."
                );
                return null;
        }
    }

    private static DeviceAction Device(EntryReader entry, string board, DeviceAct act, int[]? given, bool alone)
    {
        var values = act.Values;
        if (given is not null && !act.IsEnd)
        {
            if (act.Fit(given) is { } fitted)
                values = fitted;
            else if (alone)
                entry.Faults.Add("params", $"do not fit {act.Word} of {board}.");
        }
        return new DeviceAction
        {
            DeviceId = board,
            ActionWord = act.Word,
            DurationMs = entry.Whole(
                "duration",
                act.IsEnd ? 0 : DefaultMs,
                act.IsEnd ? 0 : 1,
                DeviceAction.MaxDurationMs
            ),
            Params = [.. values.Select(value => (Number)value)],
        };
    }

    private List<(string Path, string Name)> Names(EntryReader entry)
    {
        var names = new List<(string, string)>();
        if (entry.Find("device") is not null)
        {
            if (entry.Find("devices") is not null)
                entry.Faults.Add("devices", "must be left out where device is given.");
            if (entry.RequiredText("device") is { Length: > 0 } one)
                names.Add(("device", one));
        }
        else if (entry.Find("devices") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            entry.Faults.Add("device", "is missing: name the device, or several as devices.");
        else
            foreach (var (n, item) in list.EnumerateArray().Index())
                if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } name)
                    names.Add((string.Create(CultureInfo.InvariantCulture, $"devices[{n}]"), name));
                else
                    entry.Faults.At("devices").Item(n).Add("must be the name of a device.");
        return names;
    }

    private string? Board(string name) =>
        devices.TryGetValue(name, out var told) ? told
        : DeviceWords.Board(name) is { } board && DeviceWords.IsBoardName(board) ? board
        : null;

    /// <summary>360, "360", "255,0,0", [255,0,0], "red", or an object with its values by name.</summary>
    private static int[]? Values(EntryReader entry)
    {
        if (entry.Find("params") is not { } given)
            return null;
        IEnumerable<JsonElement> items =
            given.ValueKind == JsonValueKind.Array ? given.EnumerateArray()
            : given.ValueKind == JsonValueKind.Object ? given.EnumerateObject().Select(field => field.Value)
            : [given];
        var values = new List<int>();
        foreach (var item in items)
        {
            if (item.ValueKind == JsonValueKind.String && DeviceWords.Colour(item.GetString()!) is { } colour)
                values.AddRange(colour);
            else if (item.ValueKind == JsonValueKind.String)
                foreach (
                    var part in item.GetString()!
                        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                )
                    Add(
                        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1
                    );
            else
                Add(
                    EntryReader.Read(item) is { } value && decimal.IsInteger(value) && value <= int.MaxValue
                        ? (int)Math.Max(value, -1)
                        : -1
                );
        }
        return values.Contains(-1) ? null : [.. values];

        void Add(int value)
        {
            if (value is < 0 or > DeviceAction.MaxParam && !values.Contains(-1))
                entry.Faults.Add(
                    "params",
                    $"must be numbers of 0 to {DeviceAction.MaxParam}, or the name of a colour."
                );
            values.Add(value is < 0 or > DeviceAction.MaxParam ? -1 : value);
        }
    }

    private static bool Is(string text, params string[] words) =>
        words.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
}
