using LiveOps.Analytics.Storing;
using LiveOps.Analytics.Viewers;
using LiveOps.Contracts.Ingestion;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Analytics.RollingUp;

/// <summary>
/// The newest names and pictures of viewers, and the names of gifts. Most events repeat what is known, so what this writer has stored lately is
/// remembered and only changes reach the database.
/// </summary>
internal sealed class Names
{
    private const int MostRemembered = 100_000;
    private const int NameLimit = 200;

    private const string InsertViewers = """
        insert into analytics.viewers as v (workspace_id, user_id, handle, nickname, avatar_url, named_at)
        select * from unnest($1, $2, $3, $4, $5, $6)
        """;

    private const string FollowViewers =
        InsertViewers
        + """

            on conflict (workspace_id, user_id) do update set
                handle = coalesce(excluded.handle, v.handle), nickname = coalesce(excluded.nickname, v.nickname),
                avatar_url = coalesce(excluded.avatar_url, v.avatar_url), named_at = excluded.named_at
            where excluded.named_at >= v.named_at
            """;

    private const string KeepViewers = InsertViewers + " on conflict (workspace_id, user_id) do nothing";

    private const string WriteHandles = """
        insert into analytics.viewer_handles as h (workspace_id, user_id, handle, first_at, last_at)
        select workspace_id, user_id, handle, at, at from unnest($1, $2, $3, $4) as k(workspace_id, user_id, handle, at)
        on conflict (workspace_id, user_id, handle) do update set
            first_at = least(h.first_at, excluded.first_at), last_at = greatest(h.last_at, excluded.last_at)
        """;

    private const string WriteGifts = """
        insert into analytics.gifts as g (gift_id, name, coins) select * from unnest($1, $2, $3)
        on conflict (gift_id) do update set name = coalesce(excluded.name, g.name), coins = excluded.coins
        """;

    private readonly Dictionary<(Guid WorkspaceId, long UserId), int> _viewers = [];
    private readonly Dictionary<Guid, WorkspaceViewers> _rules = [];
    private readonly Dictionary<long, int> _gifts = [];

    /// <summary>Adds the statements that store what is new, in the order of the keys: two writers never wait for each other in a circle.</summary>
    /// <returns>Call it after the commit: only then is it known that they are stored.</returns>
    public Action AddTo(NpgsqlBatch batch, IReadOnlyList<SessionNews> news)
    {
        var viewers = new Dictionary<(Guid WorkspaceId, long UserId), (EventRow Row, bool Follows)>();
        var handles = new Dictionary<(Guid WorkspaceId, long UserId, string Handle), DateTimeOffset>();
        var gifts = new Dictionary<long, LiveGift>();
        foreach (var part in news)
        {
            var workspace = part.Session.Key.WorkspaceId;
            ForgetChanged(workspace, part.Audience.Rules);
            foreach (var row in part.Rows)
            {
                if (row.Viewer is { } viewer && _viewers.GetValueOrDefault((workspace, viewer.UserId)) != Mark(viewer))
                {
                    if (
                        !viewers.TryGetValue((workspace, viewer.UserId), out var other)
                        || row.ReceivedAt >= other.Row.ReceivedAt
                    )
                        viewers[(workspace, viewer.UserId)] = (row, part.Audience.Switches.AutoFetchTikTokData);
                    if (viewer.Handle is { } handle)
                        handles.TryAdd((workspace, viewer.UserId, handle), row.ReceivedAt);
                }
                if (
                    row.Gift is { } gift
                    && !row.Is(EventFlags.Implausible)
                    && _gifts.GetValueOrDefault(gift.GiftId) != Mark(gift)
                )
                    gifts[gift.GiftId] = gift;
            }
        }
        AddViewersTo(batch, viewers, follows: true);
        AddViewersTo(batch, viewers, follows: false);
        AddSearchTo(batch, viewers, handles.Keys);
        if (handles.Count > 0)
            batch.BatchCommands.Add(HandlesCommand(handles));
        if (gifts.Count > 0)
            batch.BatchCommands.Add(GiftsCommand(gifts));
        return () => Remember(viewers, gifts);
    }

