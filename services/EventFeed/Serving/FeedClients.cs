using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace LiveOps.EventFeed.Serving;

/// <summary>The programs that are connected.</summary>
internal sealed partial class FeedClients(IOptions<EventFeedOptions> options, ILogger<FeedClients> log)
{
    private readonly Lock _lock = new();
    private ImmutableArray<FeedClient> _clients = [];

    public int Count => _clients.Length;

    /// <summary>A place for one more; null where all are taken.</summary>
    public FeedClient? Join()
    {
        lock (_lock)
        {
            if (_clients.Length >= options.Value.MostClients)
            {
                return null;
            }
            var client = new FeedClient(options.Value.MostQueued);
            _clients = _clients.Add(client);
            return client;
        }
    }

    public void Leave(FeedClient client)
    {
        lock (_lock)
        {
            _clients = _clients.Remove(client);
        }
    }

    /// <summary>Sends a text to everybody. Waits for nobody: who does not keep up is dropped.</summary>
    public void Send(ReadOnlyMemory<byte> text)
    {
        foreach (FeedClient client in _clients)
        {
            if (client.Why is null && !client.Offer(text))
            {
                LogTooSlow(log, options.Value.MostQueued);
            }
        }
    }

    /// <summary>Sends everybody away.</summary>
    public void DropAll(string why)
    {
        foreach (FeedClient client in _clients)
        {
            client.Drop(why);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A program reads the event feed too slowly: {Limit} events wait for it (EventFeed__MostQueued); it is dropped"
    )]
    private static partial void LogTooSlow(ILogger log, int limit);
}
