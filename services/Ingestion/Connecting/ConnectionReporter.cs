using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Recording;
using MassTransit;

namespace LiveOps.Ingestion.Connecting;

/// <summary>Holds an account's connection state and tells whoever watches: at each change, and every few seconds.</summary>
internal sealed class ConnectionReporter(
    Account account,
    AccountPipeline pipeline,
    Outgoing outgoing,
    FrameRecorder recorder,
    IBus bus,
    TimeProvider time
)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private AccountConnectionState _state = AccountConnectionState.Connecting;
    private string? _detail;
    private long? _roomId;
    private DateTimeOffset _since = time.GetUtcNow();

    public void Set(AccountConnectionState state, string? detail, long? roomId)
    {
        lock (_lock)
        {
            if (state == _state && detail == _detail && roomId == _roomId)
            {
                return;
            }
            if (state != _state)
            {
                _since = time.GetUtcNow();
            }
            (_state, _detail, _roomId) = (state, detail, roomId);
        }
        Publish();
    }

    public AccountStatus Status()
    {
        lock (_lock)
        {
            return new AccountStatus
            {
                State = _state,
                Detail = DetailNow(),
                RoomId = _roomId?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Since = _since,
                Frames = pipeline.Frames,
                Events = pipeline.Events,
                Coins = pipeline.Coins,
                Duplicates = pipeline.Counters.Duplicates,
                UnknownMessages = pipeline.Counters.Unknown,
                UndecodableMessages = pipeline.Counters.Undecodable,
                UnknownTypes = pipeline.Counters.UnknownTypes(),
                SpooledFrames = outgoing.BrokerIsAway ? outgoing.Waits : 0,
                Recording = recorder.Message,
            };
        }
    }

    /// <summary>Sends the state, without waiting: a broker that is away must not hold up the connection.</summary>
    public void Publish() => _ = PublishAsync(Message());

    private async Task PublishAsync(AccountConnectionChanged message)
    {
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            await bus.Publish(message, patience.Token);
        }
        catch (Exception)
        {
            // A state is sent again in a few seconds; the broker's absence is reported by its own health check.
        }
    }

    private AccountConnectionChanged Message()
    {
        AccountStatus status = Status();
        return new AccountConnectionChanged
        {
            WorkspaceId = account.WorkspaceId,
            AccountId = account.Id,
            Handle = account.Handle,
            TimeZone = account.TimeZone,
            State = status.State,
            Detail = status.Detail,
            RoomId = _roomId,
            Since = status.Since,
            UnknownMessages = status.UnknownMessages,
            UndecodableMessages = status.UndecodableMessages,
            SpooledFrames = status.SpooledFrames,
        };
    }

    private string? DetailNow() =>
        outgoing.BrokerIsAway
            ? $"The broker is away: {outgoing.Waits} messages wait on disk and go out in order. {_detail}".TrimEnd()
            : _detail;
}
