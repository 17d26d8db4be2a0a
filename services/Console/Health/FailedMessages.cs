using LiveOps.Hosting.Bus;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace LiveOps.Console.Health;

/// <summary>
/// The queues of messages that services gave up on. They are looked at where they lie: taken without being acknowledged,
/// and given back. Sent again, a message is confirmed where it goes before it is acknowledged where it was: at every
/// moment it is in at least one of the two, and what consumers do with one they have had already is nothing.
/// </summary>
internal sealed class FailedMessages(IConfiguration configuration) : IDisposable
{
    /// <summary>Messages of one queue that are shown, oldest first.</summary>
    public const int MostShown = 200;

    /// <summary>Messages that one request goes through: all of them are in the broker's hands until it ends.</summary>
    public const int MostSearched = 20_000;

    private static readonly string[] _endings = ["_error", "_skipped"];
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // While one looks, the messages are out of the queue for everybody else.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The queue that the messages of an error queue failed in; null where it is none.</summary>
    public static string? OriginOf(string queue) =>
        _endings.FirstOrDefault(ending => queue.EndsWith(ending, StringComparison.Ordinal)) is { } ending
        && queue.Length > ending.Length
            ? queue[..^ending.Length]
            : null;

    /// <summary>The oldest messages of the queue, and how many it has; null where there is no such queue.</summary>
    public Task<FailedPage?> ReadAsync(string queue, CancellationToken cancellationToken) =>
        OnAsync(
            queue,
            async (channel, count) =>
            {
                var messages = new List<FailedMessage>();
                while (
                    messages.Count < MostShown
                    && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } got
                )
                    messages.Add(FailedMessage.Of(got.BasicProperties, got.Body));
                return new FailedPage(queue, OriginOf(queue)!, count, messages);
            },
            cancellationToken
        );

    /// <summary>Sends messages again to where they failed.</summary>
    /// <param name="queue">The error queue.</param>
    /// <param name="ids">Which ones; null for all that are there now.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <returns>How many; null where there is no such queue.</returns>
    /// <exception cref="FailedMessageStuckException">One could not be sent; those before it were.</exception>
    public Task<FailedMoved?> ResendAsync(
        string queue,
        IReadOnlySet<string>? ids,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            queue,
            ids,
            async (channel, got) =>
                await channel.BasicPublishAsync(
                    "",
                    OriginOf(queue)!,
                    // Nobody there: it comes back, and this fails.
                    mandatory: true,
                    Again(got.BasicProperties),
                    got.Body,
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>Throws messages away.</summary>
    /// <inheritdoc cref="ResendAsync"/>
    public Task<FailedMoved?> DiscardAsync(
        string queue,
        IReadOnlySet<string>? ids,
        CancellationToken cancellationToken
    ) => MoveAsync(queue, ids, (_, _) => ValueTask.CompletedTask, cancellationToken);

    public void Dispose() => _one.Dispose();

    private Task<FailedMoved?> MoveAsync(
        string queue,
        IReadOnlySet<string>? ids,
        Func<IChannel, BasicGetResult, ValueTask> move,
        CancellationToken cancellationToken
    ) =>
        OnAsync(
            queue,
            async (channel, count) =>
            {
                // What fails again meanwhile is not for this time: it would go round for ever.
                var (moved, left) = (0, (int)Math.Min(count, MostSearched));
                while (
                    left-- > 0
                    && (ids is null || moved < ids.Count)
                    && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } got
                )
                {
                    if (ids?.Contains(FailedMessage.IdOf(got.BasicProperties, got.Body)) == false)
                        continue;
                    try
                    {
                        await move(channel, got);
                    }
                    catch (PublishException error)
                    {
                        throw new FailedMessageStuckException(moved, error.IsReturn, error);
                    }
                    await channel.BasicAckAsync(got.DeliveryTag, multiple: false, cancellationToken);
                    moved++;
                }
                return new FailedMoved(moved);
            },
            cancellationToken
        );

    private static BasicProperties Again(IReadOnlyBasicProperties failed) =>
        new(failed)
        {
            Persistent = true,
            Headers = failed
                .Headers?.Where(header => !FailedMessage.IsOfFailure(header.Key))
                .ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal),
        };

    private async Task<T?> OnAsync<T>(
        string queue,
        Func<IChannel, uint, Task<T>> work,
        CancellationToken cancellationToken
    )
        where T : class
    {
        if (OriginOf(queue) is null)
            return null;
        var factory = new ConnectionFactory
        {
            Uri = LiveOpsBus.AddressOf(configuration),
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = _patience,
            ContinuationTimeout = _patience,
            ClientProvidedName = "failed messages",
        };
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            await using var channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(
                    publisherConfirmationsEnabled: true,
                    publisherConfirmationTrackingEnabled: true
                ),
                cancellationToken
            );
            uint count;
            try
            {
                count = (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
            }
            catch (OperationInterruptedException error) when (error.ShutdownReason?.ReplyCode == 404)
            {
                return null;
            }
            try
            {
                return await work(channel, count);
            }
            finally
            {
                // Everything that is still in our hands goes back, now and not when the broker notices that we are gone.
                if (channel.IsOpen)
                    await channel.BasicNackAsync(0, multiple: true, requeue: true, CancellationToken.None);
            }
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <summary>What lies in an error queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Origin">The queue that the messages failed in.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Messages">The oldest of them.</param>
internal sealed record FailedPage(string Queue, string Origin, uint Count, IReadOnlyList<FailedMessage> Messages);

/// <summary>How many messages went.</summary>
internal sealed record FailedMoved(int Count);

/// <summary>A message could not be sent again: it stays, and so do those after it.</summary>
/// <param name="moved">How many went before it.</param>
/// <param name="nobody">True when the queue that it came from is gone.</param>
/// <param name="inner">What the client said.</param>
internal sealed class FailedMessageStuckException(int moved, bool nobody, Exception inner)
    : Exception("A failed message was not taken.", inner)
{
    public int Moved => moved;
    public bool Nobody => nobody;
}
