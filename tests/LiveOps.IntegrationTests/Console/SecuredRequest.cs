using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LiveOps.Console.Describing;

namespace LiveOps.IntegrationTests.Console;

/// <summary>One operation of the document as a request that names things of <see cref="SecuredWorkspace"/>.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Path">As the document has it.</param>
/// <param name="Operation">What the document says of it.</param>
internal sealed record SecuredRequest(string Method, string Path, JsonObject Operation)
{
    public bool Changes => Method != "GET";

    /// <summary>What it asks for; null where it is open to everybody.</summary>
    public string? Permission => Operation["x-permission"]?.GetValue<string>();

    public override string ToString() => $"{Method} {Path}";

    /// <param name="things">Whose ids it names.</param>
    /// <param name="document">What the operation is from.</param>
    /// <param name="bare">Without body and content type, as a link or a form of another site sends it.</param>
    public HttpRequestMessage Message(SecuredWorkspace things, JsonObject document, bool bare = false)
    {
        var path = string.Join(
            '/',
            Path.Split('/').Select(step => step is ['{', .. var name, '}'] ? things.IdFor(Path, name) : step)
        );
        var message = new HttpRequestMessage(HttpMethod.Parse(Method), path + Query(things));
        if (bare || Operation["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema)
            return message;
        var body = things.BodyFor(this) ?? ApiSchema.Sample(schema, document, all: true);
        Name(body, things);
        message.Content = new StringContent(
            body?.ToJsonString() ?? "{}",
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")
        );
        return message;
    }

    private string Query(SecuredWorkspace things)
    {
        var given = (Operation["parameters"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
            .Select(parameter =>
                (
                    Name: parameter["name"]!.GetValue<string>(),
                    Value: things.QueryFor(Path, parameter["name"]!.GetValue<string>())
                )
            )
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={parameter.Value}");
        var query = string.Join('&', given);
        return query.Length == 0 ? "" : $"?{query}";
    }

    // Wherever a body names an account, it is the other workspace's.
    private static void Name(JsonNode? node, SecuredWorkspace things)
    {
        if (node is JsonArray array)
            foreach (var one in array)
                Name(one, things);
        if (node is not JsonObject here)
            return;
        foreach (var (name, value) in here.ToArray())
            if (name == "accountId")
                here[name] = things.Account.ToString();
            else
                Name(value, things);
    }
}
