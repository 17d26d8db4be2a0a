using System.Net;
using System.Text.Json.Nodes;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The API's document of the whole origin, made of what the real services say of theirs.</summary>
public sealed class EdgeDocumentTests(SharedServers servers)
{
    [Fact]
    public async Task The_document_tells_of_every_service_whole_enough_to_write_a_program_against()
    {
        await using var system = await EdgeSystem.StartAsync(servers);
        var document = await system.DocumentAsync();
        var operations = EdgeSystem.Operations(document).ToList();
        foreach (
            var known in (string[])
                [
                    "/api/auth/login",
                    "/api/keys",
                    "/api/rules/{id}",
                    "/api/ingestion/accounts",
                    "/api/analytics/live-sessions",
                    "/api/viewer-profiles/{user}",
                    "/api/rehearsal/rooms",
                ]
        )
            document["paths"]!.AsObject().ContainsKey(known).ShouldBeTrue(known);
        operations.Select(one => Text(one.Operation["operationId"])).ShouldBeUnique();
        var poor = new List<string>();
        foreach (var (method, path, operation) in operations)
        {
            var name = $"{method} {path}";
            if (Text(operation["summary"]).Length < 5)
                poor.Add($"{name}: no summary");
            if (operation["responses"]!.AsObject().FirstOrDefault(one => one.Key[0] == '2').Value is not { } good)
                poor.Add($"{name}: no good answer");
            else if (method == "GET" && good["content"] is null)
                poor.Add($"{name}: a good answer without a type");
            if (Text(operation["x-permission"]) is { Length: > 0 } permission)
            {
                if (permission != PermissionEndpoints.AnyMember && Permissions.Find(permission) is null)
                    poor.Add($"{name}: there is no permission {permission}");
            }
            else if (operation["security"] is not JsonArray { Count: 0 })
                poor.Add($"{name}: neither a permission nor open");
            if (!operation["responses"]!.AsObject().ContainsKey("default"))
                poor.Add($"{name}: no problem answer");
        }
        poor.ShouldBeEmpty(string.Join('\n', poor));
        References(document).Where(reference => Find(document, reference) is null).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_is_away_is_named_and_its_last_known_part_stays()
    {
        await using var system = await EdgeSystem.StartAsync(servers);
        Text((await system.DocumentAsync())["info"]!["description"]).ShouldNotContain("Away now");
        await system.Rules.DisposeAsync();
        await using var later = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync(),
            analytics: system.Analytics,
            settings: new() { ["services:rules:http:0"] = "http://127.0.0.1:1" }
        );
        using var client = later.Client();
        var without = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Text(without["info"]!["description"]).ShouldContain("Away now");
        Text(without["info"]!["description"]).ShouldContain("rules");
        without["paths"]!.AsObject().ContainsKey("/api/rules/{id}").ShouldBeFalse("it never said anything");
        without["paths"]!.AsObject().ContainsKey("/api/viewer-profiles").ShouldBeTrue();
        // Of the console that knew it, the part is still there: the document is as fresh as a minute.
        (await system.DocumentAsync())["paths"]!
            .AsObject()
            .ContainsKey("/api/rules/{id}")
            .ShouldBeTrue();
    }

    [Fact]
    public async Task The_reader_page_shows_every_operation_finds_some_and_takes_no_markup_from_the_search()
    {
        await using var system = await EdgeSystem.StartAsync(servers);
        using var client = system.Console.Client();
        var page = await client.GetAsync("/api-docs");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.Content.ReadAsStringAsync();
        var all = EdgeSystem.Operations(await system.DocumentAsync()).ToList();
        foreach (var (_, _, operation) in all)
            html.ShouldContain($"id=\"{Text(operation["operationId"])}\"");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("style=");
        var found = await client.GetStringAsync("/api-docs?q=emergency+stop");
        found.ShouldContain("pressEmergencyStop");
        found.ShouldNotContain("id=\"signIn\"");
        var hostile = await client.GetStringAsync("/api-docs?q=%22%3E%3Cimg+src%3Dx%3E");
        hostile.ShouldNotContain("<img");
        (await client.GetAsync("/api-docs/page.css")).Content.Headers.ContentType!.MediaType.ShouldBe("text/css");
    }

    private static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject here => here.SelectMany(one =>
                one is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()] : References(one.Value)
            ),
            JsonArray array => array.SelectMany(References),
            _ => [],
        };

    private static JsonNode? Find(JsonObject document, string reference) =>
        LiveOps.Console.Describing.ApiSchema.Find(reference, document);
}
