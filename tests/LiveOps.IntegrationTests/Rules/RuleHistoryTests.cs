using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Rules;

public sealed class RuleHistoryTests(SharedServers servers) : IAsyncLifetime
{
    private readonly Show _show = new();
    private RulesHost _rules = null!;
    private HttpClient _manager = null!;

    public async ValueTask InitializeAsync()
    {
        _rules = await RulesHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            await servers.CreateVirtualHostAsync()
        );
        _manager = _rules.Client(_show.Workspace);
    }

    public async ValueTask DisposeAsync()
    {
        _manager.Dispose();
        await _rules.DisposeAsync();
    }

    [Fact]
    public async Task Every_change_is_kept_and_an_earlier_version_comes_back()
    {
        var address = await AddAsync("first");
        await ChangeAsync(address, "second", version: 1);

        var versions = await VersionsAsync(address);
        versions.Select(Name).ShouldBe(["second", "first"]);
        versions.Select(Version).ShouldBe([2, 1]);
        versions[0].GetProperty("rule").GetProperty("updatedBy").GetString().ShouldBe("Ada");

        var restored = await _manager.PostAsync($"{address}/restore?version=1&current=2", null);
        restored.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(restored)).GetProperty("version").GetInt64().ShouldBe(3);
        var now = await ReadAsync(await _manager.GetAsync(address));
        (now.GetProperty("name").GetString(), now.GetProperty("version").GetInt64()).ShouldBe(("first", 3));
        (await VersionsAsync(address)).Select(Name).ShouldBe(["first", "second", "first"]);
        var older = await ReadAsync(await _manager.GetAsync($"{address}/versions?before=2"));
        older.EnumerateArray().Select(Version).ShouldBe([1]);
    }

    [Fact]
    public async Task A_deleted_rule_comes_back_with_all_its_versions()
    {
        var address = await AddAsync("first");
        await ChangeAsync(address, "second", version: 1);
        (await _manager.DeleteAsync($"{address}?version=2")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var versions = await VersionsAsync(address);
        versions.Select(one => one.GetProperty("deleted").GetBoolean()).ShouldBe([true, false, false]);
        versions.Select(Version).ShouldBe([3, 2, 1]);

        (await _manager.PostAsync($"{address}/restore?version=2&current=2", null)).StatusCode.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await _manager.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var restored = await _manager.PostAsync($"{address}/restore?version=2&current=3", null);
        restored.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(await _manager.GetAsync(address))).GetProperty("name").GetString().ShouldBe("second");
        (await VersionsAsync(address)).Select(Version).ShouldBe([4, 3, 2, 1]);
    }

    [Fact]
    public async Task Who_restores_over_a_change_of_somebody_else_is_told_so()
    {
        var address = await AddAsync("first");
        await ChangeAsync(address, "second", version: 1);

        var late = await _manager.PostAsync($"{address}/restore?version=1&current=1", null);

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await VersionsAsync(address)).Select(Version).ShouldBe([2, 1]);
        foreach (var missing in new[] { "version=1", "current=2" })
            (await _manager.PostAsync($"{address}/restore?{missing}", null)).StatusCode.ShouldBe(
                HttpStatusCode.BadRequest
            );
        (await _manager.PostAsync($"{address}/restore?version=9&current=2", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task Another_workspace_sees_and_restores_nothing_and_a_sender_only_reads()
    {
        var address = await AddAsync("first");
        using var stranger = _rules.Client(Guid.NewGuid(), "Admin");
        using var sender = _rules.Client(_show.Workspace, "Sender");

        (await stranger.GetAsync($"{address}/versions")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"{address}/restore?version=1&current=1", null)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await sender.GetAsync($"{address}/versions")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sender.PostAsync($"{address}/restore?version=1&current=1", null)).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    private async Task<string> AddAsync(string name)
    {
        var added = await ReadAsync(await _manager.PostAsJsonAsync("/api/rules", Form(name, null)));
        return $"/api/rules/{added.GetProperty("id").GetGuid()}";
    }

    private async Task ChangeAsync(string address, string name, long version) =>
        (await _manager.PutAsJsonAsync(address, Form(name, version))).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task<JsonElement[]> VersionsAsync(string address) =>
        [.. (await ReadAsync(await _manager.GetAsync($"{address}/versions"))).EnumerateArray()];

    private object Form(string name, long? version) =>
        new
        {
            accountId = _show.Account,
            name,
            version,
            trigger = new { type = "share" },
            action = new { type = "message", text = name },
        };

    private static string? Name(JsonElement version) => version.GetProperty("rule").GetProperty("name").GetString();

    private static long Version(JsonElement version) => version.GetProperty("rule").GetProperty("version").GetInt64();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
}
