using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using LiveOps.Hosting.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LiveOps.Console.Describing;

/// <summary>
/// <c>GET /api-docs</c>: the document for people. Written here, so that it needs no script and no program of others;
/// <c>?q=</c> leaves what has the words in it.
/// </summary>
internal static class ApiPage
{
    private const int LongestSearch = 100;

    private static readonly string[] _methods = ["get", "post", "put", "patch", "delete"];

    public static async Task<IResult> Handle(HttpContext http, [FromServices] ApiDocument document, string? q = null)
    {
        http.Response.Headers.CacheControl = "no-cache";
        var search = q?.Trim() is { Length: > 0 and <= LongestSearch } words ? words : "";
        return Results.Text(Of(await document.ReadAsync(http.RequestAborted), search), "text/html; charset=utf-8");
    }

    public static IResult Style() =>
        Results.Stream(typeof(ApiPage).Assembly.GetManifestResourceStream("api-docs.css")!, "text/css; charset=utf-8");

    /// <param name="document">The API's document.</param>
    /// <param name="search">Words that an operation must all have; empty for all operations.</param>
    internal static string Of(JsonObject document, string search)
    {
        var operations = Operations(document).Where(one => Fits(one, search)).ToList();
        var page = new StringBuilder();
        page.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>LiveOps API</title>
            <link rel="stylesheet" href="/api-docs/page.css">
            </head>
            <body>
            <header>
            <h1>LiveOps API</h1>
            <form role="search"><input type="search" name="q" value="{Html(search)}" maxlength="{LongestSearch}"
              placeholder="Search: gifts, emergency stop, rules.edit" aria-label="Search operations"><button>Search</button></form>
            <a href="/openapi.json">openapi.json</a>
            </header>
            <div class="columns">
            <nav aria-label="Rooms"><ul>
            """
        );
        foreach (var room in operations.GroupBy(one => one.Room))
            page.Append(
                $"<li><a href=\"#{Anchor(room.Key)}\">{Html(room.Key)}</a> <small>{room.Count()}</small></li>\n"
            );
        page.Append("</ul></nav>\n<main>\n");
        foreach (var words in (Text(document["info"]?["description"]) ?? "").Split("\n\n"))
            page.Append($"<p>{Html(words)}</p>\n");
        if (operations.Count == 0)
            page.Append($"<p>No operation has <b>{Html(search)}</b> in it. <a href=\"/api-docs\">Show all</a></p>\n");
        foreach (var room in operations.GroupBy(one => one.Room))
        {
            page.Append($"<section id=\"{Anchor(room.Key)}\">\n<h2>{Html(room.Key)}</h2>\n");
            foreach (var one in room)
                Write(page, one, document, open: operations.Count == 1);
            page.Append("</section>\n");
        }
        return page.Append("</main></div>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, Operation one, JsonObject document, bool open)
    {
        var permission = Text(one.Node["x-permission"]);
        page.Append(
            $"""
            <details id="{Html(one.Id)}"{(open ? " open" : "")}>
            <summary><span class="method {one.Method}">{one.Method.ToUpperInvariant()}</span> <code>{Html(
                one.Path
            )}</code> <span class="words">{Html(one.Summary)}</span></summary>
            <div class="body">
            <p>{PermissionWords(permission)}</p>

            """
        );
        if (one.Node["parameters"] is JsonArray { Count: > 0 } parameters)
        {
            page.Append("<h3>Parameters</h3>\n<dl>\n");
            foreach (var parameter in parameters.OfType<JsonObject>())
                page.Append(
                    $"<dt><code>{Html(Text(parameter["name"]) ?? "")}</code> <small>{Html(Text(parameter["in"]) ?? "")}{(parameter["required"]?.GetValue<bool>() == true ? ", required" : "")}</small></dt>"
                        + $"<dd>{Html(ApiSchema.Kind(parameter["schema"]))} {Html(Text(parameter["description"]) ?? "")}</dd>\n"
                );
            page.Append("</dl>\n");
        }
        if (one.Node["requestBody"]?["content"] is JsonObject bodies)
            foreach (var (type, body) in bodies)
                page.Append(
                    $"<h3>Body <small>{Html(type)}</small></h3>\n<pre>{Html(ApiSchema.Describe(body?["schema"], document))}</pre>\n"
                );
        page.Append("<h3>Answers</h3>\n<dl>\n");
        foreach (var (status, told) in one.Node["responses"]?.AsObject() ?? [])
        {
            var answer = Resolve(told, document);
            page.Append($"<dt><b>{Html(status)}</b> {Html(Text(answer?["description"]) ?? "")}</dt>\n");
            if (status.StartsWith('2') && answer?["content"] is JsonObject contents)
                foreach (var (type, content) in contents.Take(1))
                    page.Append(
                        $"<dd><small>{Html(type)}</small><pre>{Html(ApiSchema.Describe(content?["schema"], document))}</pre></dd>\n"
                    );
        }
        page.Append(
            $"</dl>\n<h3>Example</h3>\n<pre>{Html(ApiSchema.Curl(one.Method, one.Path, permission is not null, one.Node, document))}</pre>\n</div></details>\n"
        );
    }

    private static string PermissionWords(string? name) =>
        name switch
        {
            null => "Open to everybody: nobody need be signed in.",
            PermissionEndpoints.AnyMember => "For every member and every API key.",
            _ when Permissions.Find(name) is { } permission =>
                $"Asks for <code>{Html(name)}</code>: {Html(permission.Words)}. <small>{Html(string.Join(", ", permission.Roles))}</small>",
            _ => $"Asks for <code>{Html(name)}</code>.",
        };

    private static IEnumerable<Operation> Operations(JsonObject document) =>
        from path in document["paths"]?.AsObject() ?? []
        from method in _methods
        let node = path.Value?[method] as JsonObject
        where node is not null
        let room = node["tags"] is JsonArray { Count: > 0 } tags ? Text(tags[0]) ?? "" : ""
        orderby room, path.Key
        select new Operation(
            room,
            method,
            path.Key,
            Text(node["operationId"]) ?? "",
            Text(node["summary"]) ?? "",
            node
        );

    private static bool Fits(Operation one, string search) =>
        search
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .All(word =>
                $"{one.Room} {one.Method} {one.Path} {one.Id} {one.Summary} {Text(one.Node["x-permission"])}".Contains(
                    word,
                    StringComparison.OrdinalIgnoreCase
                )
            );

    private static JsonNode? Resolve(JsonNode? node, JsonObject document) =>
        Text(node?["$ref"]) is { } reference ? ApiSchema.Find(reference, document) : node;

    private static string Anchor(string room) => Html(room.ToLowerInvariant().Replace(' ', '-'));

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);

    private sealed record Operation(
        string Room,
        string Method,
        string Path,
        string Id,
        string Summary,
        JsonObject Node
    );
}
