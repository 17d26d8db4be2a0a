using System.Text.Json.Nodes;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Conditions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>Writes actions in the words of the original files.</summary>
/// <param name="devices">Names of devices that the import was told, with what they are on the board.</param>
internal sealed class OriginalWords(IReadOnlyDictionary<string, string> devices)
{
    /// <summary>A word that suits every device.</summary>
    private const string AnyOccasion = "combo_action";

    /// <summary>What starts together, each after its delay, as the list that the files have for it.</summary>
    public static IEnumerable<RuleAction> Unfold(RuleAction action) =>
        action is ParallelAction { DelayMs: 0 } together ? together.Actions : [action];

    /// <returns>Null where there are no words for one of them.</returns>
    public JsonArray? Say(IEnumerable<RuleAction> actions)
    {
        var list = new JsonArray();
        foreach (var action in actions)
        {
            if (Say(action) is not { } said)
                return null;
            list.Add(said);
        }
        return list;
    }

    /// <summary>Word, devices, duration, values and delay.</summary>
    /// <returns>False where there are no words for it.</returns>
    public bool Say(JsonObject entry, RuleAction action)
    {
        IReadOnlyList<RuleAction> parts = action switch
        {
            ParallelAction together => together.Actions,
            SequenceAction line => line.Actions,
            _ => [action],
        };
        var moved = parts.OfType<DeviceAction>().ToArray();
        if (moved.Length == 0 || moved.Length != parts.Count || (moved.Length > 1 && moved.Any(one => one.DelayMs > 0)))
            return false;
        if (moved[0].DurationMs.Fixed is not { } duration || moved.Any(one => one.DurationMs != moved[0].DurationMs))
            return false;
        if (moved.Any(one => one.Params.Any(value => value.Fixed is null)) || Word(moved) is not var (word, values))
            return false;
        if (moved.Length == 1)
            entry["device"] = Name(moved[0].DeviceId);
        else
            entry["devices"] = new JsonArray([.. moved.Select(one => JsonValue.Create(Name(one.DeviceId)))]);
        entry["action"] = word;
        entry["duration"] = duration;
        if (values is not null)
            entry["params"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        if (action is SequenceAction)
            entry["sequence"] = "sequential";
        if (action.DelayMs > 0)
            entry["delay"] = action.DelayMs;
        return true;
    }

    private JsonObject? Say(RuleAction action)
    {
        var said = new JsonObject { ["type"] = Type(action) };
        if (action is DeviceAction or ParallelAction or SequenceAction)
            return Say(said, action) ? said : null;
        if (action.DelayMs > 0)
            said["delay"] = action.DelayMs;
        switch (action)
        {
            case SoundAction sound:
                said["file"] = sound.File;
                if (sound.Volume != 100)
                    said["volume"] = sound.Volume;
                return said;
            case MessageAction message:
                said["text"] = message.Text;
                if (message.ShownMs != 5_000)
                    said["duration"] = message.ShownMs;
                return said;
            case IfAction choice
                when Condition(choice.Condition) is { } condition && Say(Unfold(choice.Then)) is { } then:
                said["if"] = condition;
                said["then"] = then;
                if (choice.Else is null)
                    return said;
                if (Say(Unfold(choice.Else)) is not { } otherwise)
                    return null;
                said["else"] = otherwise;
                return said;
            default:
                return null;
        }
    }

    private static string Type(RuleAction action) =>
        action switch
        {
            SoundAction => "sound_effect",
            MessageAction => "message",
            IfAction => "conditional",
            _ => "device_action",
        };

    private static JsonObject? Condition(RuleCondition condition) =>
        condition switch
        {
            LikesCondition likes => new JsonObject
            {
                ["condition"] = "like_count_greater_than",
                ["value"] = likes.GreaterThan,
            },
            CoinsCondition { Per: CountScope.Room } coins => new JsonObject
            {
                ["condition"] = "coin_count_at_least",
                ["value"] = coins.AtLeast,
            },
            _ => null,
        };

    /// <summary>The word, and the values if it takes some, with which every device does what it does.</summary>
    private static (string Word, int[]? Values)? Word(DeviceAction[] moved)
    {
        var words = moved.Select(one => one.ActionWord.ToLowerInvariant()).Append(AnyOccasion).Distinct();
        var values = moved
            .Select(one => one.Params.Select(value => (int)value.Fixed!).ToArray())
            .Prepend(null)
            .ToArray();
        foreach (var word in words)
        foreach (var given in values)
            if (moved.All(one => Fits(one, word, given, moved.Length == 1)))
                return (word, given);
        return null;
    }

    private static bool Fits(DeviceAction one, string word, int[]? given, bool alone)
    {
        if (DeviceWords.Find(one.DeviceId, word, alone) is not { } act || act.Word != one.ActionWord)
            return false;
        var values = (given is null ? null : act.Fit(given)) ?? act.Values;
        return values.Select(value => (Number)value).SequenceEqual(one.Params);
    }

    private string Name(string board)
    {
        foreach (var (name, told) in devices)
            if (told == board)
                return name;
        return DeviceWords.File(board);
    }
}
