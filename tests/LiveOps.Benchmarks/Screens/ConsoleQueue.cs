using System.Text.Json;
using System.Text.Json.Serialization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Benchmarks.Screens;

/// <summary>
/// The queue of the console's live screens: what is put there is seen by the console alone, so that the other services
/// leave the cores to the console and the browser.
/// </summary>
internal sealed class ConsoleQueue : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _name;

    private ConsoleQueue(IConnection connection, IChannel channel, string name) =>
        (_connection, _channel, _name) = (connection, channel, name);

    /// <param name="broker">The broker.</param>
    /// <param name="process">The console's process id: its queues carry it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ConsoleQueue> OpenAsync(Uri broker, int process, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
        // A process numbers its queues in the order in which it makes them; each has an exchange of the same name.
        for (var n = 1; n <= 20; n++)
        {
            var name = $"console.live.{Environment.MachineName}-{process}-{n}".ToLowerInvariant();
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            try
            {
                await channel.ExchangeDeclarePassiveAsync(name, cancellationToken);
                return new ConsoleQueue(connection, channel, name);
            }
            catch (OperationInterruptedException)
            {
                await channel.DisposeAsync();
            }
        }
        await connection.DisposeAsync();
        throw new InvalidOperationException("The console has no queue for its live screens.");
    }

    /// <summary>In the envelope in which the bus sends it.</summary>
    public ValueTask SendAsync<T>(T message, CancellationToken cancellationToken) =>
        _channel.BasicPublishAsync(
            _name,
            routingKey: "",
            mandatory: false,
            new BasicProperties { ContentType = "application/vnd.masstransit+json" },
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    messageId = Guid.NewGuid(),
                    messageType = new[] { $"urn:message:{typeof(T).Namespace}:{typeof(T).Name}" },
                    message,
                },
                _json
            ),
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
