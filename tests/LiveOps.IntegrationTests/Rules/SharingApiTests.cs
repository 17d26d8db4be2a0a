using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Rules;

public sealed class SharingApiTests(SharedServers servers) : IAsyncLifetime
{
    private const string Original = """
        {
          "gifts": {"rose": {"value": 1, "action": "led_blink", "duration": 1000, "device": "led_strip_1", "note": "kept"}},
          "keywords": {"666": {"match_type": "exact", "action": "special_trigger", "device": "selenoid_1", "duration": 3000, "cooldown": 60, "priority": 3}},
          "like_thresholds": {"milestone_100": {"threshold": 100, "action": "celebration_small", "devices": ["led_strip_1"], "duration": 3000, "auto_increment": 100}},
          "automation_scripts": [
            {"id": 2, "name": "Second", "trigger": {"type": "follow"}, "actions": [{"type": "message", "text": "b"}], "is_active": true},
            {"id": 1, "name": "First", "trigger": {"type": "share"}, "actions": [{"type": "message", "text": "a"}], "is_active": false}]
        }
        """;

    private readonly Show _show = new();
    private RulesHost _rules = null!;
    private HttpClient _manager = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _rules = await RulesHost.StartAsync(_database, await servers.CreateVirtualHostAsync());
        _manager = _rules.Client(_show.Workspace);
    }

    public async ValueTask DisposeAsync()
    {
        _manager.Dispose();
        await _rules.DisposeAsync();
    }

    [Fact]
    public async Task The_original_file_goes_in_and_comes_out_as_it_was()
    {
        var report = await ImportAsync(Original);

        report["added"]!.AsArray().Count.ShouldBe(5);
        ShouldSay(await ExportAsync($"accountId={_show.Account}&form=original"), Original);
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_a_changed_one_only_what_has_changed()
    {
        await ImportAsync(Original);

        (await ImportAsync(Original))["unchanged"]!.AsArray().Count.ShouldBe(5);
        var changed = await ImportAsync(Original.Replace("\"duration\": 1000", "\"duration\": 1100"));
        (changed["updated"]!.AsArray().Count, changed["unchanged"]!.AsArray().Count).ShouldBe((1, 4));
        var skipped = await ImportAsync(Original, "&onConflict=skip");
        skipped["skipped"]!.AsArray().Count.ShouldBe(5);
        Show.Count(_database, "rules").ShouldBe(5);
        Show.Count(_database, "rule_versions").ShouldBe(6);
        (await ImportAsync(Original, "&onConflict=copy"))["added"]!.AsArray().Count.ShouldBe(5);
        Show.Count(_database, "rules").ShouldBe(10);
    }

    [Fact]
    public async Task Imports_at_the_same_time_do_not_double_the_rules()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ImportAsync(Original)));

        Show.Count(_database, "rules").ShouldBe(5);
    }

    [Fact]
    public async Task What_the_same_accounts_have_from_elsewhere_is_named_and_left_out_where_that_is_wanted()
    {
        await ImportAsync(Original);
        var backup = (await ExportAsync($"accountId={_show.Account}&includePrivate=true")).ToJsonString();
        backup.ShouldContain(_show.Account.ToString());
        (await ExportAsync($"accountId={_show.Account}")).ToJsonString().ShouldNotContain(_show.Account.ToString());

        // For all accounts: what this one has would fire twice. For another account it would not.
        var dry = await ReadAsync(await PostAsync("/api/rules/import?dryRun=true", backup));
        dry["elsewhere"]!
            .AsArray()
            .Select(twin => twin!["accountId"]!.GetValue<Guid>())
            .ShouldBe(Enumerable.Repeat(_show.Account, 5));
        var other = await ReadAsync(
            await PostAsync($"/api/rules/import?dryRun=true&accountId={Guid.CreateVersion7()}", backup)
        );
        other["elsewhere"]!.AsArray().ShouldBeEmpty();

        var left = await ReadAsync(await PostAsync("/api/rules/import?onElsewhere=leaveOut", backup));
        (left["added"]!.AsArray().Count, left["skipped"]!.AsArray().Count).ShouldBe((0, 5));
        Show.Count(_database, "rules").ShouldBe(5);
        var taken = await ReadAsync(await PostAsync("/api/rules/import", backup));
        (taken["added"]!.AsArray().Count, taken["elsewhere"]!.AsArray().Count).ShouldBe((5, 5));

        // The other way round, and a rule that is replaced doubles nothing anew.
        var back = await ImportAsync(Original);
        (back["unchanged"]!.AsArray().Count, back["elsewhere"]!.AsArray().Count).ShouldBe((5, 0));
        var third = await ReadAsync(
            await PostAsync($"/api/rules/import?dryRun=true&accountId={Guid.CreateVersion7()}", backup)
        );
        third["elsewhere"]!.AsArray().Count.ShouldBe(5);
        third["elsewhere"]!.AsArray().ShouldAllBe(twin => twin!["accountId"] == null);
    }

    [Fact]
    public async Task One_fault_keeps_everything_out_unless_the_rest_is_wanted()
    {
        var file = Original.Replace("led_blink", "dance").Replace("\"threshold\": 100", "\"threshold\": 0");

        var refused = await PostAsync($"/api/rules/import?accountId={_show.Account}", file);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await ReadAsync(refused))["errors"]!.AsObject();
        errors
            .Select(error => error.Key)
            .ShouldBe(["gifts.rose.action", "like_thresholds.milestone_100.threshold"], ignoreOrder: true);
        Show.Count(_database, "rules").ShouldBe(0);
        var report = await ImportAsync(file, "&skipInvalid=true");
        report["added"]!.AsArray().Count.ShouldBe(3);
        report["leftOut"]!.AsObject().Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_imported_rule_that_is_changed_here_goes_out_with_the_change()
    {
        await ImportAsync(Original);
        var rules = await ReadAsync(await _manager.GetAsync($"/api/rules?accountId={_show.Account}"));
        var rule = rules.AsArray().Single(one => one!["name"]!.GetValue<string>() == "Gift rose")!;
        var form = new JsonObject(
            new[] { "accountId", "name", "version", "trigger", "action" }.Select(field =>
                KeyValuePair.Create(field, rule[field]?.DeepClone())
            )
        );
        form["action"]!["durationMs"] = 700;
        (await _manager.PutAsJsonAsync($"/api/rules/{rule["id"]}", form)).StatusCode.ShouldBe(HttpStatusCode.OK);

        ShouldSay(
            await ExportAsync($"form=original&ids={rule["id"]}"),
            """{"gifts": {"rose": {"value": 1, "action": "led_blink", "duration": 700, "device": "led_strip_1", "note": "kept"}}}"""
        );
    }

    [Fact]
    public async Task A_shared_file_goes_to_another_account_and_its_rules_name_each_other_there()
    {
        await _manager.PostAsync($"/api/rules/templates/boss-fight?accountId={_show.Account}&enabled=true", null);
        var file = await ExportAsync($"accountId={_show.Account}");
        var other = Guid.NewGuid();

        var answer = await PostAsync($"/api/rules/import?accountId={other}", file.ToJsonString());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var rules = (await ReadAsync(await _manager.GetAsync($"/api/rules?accountId={other}"))).AsArray();
        var beaten = rules.Single(one => one!["name"]!.GetValue<string>() == "The boss is beaten")![
            "id"
        ]!.GetValue<string>();
        rules
            .Single(one => one!["name"]!.GetValue<string>() == "Hit the boss")!
            .ToJsonString()
            .ShouldContain($"\"ruleId\":\"{beaten}\"");
        (await PostAsync($"/api/rules/import?accountId={other}", file.ToJsonString())).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        Show.Count(_database, "rules").ShouldBe(4);
    }

    [Fact]
    public async Task Every_template_makes_its_rules_and_they_are_off()
    {
        var templates = (await ReadAsync(await _manager.GetAsync("/api/rules/templates"))).AsArray();
        foreach (var template in templates)
        {
            var made = await _manager.PostAsync(
                $"/api/rules/templates/{template!["name"]}?accountId={_show.Account}",
                null
            );
            made.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await ReadAsync(made))["added"]!.AsArray().Count.ShouldBe(template["rules"]!.AsArray().Count);
        }

        var rules = (await ReadAsync(await _manager.GetAsync($"/api/rules?accountId={_show.Account}"))).AsArray();
        rules.Count.ShouldBe(templates.Sum(template => template!["rules"]!.AsArray().Count));
        rules.ShouldAllBe(rule => !rule!["enabled"]!.GetValue<bool>());
        (await _manager.PostAsync("/api/rules/templates/none", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rule_without_an_account_is_shared_by_all()
    {
        var shared = await _manager.PostAsJsonAsync(
            "/api/rules",
            new
            {
                name = "for all",
                trigger = new { type = "share" },
                action = new { type = "message", text = "x" },
            }
        );
        shared.StatusCode.ShouldBe(HttpStatusCode.Created);
        await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose"));

        (await ReadAsync(await _manager.GetAsync($"/api/rules?accountId={_show.Account}"))).AsArray().Count.ShouldBe(2);
        (await ReadAsync(await _manager.GetAsync($"/api/rules?accountId={Guid.NewGuid()}")))
            .AsArray()
            .Count.ShouldBe(1);
        var none = await _manager.PostAsJsonAsync(
            "/api/rules",
            new
            {
                accountId = Guid.Empty,
                name = "x",
                trigger = new { type = "share" },
                action = new { type = "message", text = "x" },
            }
        );
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_sender_exports_and_cannot_import_and_another_workspace_finds_nothing()
    {
        var rule = await ReadAsync(await _manager.PostAsJsonAsync("/api/rules", _show.Rule("Rose")));
        using var sender = _rules.Client(_show.Workspace, "Sender");
        using var stranger = _rules.Client(Guid.NewGuid(), "Admin");
        using var nobody = _rules.AnonymousClient();

        foreach (var read in new[] { "export", "templates", "catalogue", $"export?ids={rule["id"]}" })
        {
            (await sender.GetAsync($"/api/rules/{read}")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await nobody.GetAsync($"/api/rules/{read}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        foreach (var change in new[] { "import", "templates/rose-chain" })
            (
                await sender.PostAsync(
                    $"/api/rules/{change}",
                    new StringContent(Original, Encoding.UTF8, "application/json")
                )
            ).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await stranger.GetAsync($"/api/rules/export?ids={rule["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync(await stranger.GetAsync("/api/rules/export")))["rules"]!.AsArray().Count.ShouldBe(0);
        Show.Count(_database, "rules").ShouldBe(1);
    }

    [Theory]
    [InlineData("onConflict=7", "onConflict")]
    [InlineData("onConflict=burn", "onConflict")]
    [InlineData("accountId=00000000-0000-0000-0000-000000000000", "accountId")]
    public async Task A_choice_that_does_not_exist_is_refused(string choice, string field)
    {
        var refused = await PostAsync($"/api/rules/import?{choice}", Original);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(refused))["errors"]!.AsObject().ContainsKey(field).ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_that_is_too_large_and_a_text_with_NUL_are_refused_with_the_field()
    {
        var large = await PostAsync(
            "/api/rules/import",
            $$"""{"gifts":{},"note":"{{new string('x', 2 * 1024 * 1024)}}"}"""
        );
        large.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(large))["errors"]!["file"]![0]!.GetValue<string>().ShouldContain("2 MiB");
        var nul = await PostAsync(
            "/api/rules",
            """{"name":"n","trigger":{"type":"gift","giftNames":["a\u0000b"]},"action":{"type":"message","text":"x"}}"""
        );
        nul.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ReadAsync(nul))["errors"]!.AsObject().ContainsKey("trigger.giftNames[0]").ShouldBeTrue();
    }

    [Fact]
    public async Task The_catalogue_names_every_kind_and_an_unknown_one_is_answered_with_them()
    {
        var catalogue = await ReadAsync(await _manager.GetAsync("/api/rules/catalogue"));

        catalogue["triggers"]!.AsArray().Select(form => form!["type"]!.GetValue<string>()).ShouldContain("gift");
        catalogue["actions"]!.AsArray().Count.ShouldBeGreaterThanOrEqualTo(16);
        var refused = await PostAsync(
            "/api/rules",
            """{"name":"n","trigger":{"type":"gong"},"action":{"type":"message","text":"x"}}"""
        );
        (await ReadAsync(refused))["errors"]!["trigger"]![0]!.GetValue<string>().ShouldContain("giftSend");
    }

    private async Task<JsonNode> ImportAsync(string file, string choices = "")
    {
        var answer = await PostAsync($"/api/rules/import?accountId={_show.Account}{choices}", file);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await ReadAsync(answer);
    }

    private async Task<JsonNode> ExportAsync(string choices) =>
        await ReadAsync(await _manager.GetAsync($"/api/rules/export?{choices}"));

    private Task<HttpResponseMessage> PostAsync(string address, string body) =>
        _manager.PostAsync(address, new StringContent(body, Encoding.UTF8, "application/json"));

    private static void ShouldSay(JsonNode written, string json) =>
        JsonNode.DeepEquals(written, JsonNode.Parse(json)).ShouldBeTrue($"written: {written}\nexpected: {json}");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
