using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.EventFeed.Serving;
using LiveOps.EventFeed.Writing;
using Microsoft.Extensions.Options;

namespace LiveOps.EventFeed.Taking;

/// <summary>
/// Chooses what belongs on the feed: the configured workspace and account, nothing replayed, everything once. Each
/// text is written once and goes to all clients.
/// </summary>
internal sealed partial class FeedDesk(FeedClients clients, IOptions<EventFeedOptions> options, ILogger<FeedDesk> log)
{
    // The broker may bring a message again, and Ingestion may publish one again that it saw no confirmation for.
    private readonly SeenOnce<(Guid Account, long Room, long Message, LiveEventKind Kind)> _events = new(20_000);
    private readonly SeenOnce<Guid> _emits = new(1_000);

    public void Take(LiveEvents message)
    {
        if (!IsMine(message.WorkspaceId, message.AccountId))
        {
            return;
        }
        for (int n = 0; n < message.Events.Count; n++)
        {
            LiveEvent one = message.Events[n];
            if (
                !one.IsHistory
                && _events.Add((message.AccountId, message.RoomId, one.MessageId, one.Kind))
                && clients.Count > 0
                && LiveTexts.Of(message.RoomId, one, n == 0 ? null : message.Events[n - 1]) is { } text
            )
            {
                clients.Send(text);
            }
        }
    }

    public void Take(FeedEventEmitted emitted)
    {
        if (!IsMine(emitted.WorkspaceId, emitted.AccountId) || !_emits.Add(emitted.EmitId))
        {
            return;
        }
        if (EmittedTexts.Of(emitted, out string? fault) is { } text)
        {
            clients.Send(text);
        }
        else
        {
            LogNoText(log, emitted.EmitId, fault);
        }
    }

    private bool IsMine(Guid workspace, Guid account) =>
        workspace == options.Value.WorkspaceId && (options.Value.AccountId is not { } chosen || account == chosen);

    [LoggerMessage(LogLevel.Warning, "A rule's event {EmitId} is not sent: {Fault}")]
    private static partial void LogNoText(ILogger log, Guid emitId, string? fault);
}
