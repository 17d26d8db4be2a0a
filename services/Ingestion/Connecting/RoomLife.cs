using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Leasing;
using LiveOps.Ingestion.Publishing;

namespace LiveOps.Ingestion.Connecting;

/// <summary>
/// The room whose start an account has published and whose end it has not: begins it, ends it, and knows since when
/// the connection to it is lost. Also what an earlier owner of the account left.
/// </summary>
internal sealed class RoomLife(Account account, AccountPipeline pipeline, AccountJournal journal, RoomStates states)
{
    private string _lostWhy = "";

    /// <summary>The room; 0 for none.</summary>
    public long RoomId { get; private set; }

    /// <summary>Since when its connection is lost; null while there is one.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>Takes over a room whose end nobody has published.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        LiveRoom? left = await states.FindLiveAsync(account.Id, cancellationToken);
        if (left is null)
        {
            return;
        }
        pipeline.EnterRoom(left.RoomId, await KnownAsync(left.RoomId, cancellationToken));
        RoomId = left.RoomId;
        Lose(left.SeenAt, "Ingestion was not running.");
    }

    /// <summary>Begins a room, unless it is the one that is live; ends that one first.</summary>
    public async Task EnterAsync(long roomId, CancellationToken cancellationToken)
    {
        if (RoomId != 0 && RoomId != roomId)
        {
            await EndAsync(cancellationToken);
        }
        if (pipeline.RoomId != roomId)
        {
            pipeline.EnterRoom(roomId, await KnownAsync(roomId, cancellationToken));
        }
        if (RoomId != roomId)
        {
            pipeline.Emit(LiveEventKind.LiveStarted);
            RoomId = roomId;
            await states.SetLiveAsync(account.Id, roomId, live: true, cancellationToken);
        }
    }

    /// <summary>Publishes the end that no message told.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (RoomId == 0)
        {
            return;
        }
        pipeline.Emit(LiveEventKind.LiveEnded);
        await ForgetAsync(cancellationToken);
    }

    /// <summary>Notes an end that is published.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        long roomId = RoomId;
        RoomId = 0;
        LostAt = null;
        if (roomId != 0)
        {
            await states.SetLiveAsync(account.Id, roomId, live: false, cancellationToken);
        }
    }

    /// <summary>The connection is lost; <paramref name="at"/> is when something came last.</summary>
    public void Lose(DateTimeOffset at, string why) => (LostAt, _lostWhy) = (at, why);

    /// <summary>The connection is back: what lies between is a gap on the books.</summary>
    public void Return(DateTimeOffset at)
    {
        if (LostAt is not { } lostAt)
        {
            return;
        }
        var gap = new LiveGap
        {
            From = lostAt,
            To = at,
            Reason = _lostWhy,
        };
        pipeline.Emit(LiveEventKind.Gap, messageId: null, gap);
        LostAt = null;
    }

    private async Task<IReadOnlyList<Counting.SavedRoom>> KnownAsync(
        long roomId,
        CancellationToken cancellationToken
    ) => [.. journal.Recovered.Of(roomId), await states.LoadAsync(account.Id, roomId, cancellationToken)];
}
