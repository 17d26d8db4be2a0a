namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// Exact sums over messages, each counted once. Not thread-safe: the room's gate guards it. Memory is bounded by the
/// number of gift givers, not of messages.
/// </summary>
internal sealed class Ledger
{
    private readonly long[] _byKind = new long[Enum.GetValues<EventKind>().Length];
    private readonly Dictionary<long, Giver> _givers = [];

    public long Messages { get; private set; }
    public long Coins { get; private set; }
    public long GiftUnits { get; private set; }

    /// <summary>The room's like total: the highest that any message carried.</summary>
    public long Likes { get; private set; }

    /// <summary>Sum of the counts in the like messages.</summary>
    public long LikeCount { get; private set; }

    public long Of(EventKind kind) => _byKind[(int)kind];

    public IEnumerable<Giver> TopGivers(int count) =>
        _givers.Values.OrderByDescending(giver => giver.Coins).ThenBy(giver => giver.UserId).Take(count);

    /// <param name="message">The message; must not have been added before.</param>
    /// <param name="newUnits">Gift units that this message adds.</param>
    public void Add(RoomMessage message, int newUnits)
    {
        Messages++;
        _byKind[(int)message.Kind]++;
        LikeCount += message.LikeCount;
        Likes = Math.Max(Likes, message.LikeTotal);
        if (message.Streak is not { } streak || newUnits == 0)
        {
            return;
        }
        GiftUnits += newUnits;
        Coins += (long)newUnits * streak.Coins;
        if (!_givers.TryGetValue(message.UserId, out var giver))
        {
            _givers[message.UserId] = giver = new Giver(message.UserId, message.Handle ?? "");
        }
        giver.Coins += (long)newUnits * streak.Coins;
        giver.Units += newUnits;
    }

    internal sealed class Giver(long userId, string handle)
    {
        public long UserId { get; } = userId;
        public string Handle { get; } = handle;
        public long Coins { get; set; }
        public long Units { get; set; }
    }
}
