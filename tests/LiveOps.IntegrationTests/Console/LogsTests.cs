using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Logs of a service on a real broker: what arrives, what is counted, which levels hold, and who may see it.</summary>
public sealed class LogsTests(SharedServers servers) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("liveops-logs-");
    private string _database = null!;
    private string _virtualHost = null!;
    private CuttableLine _line = null!;
    private ConsoleHost _console = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await servers.CreateDatabaseAsync();
        _virtualHost = await servers.CreateVirtualHostAsync();
        _line = new CuttableLine(_virtualHost);
        _console = await ConsoleHost.StartAsync(_database, _virtualHost);
        _admin = await _console.SignedInAsync("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_console is not null)
            await _console.DisposeAsync();
        if (_line is not null)
            await _line.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_arrive_with_their_trace_levels_change_and_end_and_all_goes_on_after_a_lost_broker()
    {
        await using var service = await TalkingService.StartAsync(_line.ConnectionString, _folder.FullName);
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        service.Log.LogWarning("No answer from {Address}", "amqp://liveops:hunter2@rabbit/");
        var trace = activity.TraceId.ToHexString();
        activity.Stop();
        var line = (await LinesAsync($"trace={trace}", 1))[0];
        line.GetProperty("service").GetString().ShouldBe(TalkingService.Name);
        line.GetProperty("level").GetString().ShouldBe("Warning");
        line.GetProperty("source").GetString().ShouldBe(TalkingService.Part);
        line.GetProperty("text").GetString().ShouldBe("No answer from amqp://rabbit/");
        line.GetProperty("spanId").GetString().ShouldBe(activity.SpanId.ToHexString());

        // Where it writes, and that it takes levels, the process says itself.
        JsonElement mine = default;
        await EventuallyAsync(
            async () =>
                (mine = await ProcessAsync()).ValueKind == JsonValueKind.Object
                && mine.GetProperty("changed").GetArrayLength() == 0,
            "the process reports"
        );
        mine.GetProperty("level").GetString().ShouldBe("Information");
        mine.GetProperty("files").GetProperty("folder").GetString().ShouldBe(_folder.FullName);
        mine.GetProperty("files").GetProperty("maxBytes").GetInt64().ShouldBe(3_000_000);

        // Debug for one part, until it is taken back; the process has it within seconds and writes it everywhere.
        service.Log.LogDebug("Too early");
        const string request = "4bf92f3577b34da6a3ce929d0e0e4736";
        _admin.DefaultRequestHeaders.Add("traceparent", $"00-{request}-00f067aa0ba902b7-00");
        (
            await SetAsync(
                new
                {
                    service = TalkingService.Name,
                    source = "LiveOps.Talking",
                    level = "Debug",
                }
            )
        ).ShouldBe(HttpStatusCode.NoContent);
        _admin.DefaultRequestHeaders.Remove("traceparent");
        await EventuallyAsync(() => service.Log.IsEnabled(LogLevel.Debug), "the level is applied");
        // One trace from the request over the broker into the other service.
        Text((await LinesAsync($"trace=00-{request}-00f067aa0ba902b7-00", 1))[0])
            .ShouldBe("Levels changed at run time: LiveOps.Talking Debug");
        service.Log.LogDebug("Looked {Where}", "everywhere");
        await LinesAsync("text=everywhere", 1);
        (await LinesAsync("level=Debug", null)).ShouldNotContain(one => Text(one) == "Too early");

        // The broker goes: what is said meanwhile arrives later, once; and what was set meanwhile is applied.
        await _line.CutAsync();
        service.Log.LogInformation("Said while away");
        using var reset = await _admin.PostAsJsonAsync(
            "/api/logs/levels/reset",
            new { service = TalkingService.Name, source = "LiveOps.Talking" }
        );
        reset.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // It was published before the answer: what came through would be here.
        await Task.Delay(1_000);
        service.Log.IsEnabled(LogLevel.Debug).ShouldBeTrue("nobody could tell it");
        _line.Mend();
        await LinesAsync("text=Said%20while%20away", 1);
        await EventuallyAsync(() => !service.Log.IsEnabled(LogLevel.Debug), "it is told after all");
        // Lines travel once a second; the last is about the level.
        await Task.Delay(2_000);
        await LinesAsync("text=Said%20while%20away", 1);
        // What tells of lines is none itself: nothing more comes by itself.
        var quiet = await CountAsync();
        await Task.Delay(2_000);
        (await CountAsync()).ShouldBe(quiet);

        (await File.ReadAllTextAsync(_folder.GetFiles("talking-*.json").Single().FullName)).ShouldSatisfyAllConditions(
            text => text.ShouldContain(trace),
            text => text.ShouldContain("everywhere"),
            text => text.ShouldContain("Said while away"),
            text => text.ShouldNotContain("hunter2")
        );

        // It is on the books of the day.
        JsonElement kind = default;
        await EventuallyAsync(
            async () =>
                (
                    kind = (
                        await _admin.GetFromJsonAsync<JsonElement>(
                            $"/api/logs/analysis?hours=24&service={TalkingService.Name}&level=Warning"
                        )
                    )
                        .GetProperty("kinds")
                        .EnumerateArray()
                        .FirstOrDefault(one =>
                            one.GetProperty("template").GetProperty("template").GetString()
                            == "No answer from {Address}"
                        )
                ).ValueKind == JsonValueKind.Object,
            "the line is counted"
        );
        kind.GetProperty("count").GetInt64().ShouldBe(1);
        kind.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64()).ShouldBe(1);
        kind.GetProperty("counts").GetArrayLength().ShouldBe(24);
        kind.GetProperty("template").GetProperty("example").GetString().ShouldBe("No answer from amqp://rabbit/");
        kind.GetProperty("isNew").GetBoolean().ShouldBeFalse("everything is new in the first run");

        (await _admin.GetStringAsync("/api/audit?thing=log%20level")).ShouldSatisfyAllConditions(
            audit => audit.ShouldContain("log level changed"),
            audit => audit.ShouldContain("log level reset"),
            audit => audit.ShouldContain("talking LiveOps.Talking")
        );
    }

    [Fact]
    public async Task A_level_holds_in_processes_that_start_later_and_ends_in_time_also_when_nobody_tells()
    {
        await using (await TalkingService.StartAsync(_virtualHost, _folder.FullName))
        {
            await EventuallyAsync(
                async () => (await ProcessAsync()).ValueKind == JsonValueKind.Object,
                "the process reports"
            );
            (await SetAsync(new { service = TalkingService.Name, level = "Error" })).ShouldBe(HttpStatusCode.NoContent);
            (
                await SetAsync(
                    new
                    {
                        service = TalkingService.Name,
                        source = TalkingService.Part,
                        level = "Debug",
                        minutes = 1,
                    }
                )
            ).ShouldBe(HttpStatusCode.NoContent);
        }
        // Nobody has to wait for the minute to be over.
        await using (var database = NpgsqlDataSource.Create(_database))
        await using (
            var shorter = database.CreateCommand(
                "update console.log_levels set until_at = now() + interval '10 seconds' where source <> ''"
            )
        )
            (await shorter.ExecuteNonQueryAsync()).ShouldBe(1);
        await using var later = await TalkingService.StartAsync(_line.ConnectionString, _folder.FullName);
        await EventuallyAsync(() => later.Log.IsEnabled(LogLevel.Debug), "a process that starts later is told");
        // It is alone when the time is over.
        await _line.CutAsync();
        await EventuallyAsync(() => !later.Log.IsEnabled(LogLevel.Warning), "the time is over");
        later.Log.IsEnabled(LogLevel.Error).ShouldBeTrue("what was set for ever holds");
        _line.Mend();
        await EventuallyAsync(
            async () =>
                (await SettingsAsync())
                    .GetProperty("changed")
                    .EnumerateArray()
                    .Single()
                    .GetProperty("level")
                    .GetString() == "Error",
            "what is over is not in force"
        );
    }

    [Fact]
    public async Task Services_are_for_who_runs_the_installation_and_PCs_for_their_workspace()
    {
        var other = Guid.NewGuid();
        using var manager = await _console.MemberAsync("a manager", Roles.Manager, ConsoleHost.Workspace);
        using var sender = await _console.MemberAsync("a sender", Roles.Sender, ConsoleHost.Workspace);
        using var stranger = await _console.MemberAsync("a stranger", Roles.Admin, other);
        var bus = _console.Services.GetRequiredService<IBus>();
        await bus.Publish(Logged(ConsoleHost.Workspace, "pc1", "Ours is ready"));
        await bus.Publish(Logged(other, "pc1", "Theirs is ready"));
        await EventuallyAsync(
            async () => (await stranger.GetStringAsync("/api/logs/machines")).Contains("Theirs is ready"),
            "theirs arrives"
        );
        (await stranger.GetStringAsync("/api/logs/machines")).ShouldNotContain("Ours");
        foreach (var client in (HttpClient[])[manager, _admin])
            (
                await client.GetStringAsync("/api/logs/machines?gateway=pc1&level=Information")
            ).ShouldSatisfyAllConditions(
                lines => lines.ShouldContain("Ours is ready"),
                lines => lines.ShouldNotContain("Theirs")
            );
        (await manager.GetStringAsync("/api/logs/machines?level=Error")).ShouldNotContain("Ours");

        foreach (var client in (HttpClient[])[manager, stranger, sender])
        foreach (var path in (string[])["/api/logs", "/api/logs/analysis", "/api/logs/settings"])
        {
            using var answer = await client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }
        using (var machines = await sender.GetAsync("/api/logs/machines"))
            machines.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        foreach (
            var (query, fault) in new[]
            {
                ("most=5001", "1 to 5000"),
                ("level=Loud", "debug, information, warning, error, critical"),
            }
        )
        {
            using var answer = await _admin.GetAsync($"/api/logs?{query}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, query);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(fault);
        }
        using (var hours = await _admin.GetAsync("/api/logs/analysis?hours=5"))
            (await hours.Content.ReadAsStringAsync()).ShouldContain("must be 1 or 24");
        await EventuallyAsync(
            async () =>
                (await SettingsAsync())
                    .GetProperty("processes")
                    .EnumerateArray()
                    .Any(process => process.GetProperty("service").GetString() == "console"),
            "the console reports of itself"
        );
        foreach (
            var (form, fault) in new (object, string)[]
            {
                (new { service = "nobody", level = "Debug" }, "must be one that runs"),
                // Requests are written with their addresses, and those hold secrets.
                (
                    new
                    {
                        service = "console",
                        source = "Microsoft.AspNetCore",
                        level = "Debug",
                    },
                    "write secrets"
                ),
                (
                    new
                    {
                        service = "console",
                        level = "Debug",
                        minutes = 0,
                    },
                    "1 to 10080"
                ),
            }
        )
        {
            using var answer = await _admin.PutAsJsonAsync("/api/logs/levels", form);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, fault);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(fault);
        }
        using var none = await _admin.PostAsJsonAsync("/api/logs/levels/reset", new { service = "console" });
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static GatewayLogged Logged(Guid workspace, string gateway, string text) =>
        new()
        {
            WorkspaceId = workspace,
            GatewayId = gateway,
            Lines =
            [
                new()
                {
                    At = DateTimeOffset.UtcNow,
                    Level = GatewayLogLevel.Information,
                    Source = "PortScan",
                    Text = text,
                },
            ],
        };

    private static string? Text(JsonElement line) => line.GetProperty("text").GetString();

    private async Task<HttpStatusCode> SetAsync(object level)
    {
        using var answer = await _admin.PutAsJsonAsync("/api/logs/levels", level);
        return answer.StatusCode;
    }

    private Task<JsonElement> SettingsAsync() => _admin.GetFromJsonAsync<JsonElement>("/api/logs/settings");

    private async Task<JsonElement> ProcessAsync() =>
        (await SettingsAsync())
            .GetProperty("processes")
            .EnumerateArray()
            .LastOrDefault(process => process.GetProperty("service").GetString() == TalkingService.Name);

    private async Task<int> CountAsync() => (await LinesAsync($"service={TalkingService.Name}&most=5000", null)).Count;

    /// <summary>Lines of a query, once there are as many as expected; null for those that there are.</summary>
    private async Task<List<JsonElement>> LinesAsync(string query, int? count)
    {
        List<JsonElement> lines = [];
        await EventuallyAsync(
            async () =>
            {
                var page = await _admin.GetFromJsonAsync<JsonElement>($"/api/logs?{query}");
                lines = [.. page.GetProperty("lines").EnumerateArray()];
                return count is null || lines.Count == count;
            },
            $"{count} lines of {query}"
        );
        return lines;
    }

    private static Task EventuallyAsync(Func<bool> holds, string what) =>
        EventuallyAsync(() => Task.FromResult(holds()), what);

    private static async Task EventuallyAsync(Func<Task<bool>> holds, string what)
    {
        for (var n = 0; n < 300; n++)
        {
            if (await holds())
                return;
            await Task.Delay(100);
        }
        throw new TimeoutException($"Not within 30 s: {what}.");
    }
}
