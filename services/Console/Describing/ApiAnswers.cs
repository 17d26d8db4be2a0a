using System.Text.Json.Nodes;
using LiveOps.Hosting.Identity;

namespace LiveOps.Console.Describing;

/// <summary>The answers that every operation of this origin has beside its own: problems. Pure.</summary>
internal static class ApiAnswers
{
    private static readonly (string Status, string Name, string Words)[] _all =
    [
        ("401", "NotSignedIn", "Nobody is signed in, or the session, the token or the API key has ended."),
        (
            "403",
            "NotAllowed",
            "The role, or the API key's scopes, do not have the permission; \"permission\" names it."
        ),
        ("429", "TooManyRequests", "Wait as long as the header Retry-After says, in seconds."),
        (
            "502",
            "ServiceAway",
            "The service behind the address is away; \"service\" names it. Try again in a few seconds."
        ),
        ("504", "ServiceSlow", "The service behind the address did not answer in time; \"service\" names it."),
        ("default", "Problem", "What happened and what to do, in words."),
    ];

    /// <summary>For <c>components.responses</c>.</summary>
    public static JsonObject All()
    {
        var all = new JsonObject();
        foreach (var (status, name, words) in _all)
        {
            var answer = new JsonObject
            {
                ["description"] = words,
                ["content"] = new JsonObject
                {
                    ["application/problem+json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/ProblemDetails" },
                    },
                },
            };
            if (status == "429")
                answer["headers"] = new JsonObject
                {
                    ["Retry-After"] = new JsonObject
                    {
                        ["description"] = "Seconds.",
                        ["schema"] = new JsonObject { ["type"] = "integer" },
                    },
                };
            all[name] = answer;
        }
        return all;
    }

    /// <summary>Adds to an operation what it does not say itself.</summary>
    public static void AddTo(JsonObject operation, bool passedOn, string path)
    {
        var permission = operation["x-permission"]?.GetValue<string>();
        var responses = operation["responses"] as JsonObject ?? [];
        operation["responses"] ??= responses;
        foreach (var (status, name, _) in _all)
        {
            var has = status switch
            {
                "401" => permission is not null,
                "403" => permission is not null and not PermissionEndpoints.AnyMember,
                "429" => path != "/api/devices/emergency-stop",
                "502" or "504" => passedOn,
                _ => true,
            };
            if (has && !responses.ContainsKey(status))
                responses[status] = new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
        }
    }

    /// <summary>Problem details with what this product adds.</summary>
    public static JsonObject Problem() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = Text("An address that stands for the kind of problem."),
                ["title"] = Text("What happened, short."),
                ["status"] = new JsonObject { ["type"] = "integer", ["format"] = "int32" },
                ["detail"] = Text("What to do."),
                ["instance"] = Text("Which one it happened to."),
                ["errors"] = new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = "Of a body that cannot be taken: what is wrong, by field.",
                    ["additionalProperties"] = new JsonObject
                    {
                        ["type"] = "array",
                        ["items"] = new JsonObject { ["type"] = "string" },
                    },
                },
                ["permission"] = Text("Of 403: the permission that is missing."),
                ["service"] = Text("Of 502 and 504: the service that is away."),
                ["traceId"] = Text("Finds this request in logs and traces."),
            },
        };

    private static JsonObject Text(string words) =>
        new() { ["type"] = new JsonArray("null", "string"), ["description"] = words };
}
