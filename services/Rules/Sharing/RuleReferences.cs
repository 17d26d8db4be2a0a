using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Rules.Actions;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Sharing;

/// <summary>Which rules a rule fires or stops, and what in it is private.</summary>
internal static class RuleReferences
{
    public static IEnumerable<Guid> Of(RuleDefinition definition) =>
        definition
            .Action.All()
            .Select(action =>
                action switch
                {
                    ChainAction chain => chain.RuleId,
                    StopAction stop => stop.RuleId,
                    _ => Guid.Empty,
                }
            )
            .Where(id => id != Guid.Empty);

    public static IReadOnlyList<Guid> Of(JsonObject definition) =>
        [.. Named(definition).Select(action => action["ruleId"]!.GetValue<Guid>())];

    /// <summary>Gives the rules that it names other ids.</summary>
    public static void Change(JsonObject definition, Func<Guid, Guid> id)
    {
        foreach (var action in Named(definition).ToArray())
            action["ruleId"] = id(action["ruleId"]!.GetValue<Guid>());
    }

    public static RuleDefinition Change(RuleDefinition definition, Func<Guid, Guid> id)
    {
        if (!Of(definition).Any())
            return definition;
        var json = JsonSerializer.SerializeToNode(definition, RuleJson.Options)!.AsObject();
        Change(json, id);
        return json.Deserialize<RuleDefinition>(RuleJson.Options)!;
    }

    /// <summary>
    /// Takes out people and addresses. What is left is not valid on purpose: a restriction that is silently gone would
    /// let everybody in.
    /// </summary>
    public static void Blank(JsonObject definition)
    {
        foreach (var part in Parts(definition).ToArray())
            switch (Type(part))
            {
                case "viewer":
                    part["userIds"] = new JsonArray();
                    part["handles"] = new JsonArray();
                    break;
                case "giftSend" when part.ContainsKey("toHandle"):
                    part["toHandle"] = "";
                    break;
                case "webhook" when part.ContainsKey("url"):
                    part["url"] = "";
                    break;
            }
    }

    private static IEnumerable<JsonObject> Named(JsonObject definition) =>
        Parts(definition).Where(part => Type(part) is "chain" or "stop");

    private static string? Type(JsonObject part) =>
        part["type"] is JsonValue value && value.TryGetValue<string>(out var type) ? type : null;

    /// <summary>Every object of a definition, but for the fields of people's own choice that an event carries.</summary>
    private static IEnumerable<JsonObject> Parts(JsonNode? node) =>
        node switch
        {
            JsonObject part => part.Where(field => !(field.Key == "data" && Type(part) == "emit"))
                .SelectMany(field => Parts(field.Value))
                .Prepend(part),
            JsonArray list => list.SelectMany(Parts),
            _ => [],
        };
}
