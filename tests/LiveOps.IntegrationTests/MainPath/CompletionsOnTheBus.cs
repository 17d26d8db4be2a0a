using System.Text.Json;
using RabbitMQ.Client;

namespace LiveOps.IntegrationTests.MainPath;

/// <summary>
/// Every report of a command's end, as it crossed the bus: what the books took once may have come twice. A queue that
/// outlives the broker.
/// </summary>
internal sealed class CompletionsOnTheBus(string broker) : IAsyncDisposable
{
    private const string Queue = "test.completions";

    public static async Task<CompletionsOnTheBus> ListenAsync(string broker)
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(
            Queue,
            durable: true,
            exclusive: false,
            autoDelete: false,
            arguments: new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }
        );
        await channel.QueueBindAsync(Queue, "device-command-completed", "");
        return new CompletionsOnTheBus(broker);
    }

    /// <summary>All since it listens, in the order in which the broker took them.</summary>
    public async Task<List<CommandEnd>> ReadAsync()
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        var reports = new List<CommandEnd>();
        while (await channel.BasicGetAsync(Queue, autoAck: true) is { } report)
        {
            var message = JsonSerializer.Deserialize<JsonElement>(report.Body.Span).GetProperty("message");
            reports.Add(new(message.GetProperty("commandId").GetGuid(), message.GetProperty("outcome").GetString()!));
        }
        return reports;
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = await ConnectAsync(broker);
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeleteAsync(Queue);
    }

    private static Task<IConnection> ConnectAsync(string broker) =>
        new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
}
