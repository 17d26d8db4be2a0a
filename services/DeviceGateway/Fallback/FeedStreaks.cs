using System.Runtime.InteropServices;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>
/// What each text of a feed newly credits. A streak that was under way when the feed was joined credits only what
/// comes from then on: what came before was the centre's to fire.
/// </summary>
internal sealed class FeedStreaks
{
    /// <summary>A streak that is silent for so long is over, told or not.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(1);

    /// <summary>A streak that shows up so soon after joining may have begun before.</summary>
    private static readonly TimeSpan _underWay = TimeSpan.FromSeconds(10);
    private const int RememberedMessages = 2_000;
    private readonly Dictionary<(string Viewer, long Gift, long Group), Streak> _open = [];
    private readonly HashSet<long> _seen = [];
    private readonly Queue<long> _order = new();
    private DateTimeOffset _joined;

    /// <summary>A connection to the feed was made.</summary>
    public void Join(DateTimeOffset now) => _joined = now;

    /// <summary>Units that this text newly credits, and whether its streak has been seen from its start.</summary>
    public (int Credited, bool FromStart) Credit(FeedGift gift, DateTimeOffset now)
    {
        if (!gift.IsStreak)
            return (IsNew(gift.MessageId) ? gift.RepeatCount : 0, true);
        Forget(now);
        var key = (gift.Viewer, gift.GiftId, gift.GroupId);
        var goesOn =
            _open.TryGetValue(key, out var streak)
            && gift.RepeatCount >= streak.Count
            && now - streak.LastSeen < _silence;
        var fromStart = goesOn
            ? streak.FromStart
            : gift is { RepeatCount: 1, IsEnd: false } || now - _joined > _underWay;
        var credited =
            goesOn ? gift.RepeatCount - streak.Count
            : fromStart ? gift.RepeatCount
            : gift.IsEnd ? 0
            : 1;
        if (gift.IsEnd)
            _open.Remove(key);
        else
            _open[key] = new Streak(gift.RepeatCount, now, fromStart);
        return (credited, fromStart);
    }

    private bool IsNew(long message)
    {
        if (message == 0)
            return true;
        if (!_seen.Add(message))
            return false;
        _order.Enqueue(message);
        if (_order.Count > RememberedMessages)
            _seen.Remove(_order.Dequeue());
        return true;
    }

    private void Forget(DateTimeOffset now)
    {
        if (_open.Count < RememberedMessages)
            return;
        foreach (var (key, streak) in _open)
            if (now - streak.LastSeen >= _silence)
                _open.Remove(key);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Streak(int Count, DateTimeOffset LastSeen, bool FromStart);
}
