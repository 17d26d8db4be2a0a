using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>A show with the service, a gateway's queue and a manager who is signed in.</summary>
internal sealed class ScriptShow : IAsyncDisposable
{
    private ScriptShow(string database, string broker, Neighbours neighbours, RulesHost rules, Show show)
    {
        (Database, Broker, Neighbours, Rules, Show) = (database, broker, neighbours, rules, show);
        Manager = rules.Client(show.Workspace);
    }

    public string Database { get; }
    public string Broker { get; }
    public Neighbours Neighbours { get; }
    public RulesHost Rules { get; }
    public Show Show { get; }
    public HttpClient Manager { get; }

    public static async Task<ScriptShow> StartAsync(SharedServers servers)
    {
        var show = new Show();
        var database = await servers.CreateDatabaseAsync();
        var broker = await servers.CreateVirtualHostAsync();
        var neighbours = await Neighbours.StartAsync(broker);
        var settings = show.Seed(examples: false);
        // The gateway speaks once: what it said counts for as long as a script of the test takes.
        settings["Rules:GatewaySilentSeconds"] = "300";
        var rules = await RulesHost.StartAsync(database, broker, settings);
        await show.KnowsBoardAsync(neighbours, rules);
        return new ScriptShow(database, broker, neighbours, rules, show);
    }

    /// <summary>Adds a rule and waits until the service decides by it.</summary>
    public async Task<Guid> AddAsync(object trigger, object action, object? policy = null, object[]? conditions = null)
    {
        var answer = await Manager.PostAsJsonAsync(
            "/api/rules",
            new
            {
                accountId = Show.Account,
                name = "script",
                trigger,
                action,
                conditions = conditions ?? [],
                policy = policy ?? new { expiresAfterMs = 60_000 },
            }
        );
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        var rule = await answer.Content.ReadFromJsonAsync<JsonElement>();
        await Task.Delay(300);
        return rule.GetProperty("id").GetGuid();
    }

    public async Task SetAsync(int executionsPerSecond)
    {
        var answer = await Manager.PutAsJsonAsync(
            $"/api/rules/settings/{Show.Account}",
            new
            {
                timeZone = "Asia/Jakarta",
                executionsPerSecond,
                maxWaiting = 10_000,
            }
        );
        answer.EnsureSuccessStatusCode();
        await Task.Delay(300);
    }

    /// <summary>The commands so far, in the order in which the gateway got them.</summary>
    public IReadOnlyList<DeviceCommand> Commands() =>
        [.. Neighbours.Received.Commands.Select(received => received.Command)];

    public Task<IReadOnlyList<DeviceCommand>> CommandsAsync(int count) => CommandsAsync(count, _ => true);

    public async Task<IReadOnlyList<DeviceCommand>> CommandsAsync(int count, Func<DeviceCommand, bool> which)
    {
        await Eventually.HoldsAsync(() => Commands().Count(which) >= count, $"{count} commands");
        return [.. Commands().Where(which)];
    }

    public async Task<IReadOnlyList<JsonElement>> ExecutionsAsync(bool active = false)
    {
        var listed = await Manager.GetFromJsonAsync<JsonElement>(
            $"/api/rules/executions?accountId={Show.Account}&active={active}"
        );
        return [.. listed.EnumerateArray()];
    }

    /// <summary>Waits for an execution in a state.</summary>
    public async Task<JsonElement> ExecutionAsync(string state)
    {
        for (var n = 0; n < 600; n++)
        {
            foreach (var execution in await ExecutionsAsync())
                if (execution.GetProperty("state").GetString() == state)
                    return execution;
            await Task.Delay(100);
        }
        throw new TimeoutException($"No execution is {state}: {string.Join("; ", await ExecutionsAsync())}");
    }

    public static object Device(string device, int durationMs, string action = "ON", int delayMs = 0) =>
        new
        {
            type = "device",
            deviceId = device,
            action,
            durationMs,
            delayMs,
        };

    public async ValueTask DisposeAsync()
    {
        Manager.Dispose();
        await Rules.DisposeAsync();
        await Neighbours.DisposeAsync();
    }
}
