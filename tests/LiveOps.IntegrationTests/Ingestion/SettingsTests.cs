using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.IntegrationTests.Servers;
using Microsoft.AspNetCore.Builder;

namespace LiveOps.IntegrationTests.Ingestion;

/// <summary>What a workspace sets for its connections, used by connections that run.</summary>
public sealed class SettingsTests(SharedServers servers)
{
    private const string Path = "/api/ingestion/settings";

    [Fact]
    public async Task Running_connections_take_up_what_is_set()
    {
        string database = await servers.CreateDatabaseAsync();
        string broker = await servers.CreateVirtualHostAsync();
        string folder = Directory.CreateTempSubdirectory("liveops-settings").FullName;
        await using WebApplication rehearsal = await Hosts.RehearsalAsync();
        using var tiktok = new HttpClient { BaseAddress = rehearsal.Address() };
        var room = new RehearsalRoom(tiktok, "rosegarden");
        await room.PostAsync("start", "{}");
        await room.PostAsync("stop", "{}");
        (WebApplication listener, Books books) = await Hosts.ListenerAsync(broker);
        await using WebApplication heard = listener;
        await using WebApplication ingestion = await Hosts.IngestionAsync(
            database,
            broker,
            rehearsal.Address(),
            folder,
            room.Handle,
            Guid.NewGuid(),
            new() { ["TikTok:ProbeSeconds"] = "600", ["TikTok:StallSeconds"] = "600" }
        );
        using HttpClient admin = Hosts.Client(ingestion, role: "Admin");
        using HttpClient other = Hosts.Client(ingestion, Guid.NewGuid(), "Admin");

        // Between two looks that are ten minutes apart.
        await SeenAsync(books, AccountConnectionState.Offline);
        await room.PostAsync("start", "{}");
        await PutAsync(other, new { probeSeconds = 5 });
        await Task.Delay(TimeSpan.FromSeconds(7));
        books.States.Last().State.ShouldBe(AccountConnectionState.Offline, "another workspace's settings are not ours");
        JsonElement set = await PutAsync(admin, new { probeSeconds = 5 });
        set.GetProperty("inForce").GetProperty("probeSeconds").GetDouble().ShouldBe(5);
        set.GetProperty("defaults").GetProperty("probeSeconds").GetDouble().ShouldBe(600);
        await SeenAsync(books, AccountConnectionState.Live);

        // On a connection that is open.
        await PutAsync(admin, new { probeSeconds = 5, stallSeconds = 10 });
        await room.PostAsync("faults", """{"silenceMs":20000}""");
        await SeenAsync(books, AccountConnectionState.Stale);

        // Refused as a whole, with what may be set.
        using HttpResponseMessage refused = await admin.PutAsJsonAsync(
            Path,
            new { stallSeconds = 1, probeSeconds = 60 }
        );
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("10 to 600 seconds");
        JsonElement kept = await admin.GetFromJsonAsync<JsonElement>(Path);
        kept.GetProperty("own").GetProperty("stallSeconds").GetDouble().ShouldBe(10);
        kept.GetProperty("own").GetProperty("connectTimeoutSeconds").ValueKind.ShouldBe(JsonValueKind.Null);

        // Back to what the installation has; each change is told to the audit log once, with what it was.
        await PutAsync(admin, new { });
        await PutAsync(admin, new { });
        kept = await admin.GetFromJsonAsync<JsonElement>(Path);
        kept.GetProperty("inForce").GetProperty("stallSeconds").GetDouble().ShouldBe(600);
        await RehearsalRoom.WaitAsync(
            () => books.Changes.Count(change => change.Thing == "settings") >= 4,
            "the changes"
        );
        await Task.Delay(500);
        books
            .Changes.Where(one => one.WorkspaceId == Hosts.Workspace && one.Thing == "settings")
            .Select(one => (one.Action, one.Actor, one.Before))
            .ShouldBe([
                ("connection settings changed", "Ada", Json(null, null)),
                ("connection settings changed", "Ada", Json(null, 5)),
                ("connection settings reset", "Ada", Json(10, 5)),
            ]);
        await ingestion.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Json(double? stall, double? probe) =>
        JsonSerializer.Serialize(
            new LiveOps.Ingestion.Settings.OwnSettings(StallSeconds: stall, ProbeSeconds: probe),
            JsonSerializerOptions.Web
        );

    private static Task SeenAsync(Books books, AccountConnectionState state) =>
        RehearsalRoom.WaitAsync(() => books.States.LastOrDefault()?.State == state, state.ToString());

    private static async Task<JsonElement> PutAsync(HttpClient client, object settings)
    {
        using HttpResponseMessage answer = await client.PutAsJsonAsync(Path, settings);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
