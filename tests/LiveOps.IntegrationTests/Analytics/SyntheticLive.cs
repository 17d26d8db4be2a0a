using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>
/// A made-up LIVE: likes 45 %, comments 30 %, joins 17 %, gifts 8 %, viewers by Zipf's law, streaks of gifts. It keeps
/// the truth while it makes it, in the plainest way there is.
/// </summary>
internal sealed class SyntheticLive(int seed, int viewers = 5_000, int eventsPerMessage = 20)
{
    private static readonly double[] _none = [];
    private readonly Random _random = new(seed);
    private readonly double[] _zipf = Zipf(viewers);
    private readonly Dictionary<long, long> _coins = [];
    private readonly List<(long User, long Gift, long Group, int Price, int Count)> _streaks = [];
    private long _message = 7_300_000_000_000_000_000 + (seed * 1_000_000_000L);
    private long _sequence;
    private long _group = 1_697_634_000_000;

    public Guid WorkspaceId { get; init; } = Guid.CreateVersion7();
    public Guid AccountId { get; init; } = Guid.CreateVersion7();
    public long RoomId { get; init; } = 7_400_000_000_000_000_000 + seed;

    /// <summary>When the next message comes.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 18, 0, 0, TimeSpan.Zero);

    /// <summary>From one message to the next.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(40);

    public long Events { get; private set; }
    public long Coins => _coins.Values.Sum();
    public long Gifts { get; private set; }
    public long Comments { get; private set; }
    public long Likes { get; private set; }
    public long Joins { get; private set; }

    /// <summary>Coins by viewer.</summary>
    public IReadOnlyDictionary<long, long> CoinsByViewer => _coins;

    public LiveEvents Next() => Wrap(eventsPerMessage, () => Event(Pick()));

    public LiveEvents Start() =>
        Wrap(
            1,
            () =>
                new()
                {
                    MessageId = 0,
                    Kind = LiveEventKind.LiveStarted,
                    At = Now,
                }
        );

    public LiveEvents End() =>
        Wrap(
            1,
            () =>
                new()
                {
                    MessageId = ++_message,
                    Kind = LiveEventKind.LiveEnded,
                    At = Now,
                }
        );

    private LiveEvents Wrap(int count, Func<LiveEvent> make)
    {
        Now += Step;
        var events = new LiveEvent[count];
        for (var n = 0; n < count; n++)
            events[n] = make();
        Events += count;
        var message = new LiveEvents
        {
            WorkspaceId = WorkspaceId,
            AccountId = AccountId,
            RoomId = RoomId,
            Sequence = _sequence,
            ReceivedAt = Now,
            Events = events,
        };
        _sequence += count;
        return message;
    }

    private LiveEvent Event(LiveViewer viewer)
    {
        var dice = _random.NextDouble();
        var one = new LiveEvent
        {
            MessageId = ++_message,
            Kind = LiveEventKind.Join,
            At = Now,
            Viewer = viewer,
        };
        if (dice < 0.45)
        {
            var count = _random.Next(1, 16);
            Likes += count;
            return one with
            {
                Kind = LiveEventKind.Like,
                Like = new() { Count = count, RoomTotal = Likes },
            };
        }
        if (dice < 0.75)
        {
            Comments++;
            return one with { Kind = LiveEventKind.Chat, Text = $"hello from the back row, number {_message % 9_973}" };
        }
        if (dice < 0.92)
        {
            Joins++;
            return one with { RoomStats = new() { Viewers = viewers / 3 } };
        }
        return one with { Kind = LiveEventKind.Gift, Gift = Gift(viewer.UserId), Viewer = _giver };
    }

    private LiveViewer? _giver;

    /// <summary>A single gift, the start of a streak, or the next message of one.</summary>
    private LiveGift Gift(long user)
    {
        var dice = _random.NextDouble();
        if (_streaks.Count > 0 && dice < 0.6)
        {
            var index = _random.Next(_streaks.Count);
            var (giver, gift, group, price, count) = _streaks[index];
            var rise = _random.Next(1, 4);
            var ends = _random.NextDouble() < 0.2;
            if (ends)
            {
                rise = 0;
                _streaks.RemoveAt(index);
            }
            else
                _streaks[index] = (giver, gift, group, price, count + rise);
            return Make(giver, gift, price, count + rise, rise, group, ends);
        }
        if (dice < 0.75)
            return Make(user, 8_000, 500, 1, 1, 0, ends: false);
        var id = 5_000 + _random.Next(10);
        _streaks.Add((user, id, ++_group, (int)(id % 10) + 1, 1));
        return Make(user, id, (int)(id % 10) + 1, 1, 1, _group, ends: false);
    }

    private LiveGift Make(long user, long gift, int price, int count, int rise, long group, bool ends)
    {
        _giver = Viewer(user);
        Gifts += rise;
        _coins[user] = _coins.GetValueOrDefault(user) + ((long)rise * price);
        return new()
        {
            GiftId = gift,
            Name = $"Gift {gift}",
            Coins = price,
            RepeatCount = count,
            Credited = rise,
            GroupId = group,
            RepeatEnd = ends,
        };
    }

    private LiveViewer Pick()
    {
        var place = Array.BinarySearch(_zipf, _random.NextDouble());
        return Viewer(6_800_000_000_000_000_000 + (place < 0 ? ~place : place));
    }

    private static LiveViewer Viewer(long user) =>
        new()
        {
            UserId = user,
            Handle = $"viewer{user % 1_000_000}",
            Nickname = $"Viewer {user % 1_000_000}",
            Roles = ViewerRoles.Follower,
        };

    private static double[] Zipf(int count)
    {
        var weights = Enumerable.Range(1, count).Select(rank => 1.0 / rank).ToArray();
        var sum = weights.Sum();
        var at = 0.0;
        return count == 0 ? _none : [.. weights.Select(weight => at += weight / sum)];
    }
}
