using System.Text.Json.Nodes;
using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Describing;

/// <summary>What one service says of its API.</summary>
internal sealed record ApiPart(string Service, JsonObject Document);

/// <summary>One document out of several. Pure.</summary>
internal static class ApiMerge
{
    private const string Rehearsal = "rehearsal";
    private const string SchemaPath = "#/components/schemas/";

    private static readonly string[] _methods = ["get", "put", "post", "delete", "patch"];

    // The services' own words for parts of themselves, as rooms of the product.
    private static readonly Dictionary<string, string> _rooms = new(StringComparer.Ordinal)
    {
        ["analytics"] = "LIVEs and statistics",
        ["viewers"] = "Viewers",
        ["exports"] = "Exports",
        ["import"] = "Imports",
        ["privacy"] = "Privacy",
    };

    /// <param name="parts">In the order in which rooms appear; the Console's own first.</param>
    /// <param name="away">Services that are set up and did not answer now.</param>
    public static JsonObject Of(IReadOnlyList<ApiPart> parts, IReadOnlyList<string> away)
    {
        var names = SchemaNames(parts);
        var paths = new JsonObject();
        var schemas = new JsonObject();
        var tags = new List<string>();
        foreach (var part in parts)
        {
            var document = Renamed(part, names);
            foreach (var (path, item) in Objects(document["paths"]))
                if (PathHere(part, path) is { } here && !paths.ContainsKey(here))
                    paths[here] = Item(part, item, here, tags);
            foreach (var (name, schema) in document["components"]?["schemas"]?.AsObject() ?? [])
                if (!schemas.ContainsKey(name))
                    schemas[name] = schema?.DeepClone();
        }
        schemas["ProblemDetails"] = ApiAnswers.Problem();
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "LiveOps",
                ["version"] = "v1",
                ["description"] = Description(away),
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = Signed(),
            ["tags"] = new JsonArray([.. tags.Select(tag => new JsonObject { ["name"] = tag })]),
            ["paths"] = new JsonObject(
                paths
                    .OrderBy(path => path.Key, StringComparer.Ordinal)
                    .Select(path => KeyValuePair.Create(path.Key, path.Value?.DeepClone()))
            ),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject(
                    schemas
                        .OrderBy(schema => schema.Key, StringComparer.Ordinal)
                        .Select(schema => KeyValuePair.Create(schema.Key, schema.Value?.DeepClone()))
                ),
                ["responses"] = ApiAnswers.All(),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["description"] = "The token of POST /api/auth/login, or an API key (lo_...).",
                    },
                    ["cookie"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "cookie",
                        ["name"] = LiveOpsIdentity.Cookie,
                        ["description"] =
                            "A browser's session. A request that changes something needs a JSON body or the header X-LiveOps: 1 too.",
                    },
                },
            },
        };
    }

    private static string Description(IReadOnlyList<string> away) =>
        "The API of one LiveOps installation, under one origin. Every operation names the permission it asks for (x-permission); "
        + "who has which is at GET /api/permissions. Errors are problem details (RFC 9457) in words for people."
        + (
            away.Count == 0
                ? ""
                : $"\n\nAway now, so that their part is what they said last, or missing: {string.Join(", ", away)}."
        );

    /// <summary>The path at this origin; null for one that is not told of: another address of the same, or of no API.</summary>
    private static string? PathHere(ApiPart part, string path) =>
        path.StartsWith("/api/v1/", StringComparison.Ordinal) ? null
        : !path.StartsWith("/api/", StringComparison.Ordinal) ? null
        : part.Service == Rehearsal ? $"/api/rehearsal{path["/api".Length..]}"
        : path;

    private static JsonObject Item(ApiPart part, JsonObject item, string path, List<string> tags)
    {
        var made = item.DeepClone().AsObject();
        foreach (var method in _methods)
        {
            if (made[method] is not JsonObject operation)
                continue;
            var tag = Room(part, operation);
            if (!tags.Contains(tag))
                tags.Add(tag);
            operation["tags"] = new JsonArray(tag);
            if (part.Service == Rehearsal)
            {
                operation["x-permission"] = Permissions.RehearsalPlay;
                operation["operationId"] = OperationIds.Of(method, path);
            }
            if (operation["x-permission"] is null)
                operation["security"] = new JsonArray();
            ApiAnswers.AddTo(operation, part.Service != "console", path);
        }
        return made;
    }

    private static string Room(ApiPart part, JsonObject operation)
    {
        if (part.Service == Rehearsal)
            return "Rehearsal";
        var tag = operation["tags"] is JsonArray { Count: > 0 } tags ? tags[0]!.GetValue<string>() : part.Service;
        return _rooms.GetValueOrDefault(tag, tag);
    }

    /// <summary>New names for schemas that several services use for different things: the service stands before them.</summary>
    private static Dictionary<(string Service, string Name), string> SchemaNames(IReadOnlyList<ApiPart> parts) =>
        parts
            .SelectMany(part =>
                (part.Document["components"]?["schemas"]?.AsObject() ?? []).Select(schema =>
                    (part.Service, Name: schema.Key, Text: schema.Value?.ToJsonString() ?? "")
                )
            )
            .GroupBy(schema => schema.Name, StringComparer.Ordinal)
            .Where(same =>
                same.Key != "ProblemDetails"
                && same.Select(schema => schema.Text).Distinct(StringComparer.Ordinal).Count() > 1
            )
            .SelectMany(same => same)
            .ToDictionary(
                schema => (schema.Service, schema.Name),
                schema => $"{char.ToUpperInvariant(schema.Service[0])}{schema.Service[1..]}{schema.Name}"
            );

    private static JsonObject Renamed(ApiPart part, Dictionary<(string, string), string> names)
    {
        var document = part.Document.DeepClone().AsObject();
        Rename(document);
        if (document["components"]?["schemas"] is JsonObject schemas)
            foreach (var (name, schema) in schemas.ToArray())
                if (names.TryGetValue((part.Service, name), out var other))
                {
                    schemas.Remove(name);
                    schemas[other] = schema;
                }
        return document;

        void Rename(JsonNode? node)
        {
            if (node is JsonArray array)
                foreach (var one in array)
                    Rename(one);
            if (node is not JsonObject here)
                return;
            foreach (var (key, value) in here.ToArray())
                if (
                    key == "$ref"
                    && value?.GetValue<string>() is { } reference
                    && reference.StartsWith(SchemaPath, StringComparison.Ordinal)
                    && names.TryGetValue((part.Service, reference[SchemaPath.Length..]), out var other)
                )
                    here["$ref"] = SchemaPath + other;
                else
                    Rename(value);
            Strict(here);
        }
    }

    /// <summary>
    /// A number is written as a number. That a reader here takes one in quotes, too, is leniency and not the form, and
    /// would make every number of a typed client a text as well.
    /// </summary>
    private static void Strict(JsonObject schema)
    {
        if (schema["type"] is not JsonArray types)
            return;
        var names = types.Select(type => type?.ToString()).ToList();
        if (!names.Remove("string") || !(names.Contains("integer") || names.Contains("number")))
            return;
        schema.Remove("pattern");
        schema["type"] = names.Count == 1 ? names[0] : new JsonArray([.. names.Select(name => JsonValue.Create(name))]);
    }

    private static JsonArray Signed() =>
        [new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() }];

    private static IEnumerable<(string Key, JsonObject Value)> Objects(JsonNode? of) =>
        (of as JsonObject ?? []).Where(one => one.Value is JsonObject).Select(one => (one.Key, one.Value!.AsObject()));
}
