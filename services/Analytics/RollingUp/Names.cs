using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.RollingUp;

/// <summary>
/// The newest names of viewers and gifts. Most events repeat what is known, so what this writer has stored lately is
/// remembered and only changes reach the database.
/// </summary>
internal sealed class Names
{
    private const int MostRemembered = 100_000;
    private const int NameLimit = 200;

    private const string WriteViewers = """
        insert into analytics.viewers as v (workspace_id, user_id, handle, nickname, named_at)
        select * from unnest($1, $2, $3, $4, $5)
        on conflict (workspace_id, user_id) do update set
            handle = coalesce(excluded.handle, v.handle), nickname = coalesce(excluded.nickname, v.nickname),
            named_at = excluded.named_at
        where excluded.named_at >= v.named_at
        """;

    private const string WriteGifts = """
        insert into analytics.gifts as g (gift_id, name, coins) select * from unnest($1, $2, $3)
        on conflict (gift_id) do update set name = coalesce(excluded.name, g.name), coins = excluded.coins
        """;

    private readonly Dictionary<(Guid WorkspaceId, long UserId), int> _viewers = [];
    private readonly Dictionary<long, int> _gifts = [];

    /// <summary>Adds the statements that store what is new, in the order of the keys: two writers never wait for each other in a circle.</summary>
    /// <returns>Call it after the commit: only then is it known that they are stored.</returns>
    public Action AddTo(NpgsqlBatch batch, IReadOnlyList<(SessionKey Session, IReadOnlyList<EventRow> Rows)> events)
    {
        var viewers = new Dictionary<(Guid WorkspaceId, long UserId), EventRow>();
        var gifts = new Dictionary<long, LiveGift>();
        foreach (var (session, rows) in events)
        {
            foreach (var row in rows)
            {
                if (row.Viewer is { } viewer)
                    Collect(viewers, (session.WorkspaceId, viewer.UserId), row);
                if (
                    row.Gift is { } gift
                    && !row.Is(EventFlags.Implausible)
                    && _gifts.GetValueOrDefault(gift.GiftId) != Mark(gift)
                )
                    gifts[gift.GiftId] = gift;
            }
        }
        if (viewers.Count > 0)
            batch.BatchCommands.Add(ViewersCommand(viewers));
        if (gifts.Count > 0)
            batch.BatchCommands.Add(GiftsCommand(gifts));
        return () => Remember(viewers, gifts);
    }

    private void Collect(
        Dictionary<(Guid WorkspaceId, long UserId), EventRow> viewers,
        (Guid WorkspaceId, long UserId) key,
        EventRow row
    )
    {
        if (_viewers.GetValueOrDefault(key) == Mark(row.Viewer!))
            return;
        if (!viewers.TryGetValue(key, out var other) || row.ReceivedAt >= other.ReceivedAt)
            viewers[key] = row;
    }

    private static NpgsqlBatchCommand ViewersCommand(Dictionary<(Guid WorkspaceId, long UserId), EventRow> viewers)
    {
        var sorted = viewers.OrderBy(viewer => viewer.Key).ToList();
        var write = new NpgsqlBatchCommand(WriteViewers);
        write
            .Parameters.With(
                sorted.ConvertAll(viewer => viewer.Key.WorkspaceId),
                NpgsqlDbType.Array | NpgsqlDbType.Uuid
            )
            .With(sorted.ConvertAll(viewer => viewer.Key.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(sorted.ConvertAll(viewer => viewer.Value.Viewer!.Handle), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(sorted.ConvertAll(viewer => viewer.Value.Viewer!.Nickname), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(
                sorted.ConvertAll(viewer => viewer.Value.ReceivedAt.UtcDateTime),
                NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
            );
        return write;
    }

    private static NpgsqlBatchCommand GiftsCommand(Dictionary<long, LiveGift> gifts)
    {
        var sorted = gifts.Values.OrderBy(gift => gift.GiftId).ToList();
        var write = new NpgsqlBatchCommand(WriteGifts);
        write
            .Parameters.With(sorted.ConvertAll(gift => gift.GiftId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(
                sorted.ConvertAll(gift => StorableText.Of(gift.Name, NameLimit, out _, out _)),
                NpgsqlDbType.Array | NpgsqlDbType.Text
            )
            .With(sorted.ConvertAll(gift => gift.Coins), NpgsqlDbType.Array | NpgsqlDbType.Integer);
        return write;
    }

    private void Remember(
        Dictionary<(Guid WorkspaceId, long UserId), EventRow> viewers,
        Dictionary<long, LiveGift> gifts
    )
    {
        // Forgetting everything now and then costs a few writes and needs no bookkeeping of what is old.
        if (_viewers.Count > MostRemembered)
            _viewers.Clear();
        if (_gifts.Count > MostRemembered)
            _gifts.Clear();
        foreach (var (key, row) in viewers)
            _viewers[key] = Mark(row.Viewer!);
        foreach (var (key, gift) in gifts)
            _gifts[key] = Mark(gift);
    }

    private static int Mark(LiveViewer viewer) => HashCode.Combine(viewer.Handle, viewer.Nickname);

    private static int Mark(LiveGift gift) => HashCode.Combine(gift.Name, gift.Coins);
}
