using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using LiveOps.AppHost;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.Analytics;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Benchmarks.Screens;

/// <summary>
/// Fifty accounts that are live: what Ingestion and Analytics would tell the console about them. A comment carries the
/// moment at which it is sent, ms since 1970, for whoever sees it.
/// </summary>
internal sealed class ManyRooms(ConsoleQueue queue, IReadOnlyList<Room> rooms)
{
    /// <summary>Begins the text of a comment; the moment follows.</summary>
    public const string Mark = "sent-at-";

    // As TikTok's frames have it: several events each, several frames a second.
    private const int FramesPerSecond = 4;
    private const int SessionsPerSecond = 2;
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(10);
    private static readonly Guid _workspace = Guid.Parse(Topology.WorkspaceId);

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private long _message = 7_300_000_000_000_000_000;
    private long _sequence = 1;

    /// <summary>Events that were sent.</summary>
    public long Events { get; private set; }

    /// <summary>Adds accounts that nobody watches: what happens in their rooms is made up here.</summary>
    public static async Task<IReadOnlyList<Room>> AddAccountsAsync(
        MeasuredSystem system,
        int count,
        CancellationToken cancellationToken
    )
    {
        var rooms = new List<Room>();
        for (var n = 0; n < count; n++)
        {
            var handle = string.Create(CultureInfo.InvariantCulture, $"bench.studio{n}");
            using var answer = await system.Http.PostAsJsonAsync(
                $"{system.ConsoleUrl}/api/ingestion/accounts",
                new
                {
                    handle,
                    displayName = $"Studio {n}",
                    timeZone = "Asia/Jakarta",
                    enabled = false,
                },
                cancellationToken
            );
            answer.EnsureSuccessStatusCode();
            var added = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            rooms.Add(
                new Room(added.GetProperty("id").GetGuid(), handle, Guid.NewGuid(), 7_200_000_000_000_000_000 + n)
            );
        }
        return rooms;
    }

    /// <summary>Sends for so long, every account its share of the events, evenly over each second.</summary>
    /// <param name="perAccount">Events a second of each.</param>
    /// <param name="length">How long.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task PlayAsync(int perAccount, TimeSpan length, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(_tick);
        double states = 0;
        long frames = 0;
        long sessions = 0;
        while (watch.Elapsed < length && await pace.WaitForNextTickAsync(cancellationToken))
        {
            var seconds = watch.Elapsed.TotalSeconds;
            if (seconds >= states)
            {
                // As Ingestion does while it is connected.
                states += 5;
                foreach (var room in rooms)
                    await queue.SendAsync(StateOf(room), cancellationToken);
            }
            for (; frames < seconds * FramesPerSecond * rooms.Count; frames++)
                await queue.SendAsync(FrameOf(rooms[(int)(frames % rooms.Count)], perAccount), cancellationToken);
            for (; sessions < seconds * SessionsPerSecond * rooms.Count; sessions++)
                await queue.SendAsync(SessionOf(rooms[(int)(sessions % rooms.Count)], seconds), cancellationToken);
        }
    }

    private AccountConnectionChanged StateOf(Room room) =>
        new()
        {
            WorkspaceId = _workspace,
            AccountId = room.AccountId,
            Handle = room.Handle,
            State = AccountConnectionState.Live,
            TimeZone = "Asia/Jakarta",
            RoomId = room.RoomId,
            Since = _started,
        };

    private LiveEvents FrameOf(Room room, int perAccount)
    {
        var now = DateTimeOffset.UtcNow;
        var events = new LiveEvent[Math.Max(1, perAccount / FramesPerSecond)];
        for (var n = 0; n < events.Length; n++)
            events[n] = EventOf(now);
        var sequence = _sequence;
        _sequence += events.Length;
        Events += events.Length;
        return new()
        {
            WorkspaceId = _workspace,
            AccountId = room.AccountId,
            RoomId = room.RoomId,
            Sequence = sequence,
            ReceivedAt = now,
            Events = events,
        };
    }

    // Of 20: seven comments, seven likes, three joins, two gifts, a follow.
    private LiveEvent EventOf(DateTimeOffset now)
    {
        var id = _message++;
        var seen = new LiveEvent
        {
            MessageId = id,
            Kind = LiveEventKind.Join,
            At = now,
            Viewer = new LiveViewer
            {
                UserId = 6_800_000_000_000_000_000 + (id % 2_000),
                Handle = $"viewer{id % 2_000}",
                Nickname = $"Viewer {id % 2_000}",
                Roles = ViewerRoles.Follower,
            },
        };
        return (id % 20) switch
        {
            < 7 => seen with
            {
                Kind = LiveEventKind.Chat,
                Text = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Mark}{now.ToUnixTimeMilliseconds()} and a few words more"
                ),
            },
            < 14 => seen with
            {
                Kind = LiveEventKind.Like,
                Like = new LiveLike { Count = 5, RoomTotal = id % 1_000_000 },
            },
            < 16 => seen with
            {
                Kind = LiveEventKind.Gift,
                Gift = new LiveGift
                {
                    GiftId = 5_655,
                    Name = "Rose",
                    Coins = 1,
                    RepeatCount = 1,
                    Credited = 1,
                    GroupId = 0,
                },
            },
            16 => seen with { Kind = LiveEventKind.Follow },
            _ => seen,
        };
    }

    private LiveSessionProgressed SessionOf(Room room, double seconds) =>
        new()
        {
            WorkspaceId = _workspace,
            AccountId = room.AccountId,
            LiveSessionId = room.LiveSessionId,
            RoomId = room.RoomId,
            StartedAt = _started,
            Totals = new LiveSessionTotals
            {
                Events = (long)(seconds * 20),
                Gifts = (long)(seconds * 2),
                Coins = (long)(seconds * 2),
                Comments = (long)(seconds * 7),
                Likes = (long)(seconds * 35),
                Viewers = 100 + ((long)seconds % 50),
                PeakViewers = 150,
            },
            Leaderboard =
            [
                .. Enumerable
                    .Range(1, 20)
                    .Select(rank => new LeaderboardEntry
                    {
                        Rank = rank,
                        UserId = 6_800_000_000_000_000_000 + rank,
                        Handle = $"viewer{rank}",
                        Nickname = $"Viewer {rank}",
                        Coins = (long)(seconds * 21) / rank,
                        Gifts = (long)(seconds * 21) / rank,
                    }),
            ],
        };
}

/// <summary>One account that is live.</summary>
internal sealed record Room(Guid AccountId, string Handle, Guid LiveSessionId, long RoomId);
