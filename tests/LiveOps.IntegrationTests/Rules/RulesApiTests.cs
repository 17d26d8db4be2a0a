using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Rules;

public sealed class RulesApiTests(SharedServers servers) : IAsyncLifetime
{
    private readonly Show _show = new();
    private RulesHost _rules = null!;
    private HttpClient _manager = null!;
    private string _database = "";
    private string _broker = "";

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _broker = await servers.CreateVirtualHostAsync();
        _rules = await RulesHost.StartAsync(_database, _broker);
        _manager = _rules.Client(_show.Workspace);
    }

    public async ValueTask DisposeAsync()
    {
        _manager.Dispose();
        await _rules.DisposeAsync();
    }

    [Fact]
    public async Task A_rule_is_added_read_changed_and_deleted()
    {
        var created = await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose", cooldownMs: 500));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var rule = await Json(created);
        var id = rule.GetProperty("id").GetGuid();
        rule.GetProperty("version").GetInt64().ShouldBe(1);
        rule.GetProperty("updatedBy").GetString().ShouldBe("Ada");
        rule.GetProperty("trigger").GetProperty("type").GetString().ShouldBe("gift");
        rule.GetProperty("policy").GetProperty("cooldownMs").GetInt32().ShouldBe(500);

        var changed = await _manager.PutAsJsonAsync($"/api/rules/{id}", Change(rule, "Roses and more", version: 1));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var read = await Json(await _manager.GetAsync($"/api/rules/{id}"));
        read.GetProperty("name").GetString().ShouldBe("Roses and more");
        read.GetProperty("version").GetInt64().ShouldBe(2);
        (await Json(await _manager.GetAsync($"/api/rules?accountId={_show.Account}"))).GetArrayLength().ShouldBe(1);
        (await Json(await _manager.GetAsync($"/api/rules?accountId={Guid.NewGuid()}"))).GetArrayLength().ShouldBe(0);

        (await _manager.DeleteAsync($"/api/rules/{id}?version=2")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _manager.GetAsync($"/api/rules/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_changes_what_somebody_else_has_changed_is_told_so()
    {
        var rule = await Json(await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose")));
        var address = $"/api/rules/{rule.GetProperty("id").GetGuid()}";
        await _manager.PutAsJsonAsync(address, Change(rule, "first", version: 1));

        var late = await _manager.PutAsJsonAsync(address, Change(rule, "second", version: 1));

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await late.Content.ReadAsStringAsync()).ShouldContain("Somebody else has changed this rule");
        (await _manager.DeleteAsync($"{address}?version=1")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Json(await _manager.GetAsync(address))).GetProperty("name").GetString().ShouldBe("first");
    }

    [Theory]
    [InlineData("""{""", "rule")]
    [InlineData("""null""", "rule")]
    [InlineData("""{"accountId":"x"}""", "accountId")]
    [InlineData("""{"accountId":"A","name":"n","trigger":{"type":"gift"}}""", "rule")]
    [InlineData(
        """{"accountId":"A","name":"n","trigger":{"type":"gift","minCoins":3},"action":D}""",
        "trigger.minCoins"
    )]
    [InlineData("""{"accountId":"A","name":"n","trigger":{"type":"gong"},"action":D}""", "trigger")]
    [InlineData("""{"accountId":"A","name":"n","trigger":{},"action":D}""", "trigger")]
    [InlineData("""{"accountId":"A","name":"n","trigger":null,"action":D}""", "trigger")]
    [InlineData("""{"accountId":"A","name":"","trigger":{"type":"gift"},"action":D}""", "name")]
    [InlineData(
        """{"accountId":"A","name":"n","trigger":{"type":"gift","minUnitCoins":-1},"action":D}""",
        "trigger.minUnitCoins"
    )]
    [InlineData(
        """{"accountId":"A","name":"n","trigger":{"type":"gift"},"policy":{"cooldownPer":"Moon"},"action":D}""",
        "policy.cooldownPer"
    )]
    [InlineData(
        """{"accountId":"A","name":"n","trigger":{"type":"gift"},"conditions":[null],"action":D}""",
        "conditions[0]"
    )]
    public async Task Bad_input_is_refused_and_the_field_is_named(string body, string field)
    {
        body = body.Replace("\"A\"", $"\"{_show.Account}\"")
            .Replace(":D", """:{"type":"device","deviceId":"LED1","action":"ON","durationMs":200}""");

        var refused = await _manager.PostAsync(
            "/api/rules",
            new StringContent(body, Encoding.UTF8, "application/json")
        );

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await Json(refused)).GetProperty("errors");
        errors.EnumerateObject().Select(error => error.Name).ShouldContain(field);
    }

    [Fact]
    public async Task Another_workspace_gets_not_found_and_empty_lists()
    {
        var rule = await Json(await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose")));
        var address = $"/api/rules/{rule.GetProperty("id").GetGuid()}";
        var binding = $"/api/rules/bindings/{_show.Account}";
        await _manager.PutAsJsonAsync(binding, new { boardId = "ab12cd34" });
        using var stranger = _rules.Client(Guid.NewGuid(), "Admin");

        (await stranger.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PutAsJsonAsync(address, Change(rule, "mine", 1))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"{address}?version=1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync(binding)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync(binding)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Json(await stranger.GetAsync("/api/rules"))).GetArrayLength().ShouldBe(0);
        (await Json(await stranger.GetAsync("/api/rules/bindings"))).GetArrayLength().ShouldBe(0);

        (await Json(await _manager.GetAsync(address))).GetProperty("version").GetInt64().ShouldBe(1);
        (await Json(await _manager.GetAsync(binding))).GetProperty("boardId").GetString().ShouldBe("AB12CD34");
    }

    [Fact]
    public async Task A_sender_reads_and_cannot_change()
    {
        var rule = await Json(await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose")));
        var address = $"/api/rules/{rule.GetProperty("id").GetGuid()}";
        var binding = $"/api/rules/bindings/{_show.Account}";
        using var sender = _rules.Client(_show.Workspace, "Sender");

        foreach (
            var read in new[]
            {
                "/api/rules",
                address,
                "/api/rules/bindings",
                "/api/rules/decisions",
                "/api/rules/boards",
            }
        )
            (await sender.GetAsync(read)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sender.PostAsJsonAsync("/api/rules", _show.Rule("Rose"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sender.PutAsJsonAsync(address, Change(rule, "x", 1))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sender.DeleteAsync($"{address}?version=1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sender.PutAsJsonAsync(binding, new { boardId = "*" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sender.DeleteAsync(binding)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var nobody = _rules.AnonymousClient();
        (await nobody.GetAsync("/api/rules")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_binding_names_a_board_or_is_refused()
    {
        var binding = $"/api/rules/bindings/{_show.Account}";

        var refused = await _manager.PutAsJsonAsync(binding, new { boardId = "board one" });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(refused)).GetProperty("errors").TryGetProperty("boardId", out _).ShouldBeTrue();
        (await _manager.PutAsJsonAsync(binding, new { boardId = "*" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _manager.DeleteAsync(binding)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _manager.GetAsync(binding)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Decisions_are_read_page_by_page_latest_first_and_boards_are_listed()
    {
        await using var neighbours = await Neighbours.StartAsync(_broker);
        await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));
        await _show.KnowsBoardAsync(neighbours, _rules);
        for (var n = 0; n < 12; n += 3)
            await neighbours.PublishAsync(_show.Gifts(n, 3));
        await Eventually.HoldsAsync(() => Show.Count(_database) == 12, "12 decisions");

        var seen = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var before = next.Length == 0 ? "" : $"&before={next}";
            var page = await Json(
                await _manager.GetAsync($"/api/rules/decisions?accountId={_show.Account}&limit=5{before}")
            );
            seen.AddRange(
                page.GetProperty("items").EnumerateArray().Select(d => d.GetProperty("messageId").GetString()!)
            );
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }

        seen.Count.ShouldBe(12);
        seen.Distinct().Count().ShouldBe(12);
        int.Parse(seen[0]).ShouldBeGreaterThanOrEqualTo(9);
        (await _manager.GetAsync("/api/rules/decisions?before=zzz")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _manager.GetAsync("/api/rules/decisions?limit=501")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var stranger = _rules.Client(Guid.NewGuid());
        var theirs = await Json(await stranger.GetAsync($"/api/rules/decisions?accountId={_show.Account}"));
        theirs.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await Json(await stranger.GetAsync("/api/rules/boards"))).GetArrayLength().ShouldBe(0);
        var board = (await Json(await _manager.GetAsync("/api/rules/boards"))).EnumerateArray().Single();
        board.GetProperty("boardId").GetString().ShouldBe("AB12CD34");
        board.GetProperty("state").GetString().ShouldBe("Ready");
    }

    [Fact]
    public async Task The_API_describes_itself()
    {
        using var nobody = _rules.AnonymousClient();

        var document = await Json(await nobody.GetAsync("/openapi/v1.json"));

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/')).ToArray();
        paths.ShouldContain("/api/rules");
        paths.ShouldContain("/api/rules/{id}");
        paths.ShouldContain("/api/rules/bindings/{accountId}");
        paths.ShouldContain("/api/rules/decisions");
        paths.ShouldContain("/api/rules/boards");
        paths.ShouldContain("/api/rules/catalogue");
        paths.ShouldContain("/api/rules/import");
        paths.ShouldContain("/api/rules/export");
        paths.ShouldContain("/api/rules/templates/{name}");
        paths.ShouldContain("/api/rules/{id}/versions");
        paths.ShouldContain("/api/rules/{id}/restore");
        document.GetProperty("components").GetProperty("schemas").TryGetProperty("RuleForm", out _).ShouldBeTrue();
    }

    private static object Change(JsonElement rule, string name, long version) =>
        new
        {
            accountId = rule.GetProperty("accountId").GetGuid(),
            name,
            version,
            trigger = rule.GetProperty("trigger"),
            conditions = rule.GetProperty("conditions"),
            policy = rule.GetProperty("policy"),
            action = rule.GetProperty("action"),
        };

    private static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement;
    }
}
