using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Console.Health;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Hosting.Identity;
using LiveOps.IntegrationTests.Gateways;
using LiveOps.IntegrationTests.Servers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.Console;

/// <summary>Queues, failed messages and figures on a real broker: who may see them, and that nothing is lost or doubled.</summary>
public sealed class HealthTests(SharedServers servers, ManagedBroker broker)
    : IClassFixture<ManagedBroker>,
        IAsyncLifetime
{
    private const string Failed = $"/api/installation/failed/{FailingService.Queue}_error";
    private string _virtualHost = null!;
    private ConsoleHost _console = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _virtualHost = await broker.Server.CreateVirtualHostAsync();
        _console = await ConsoleHost.StartAsync(
            await servers.CreateDatabaseAsync(),
            _virtualHost,
            management: broker.Server.ManagementUrl
        );
        _admin = await _console.SignedInAsync("admin");
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_console is not null)
            await _console.DisposeAsync();
    }

    [Fact]
    public async Task Failed_messages_are_looked_at_sent_again_once_each_and_discarded()
    {
        await using var service = await FailingService.StartAsync(_virtualHost);
        var grants = new List<Guid>();
        for (var n = 0; n < 6; n++)
            grants.Add(await service.GrantAsync(ConsoleHost.Workspace));
        await CountAsync(6);

        // Looking changes nothing, however often: what was looked at is back within a moment.
        JsonElement page = default;
        for (var n = 0; n < 3; n++)
            await EventuallyAsync(
                async () => (page = await PageAsync()).GetProperty("count").GetInt32() == 6,
                "all six are there to be looked at"
            );
        var first = page.GetProperty("messages")[0];
        first.GetProperty("type").GetString().ShouldBe("PointsGranted");
        first.GetProperty("reason").GetString().ShouldBe("The points are out of order.");
        first.GetProperty("exception").GetString().ShouldBe("InvalidOperationException");
        first.GetProperty("workspaceId").GetGuid().ShouldBe(ConsoleHost.Workspace);
        first.GetProperty("failedAt").GetDateTimeOffset().ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        page.GetRawText().ShouldNotContain("private");

        // What still fails is there again, and not doubled.
        await MovedAsync("resend", new { all = true }, 6);
        await CountAsync(6);

        service.Fails = false;
        var one = (await PageAsync()).GetProperty("messages")[3].GetProperty("id").GetString();
        await MovedAsync("resend", new { ids = new[] { one } }, 1);
        await CountAsync(5);
        await EventuallyAsync(() => service.Taken.Count == 1, "the chosen one is taken");
        (await PageAsync())
            .GetProperty("messages")
            .EnumerateArray()
            .Select(message => message.GetProperty("id").GetString())
            .ShouldNotContain(one);

        // Two people press the button at once: each message goes once.
        var both = await Task.WhenAll(
            _admin.PostAsJsonAsync($"{Failed}/resend", new { all = true }),
            _admin.PostAsJsonAsync($"{Failed}/resend", new { all = true })
        );
        var sent = 0;
        foreach (var answer in both)
            sent += (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32();
        sent.ShouldBe(5);
        await EventuallyAsync(() => service.Taken.Count == 6, "all are taken");
        await CountAsync(0);
        service.Taken.Keys.ShouldBe(grants, ignoreOrder: true);
        service.Taken.Values.ShouldAllBe(times => times == 1);
        service.OfFailures.ShouldBeEmpty("what is sent again starts anew");

        service.Fails = true;
        await service.GrantAsync(ConsoleHost.Workspace);
        await CountAsync(1);
        await MovedAsync("discard", new { all = true }, 1);
        await CountAsync(0);
        (await _admin.GetStringAsync("/api/audit?action=failed%20messages%20discarded")).ShouldContain(
            $"{FailingService.Queue}_error"
        );
    }

    [Fact]
    public async Task What_nobody_would_take_stays_and_says_so()
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = new Uri(_virtualHost),
        }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("gone.queue_error", durable: true, exclusive: false, autoDelete: false);
        await channel.BasicPublishAsync("", "gone.queue_error", "no envelope"u8.ToArray());
        await CountAsync(1, "gone.queue_error");
        using var answer = await _admin.PostAsJsonAsync(
            "/api/installation/failed/gone.queue_error/resend",
            new { all = true }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("is gone");
        await CountAsync(1, "gone.queue_error");

        foreach (var queue in (string[])["no.such_error", "gone.queue", "_error"])
        {
            using var none = await _admin.PostAsJsonAsync(
                $"/api/installation/failed/{queue}/discard",
                new { all = true }
            );
            none.StatusCode.ShouldBe(HttpStatusCode.NotFound, queue);
        }
        using var both = await _admin.PostAsJsonAsync(
            "/api/installation/failed/gone.queue_error/discard",
            new { all = true, ids = new[] { "x" } }
        );
        both.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await CountAsync(1, "gone.queue_error");
    }

    [Fact]
    public async Task Queues_and_figures_of_the_installation_are_for_who_runs_it()
    {
        await EventuallyAsync(
            async () =>
            {
                var queues = await _admin.GetFromJsonAsync<JsonElement>("/api/installation/queues");
                return queues.GetProperty("queues").EnumerateArray().Any(one => Name(one) == "console.audit");
            },
            "the broker's queues are read"
        );
        await EventuallyAsync(
            async () =>
            {
                var services = await _admin.GetFromJsonAsync<JsonElement>("/api/installation/services");
                return services
                    .EnumerateArray()
                    .Any(one =>
                        one.GetProperty("service").GetString() == "console"
                        && one.GetProperty("memoryBytes").GetInt64() > 10_000_000
                        && one.GetProperty("disk").GetProperty("freeBytes").GetInt64() > 0
                        // The database's times are measured, not guessed.
                        && one.GetProperty("figures")
                            .EnumerateArray()
                            .Any(figure =>
                                figure
                                    .GetProperty("name")
                                    .GetString()!
                                    .StartsWith("db.client", StringComparison.Ordinal)
                                && figure.GetProperty("p95").GetDouble() > 0
                            )
                    );
            },
            "the console reports of itself"
        );
        using var manager = await _console.MemberAsync("a manager", Roles.Manager, ConsoleHost.Workspace);
        using var stranger = await _console.MemberAsync("a stranger", Roles.Admin, Guid.NewGuid());
        foreach (var client in (HttpClient[])[manager, stranger])
        foreach (var path in (string[])["/api/installation/queues", "/api/installation/services", Failed])
        {
            using var answer = await client.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(Permissions.InstallationRead);
        }
        using var key = await _admin.PostAsJsonAsync(
            "/api/keys",
            new
            {
                name = "reads logs",
                role = Roles.Admin,
                scopes = new[] { Permissions.InstallationRead },
            }
        );
        key.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/permissions"))
            .GetProperty("yours")
            .EnumerateArray()
            .Select(one => one.GetString())
            .ShouldNotContain(Permissions.InstallationRead);
    }

    [Fact]
    public async Task Each_workspace_sees_its_own_figures()
    {
        var other = Guid.NewGuid();
        using var stranger = await _console.MemberAsync("the other", Roles.Sender, other);
        await using var studio = await Studio.StartAsync(_virtualHost);
        for (var n = 0; n < 3; n++)
            await studio.GiftAsync("Lion", 10);
        var bus = _console.Services.GetRequiredService<IBus>();
        await bus.Publish(Refused(ConsoleHost.Workspace));
        JsonElement mine = default;
        await EventuallyAsync(
            async () =>
            {
                mine = await _admin.GetFromJsonAsync<JsonElement>("/api/health/figures");
                return mine.GetProperty("actionsDone").GetInt64() == 3
                    && mine.GetProperty("actionsNotDone").GetInt64() == 1
                    && Sum(mine, "gifts") == 3;
            },
            "three gifts and what came of them"
        );
        Sum(mine, "coins").ShouldBe(30);
        mine.GetProperty("successRate").GetDouble().ShouldBe(0.75);
        mine.GetProperty("board").GetProperty("count").GetInt64().ShouldBe(3);
        mine.GetProperty("board").GetProperty("p95Ms").GetDouble().ShouldBeGreaterThan(0);
        mine.GetProperty("minutes").GetArrayLength().ShouldBe(60);
        var theirs = await stranger.GetFromJsonAsync<JsonElement>("/api/health/figures");
        Sum(theirs, "events").ShouldBe(0);
        theirs.GetProperty("successRate").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static DeviceCommandCompleted Refused(Guid workspace) =>
        new()
        {
            CommandId = Guid.NewGuid(),
            WorkspaceId = workspace,
            GatewayId = "pc1",
            BoardId = Studio.Board,
            DeviceId = "SOL1",
            Action = "PUSH",
            DurationMs = 100,
            Outcome = DeviceCommandOutcome.Refused,
            CompletedAt = DateTimeOffset.UtcNow,
        };

    private static long Sum(JsonElement figures, string name) =>
        figures.GetProperty("minutes").EnumerateArray().Sum(minute => minute.GetProperty(name).GetInt64());

    private static string? Name(JsonElement queue) => queue.GetProperty("name").GetString();

    private Task<JsonElement> PageAsync() => _admin.GetFromJsonAsync<JsonElement>(Failed);

    private async Task MovedAsync(string what, object choice, int count)
    {
        using var answer = await _admin.PostAsJsonAsync($"{Failed}/{what}", choice);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<FailedMoved>())!.Count.ShouldBe(count);
    }

    /// <summary>Waits until a queue of failed messages has this many, and stays so.</summary>
    private Task CountAsync(int count, string queue = $"{FailingService.Queue}_error") =>
        EventuallyAsync(
            async () =>
            {
                using var answer = await _admin.GetAsync($"/api/installation/failed/{queue}");
                return answer.StatusCode == HttpStatusCode.NotFound
                    ? count == 0
                    : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32() == count;
            },
            $"{queue} has {count}"
        );

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
