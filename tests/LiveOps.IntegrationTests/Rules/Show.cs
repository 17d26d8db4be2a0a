using System.Net.Http.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.RoutingBoards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace LiveOps.IntegrationTests.Rules;

/// <summary>A workspace with an account whose room gets gifts.</summary>
internal sealed class Show
{
    public Guid Workspace { get; } = Guid.NewGuid();
    public Guid Account { get; } = Guid.NewGuid();

    /// <summary>Settings of a service that starts with this account bound to any board.</summary>
    public Dictionary<string, string?> Seed(bool examples = true) =>
        new()
        {
            ["Rules:Seed:WorkspaceId"] = Workspace.ToString(),
            ["Rules:Seed:AccountId"] = Account.ToString(),
            ["Rules:Seed:Examples"] = examples ? "true" : "false",
        };

    /// <summary>A rule as a person sends it.</summary>
    public object Rule(string gift, int cooldownMs = 0, string per = "Rule", string device = "LED1") =>
        new
        {
            accountId = Account,
            name = $"{gift} moves {device}",
            trigger = new { type = "gift", giftNames = new[] { gift } },
            policy = new
            {
                cooldownMs,
                cooldownPer = per,
                // The slowest machine must not turn a test of order into one of speed.
                expiresAfterMs = 60_000,
            },
            action = new
            {
                type = "device",
                deviceId = device,
                action = "ON",
                durationMs = 200,
            },
        };

    /// <summary>One frame of Roses; message id and sequence rise together.</summary>
    public LiveEvents Gifts(int first, int count, long viewer = 5) =>
        new()
        {
            WorkspaceId = Workspace,
            AccountId = Account,
            RoomId = 77,
            Sequence = first,
            ReceivedAt = DateTimeOffset.UtcNow,
            Events = [.. Enumerable.Range(first, count).Select(n => Rose(n, viewer))],
        };

    /// <summary>Waits until the service has heard this workspace's gateway.</summary>
    public async Task KnowsBoardAsync(Neighbours neighbours, RulesHost rules, string gateway = "pc1")
    {
        var directory = rules.Services.GetRequiredService<GatewayDirectory>();
        for (var n = 0; n < 200 && !directory.Of(Workspace).Any(); n++)
        {
            await neighbours.PublishStatusAsync(Workspace, gateway);
            await Task.Delay(50);
        }
        directory.Of(Workspace).ShouldNotBeEmpty();
    }

    /// <summary>Waits likewise, and has it written down: replicas that start later know the board from their first event.</summary>
    public async Task RemembersBoardAsync(Neighbours neighbours, RulesHost rules, string gateway = "pc1")
    {
        await KnowsBoardAsync(neighbours, rules, gateway);
        await rules.Services.GetServices<IHostedService>().OfType<GatewayMemory>().Single().WriteAsync(default);
    }

    /// <summary>A thousand executions a second: a test of numbers is none of the queue.</summary>
    public async Task LetEverythingBeginAsync(HttpClient manager)
    {
        var settings = new { timeZone = "UTC", executionsPerSecond = 1_000 };
        (await manager.PutAsJsonAsync($"/api/rules/settings/{Account}", settings)).EnsureSuccessStatusCode();
        await Task.Delay(300);
    }

    /// <summary>Rows of one table of the service.</summary>
    public static long Count(string database, string table = "decisions")
    {
        using var connection = new NpgsqlConnection(database);
        connection.Open();
        using var count = new NpgsqlCommand($"select count(*) from rules.{table}", connection);
        return (long)count.ExecuteScalar()!;
    }

    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static LiveEvent Rose(long id, long viewer) =>
        new()
        {
            MessageId = id,
            Kind = LiveEventKind.Gift,
            At = DateTimeOffset.UtcNow,
            Viewer = new LiveViewer { UserId = viewer, Nickname = "Grace" },
            Gift = new LiveGift
            {
                GiftId = 5655,
                Name = "Rose",
                Coins = 1,
                RepeatCount = 1,
                Credited = 1,
                GroupId = 0,
            },
        };
}