    private static void AddViewersTo(
        NpgsqlBatch batch,
        Dictionary<(Guid WorkspaceId, long UserId), (EventRow Row, bool Follows)> viewers,
        bool follows
    )
    {
        var sorted = viewers.Where(viewer => viewer.Value.Follows == follows).OrderBy(viewer => viewer.Key).ToList();
        if (sorted.Count == 0)
            return;
        var write = new NpgsqlBatchCommand(follows ? FollowViewers : KeepViewers);
        write
            .Parameters.With(
                sorted.ConvertAll(viewer => viewer.Key.WorkspaceId),
                NpgsqlDbType.Array | NpgsqlDbType.Uuid
            )
            .With(sorted.ConvertAll(viewer => viewer.Key.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        void Text(Converter<LiveViewer, string?> value) =>
            write.Parameters.With(
                sorted.ConvertAll(viewer => value(viewer.Value.Row.Viewer!)),
                NpgsqlDbType.Array | NpgsqlDbType.Text
            );
        Text(viewer => viewer.Handle);
        Text(viewer => viewer.Nickname);
        Text(viewer => viewer.AvatarUrl);
        write.Parameters.With(
            sorted.ConvertAll(viewer => viewer.Value.Row.ReceivedAt.UtcDateTime),
            NpgsqlDbType.Array | NpgsqlDbType.TimestampTz
        );
        batch.BatchCommands.Add(write);
    }

    private static void AddSearchTo(
        NpgsqlBatch batch,
        Dictionary<(Guid WorkspaceId, long UserId), (EventRow Row, bool Follows)> viewers,
        IEnumerable<(Guid WorkspaceId, long UserId, string Handle)> handles
    )
    {
        if (viewers.Count == 0)
            return;
        var names = viewers.ToDictionary(viewer => viewer.Key, viewer => new List<string>());
        foreach (var (workspace, user, handle) in handles)
            names[(workspace, user)].Add(handle);
        var seen = new List<KeyValuePair<(Guid WorkspaceId, long UserId), SeenNames>>();
        foreach (var (key, (row, follows)) in viewers)
        {
            var viewer = row.Viewer!;
            var shown = string.IsNullOrEmpty(viewer.Nickname) ? viewer.Handle : viewer.Nickname;
            if (shown is not null)
                names[key].Add(shown);
            seen.Add(new(key, new SeenNames(shown, follows ? row.ReceivedAt : null, names[key])));
        }
        batch.BatchCommands.Add(SearchNames.Command(seen));
    }

    private static NpgsqlBatchCommand HandlesCommand(
        Dictionary<(Guid WorkspaceId, long UserId, string Handle), DateTimeOffset> handles
    )
    {
        var sorted = handles
            .OrderBy(handle => (handle.Key.WorkspaceId, handle.Key.UserId))
            .ThenBy(handle => handle.Key.Handle, StringComparer.Ordinal)
            .ToList();
        var write = new NpgsqlBatchCommand(WriteHandles);
        write
            .Parameters.With(
                sorted.ConvertAll(handle => handle.Key.WorkspaceId),
                NpgsqlDbType.Array | NpgsqlDbType.Uuid
            )
            .With(sorted.ConvertAll(handle => handle.Key.UserId), NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(sorted.ConvertAll(handle => handle.Key.Handle), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(sorted.ConvertAll(handle => handle.Value.UtcDateTime), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz);
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

    /// <summary>Where people were merged or erased, what was stored of them may not be there any more.</summary>
    private void ForgetChanged(Guid workspace, WorkspaceViewers rules)
    {
        if (_rules.TryGetValue(workspace, out var known) && ReferenceEquals(known, rules))
            return;
        _rules[workspace] = rules;
        foreach (var key in _viewers.Keys.Where(key => key.WorkspaceId == workspace).ToList())
            _viewers.Remove(key);
    }

    private void Remember(
        Dictionary<(Guid WorkspaceId, long UserId), (EventRow Row, bool Follows)> viewers,
        Dictionary<long, LiveGift> gifts
    )
    {
        // Forgetting everything now and then costs a few writes and needs no bookkeeping of what is old.
        if (_viewers.Count > MostRemembered)
            _viewers.Clear();
        if (_gifts.Count > MostRemembered)
            _gifts.Clear();
        foreach (var (key, (row, _)) in viewers)
            _viewers[key] = Mark(row.Viewer!);
        foreach (var (key, gift) in gifts)
            _gifts[key] = Mark(gift);
    }

    // TikTok signs a picture's address anew each time: what follows the question mark is not the picture.
    private static int Mark(LiveViewer viewer) =>
        HashCode.Combine(viewer.Handle, viewer.Nickname, PictureHash(viewer.AvatarUrl));

    private static int PictureHash(string? address) =>
        address is null
            ? 0
            : string.GetHashCode(
                address.AsSpan(0, address.IndexOf('?') is >= 0 and var n ? n : address.Length),
                StringComparison.Ordinal
            );

    private static int Mark(LiveGift gift) => HashCode.Combine(gift.Name, gift.Coins);
}
