using System.Text;
using System.Text.Json.Nodes;

namespace LiveOps.Console.Describing;

/// <summary>Schemas in words for people, and bodies that fit them. Pure.</summary>
internal static class ApiSchema
{
    private const int Deepest = 8;

    /// <summary>What a reference within the document stands for.</summary>
    public static JsonNode? Find(string reference, JsonObject document)
    {
        JsonNode? here = document;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            here = (here as JsonObject)?[
                step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
            ];
        return here;
    }

    /// <summary>The kind of a value in a word or two: <c>uuid</c>, <c>list of Rule</c>.</summary>
    public static string Kind(JsonNode? schema)
    {
        if (schema is not JsonObject told)
            return "any";
        if (Text(told["$ref"]) is { } reference)
            return reference[(reference.LastIndexOf('/') + 1)..];
        if (Either(told) is { } one)
            return $"{Kind(one)} or null";
        if (told["enum"] is JsonArray names)
            return string.Join(" | ", names.Select(name => name?.ToString() ?? "null"));
        var types = Types(told);
        var type = types.FirstOrDefault(name => name != "null") ?? "any";
        // Numbers may come as texts, too: that is the reader's leniency, not the form.
        type =
            types.Contains("integer") ? "integer"
            : types.Contains("number") ? "number"
            : type;
        var kind = type switch
        {
            "array" => $"list of {Kind(told["items"])}",
            "object" when told["additionalProperties"] is JsonObject values => $"{Kind(values)} by name",
            "string" when Text(told["format"]) is { } format => format,
            _ => type,
        };
        return types.Contains("null") ? $"{kind} or null" : kind;
    }

    /// <summary>The fields, one a line, those of objects within them further in.</summary>
    public static string Describe(JsonNode? schema, JsonObject document)
    {
        var text = new StringBuilder();
        Describe(text, schema, document, 0, []);
        return text.Length == 0 ? Kind(schema) : text.ToString().TrimEnd();
    }

    /// <summary>The smallest value that has the schema's form; every property is given where <paramref name="all"/>.</summary>
    public static JsonNode? Sample(JsonNode? schema, JsonObject document, bool all = false, int depth = 0)
    {
        if (schema is not JsonObject told || depth > Deepest)
            return null;
        if (Text(told["$ref"]) is { } reference)
            return Sample(Find(reference, document), document, all, depth + 1);
        if (told["default"] is { } usual)
            return usual.DeepClone();
        if (told["enum"] is JsonArray { Count: > 0 } names)
            return names.FirstOrDefault(name => name is not null)?.DeepClone();
        if (Either(told) is { } one)
            return Sample(one, document, all, depth + 1);
        if (told["anyOf"] is JsonArray { Count: > 0 } any)
            return Sample(any[0], document, all, depth + 1);
        var types = Types(told);
        if (types.Contains("object") || told["properties"] is not null)
        {
            var made = new JsonObject();
            var required = (told["required"] as JsonArray ?? []).Select(Text).ToHashSet(StringComparer.Ordinal);
            foreach (var (name, property) in told["properties"]?.AsObject() ?? [])
                if (all || required.Contains(name))
                    made[name] = Sample(property, document, all, depth + 1);
            return made;
        }
        return types.Contains("array") ? new JsonArray(Sample(told["items"], document, all, depth + 1))
            : types.Contains("integer") || types.Contains("number") ? JsonValue.Create(1)
            : types.Contains("boolean") ? JsonValue.Create(true)
            : types.Contains("string") ? JsonValue.Create(TextFor(Text(told["format"])))
            : null;
    }

    /// <summary>How to call an operation from a shell.</summary>
    public static string Curl(string method, string path, bool signedIn, JsonObject operation, JsonObject document)
    {
        var text = new StringBuilder("curl");
        if (method != "get")
            text.Append(" -X ").Append(method.ToUpperInvariant());
        text.Append($" \"$console{path}\"");
        if (signedIn)
            text.Append(" \\\n  -H \"Authorization: Bearer $token\"");
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema)
            text.Append(
                $" \\\n  -H 'content-type: application/json' \\\n  -d '{Sample(schema, document, all: true)?.ToJsonString() ?? "{}"}'"
            );
        return text.ToString();
    }

    private static void Describe(StringBuilder text, JsonNode? schema, JsonObject document, int depth, string[] above)
    {
        if (schema is not JsonObject told)
            return;
        if (Text(told["$ref"]) is { } reference)
        {
            if (!above.Contains(reference))
                Describe(text, Find(reference, document), document, depth, [.. above, reference]);
            return;
        }
        if (Either(told) is { } one)
        {
            Describe(text, one, document, depth, above);
            return;
        }
        if (told["items"] is { } items)
        {
            Describe(text, items, document, depth, above);
            return;
        }
        if (depth >= Deepest)
            return;
        var required = (told["required"] as JsonArray ?? []).Select(Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, property) in told["properties"]?.AsObject() ?? [])
        {
            text.Append(' ', depth * 2)
                .Append(name)
                .Append(required.Contains(name) ? "*: " : ": ")
                .Append(Kind(property));
            if (Text((property as JsonObject)?["description"]) is { } words)
                text.Append("  - ").Append(words.ReplaceLineEndings(" "));
            text.Append('\n');
            Describe(text, property, document, depth + 1, above);
        }
    }

    /// <summary>The other one of two of which one is null.</summary>
    private static JsonNode? Either(JsonObject schema) =>
        (schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: 2 } two
            ? two.FirstOrDefault(one => Text(one?["type"]) != "null")
            : null;

    private static List<string> Types(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray several => [.. several.Select(Text).OfType<string>()],
            JsonValue => [Text(schema["type"]) ?? ""],
            _ => [],
        };

    private static string TextFor(string? format) =>
        format switch
        {
            "uuid" => "0198a000-0000-7000-8000-000000000002",
            "date-time" => "2026-11-01T18:00:00Z",
            "date" => "2026-11-01",
            "uri" => "https://example.com/",
            _ => "text",
        };

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
