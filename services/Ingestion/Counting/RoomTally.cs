using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast;

namespace LiveOps.Ingestion.Counting;

/// <summary>
/// The counting state of one room: which messages were taken, how far each streak has come, how many likes.
/// Used by one thread, in the order of arrival. Time is an argument.
/// </summary>
internal sealed class RoomTally(int rememberedMessages = 100_000)
{
    /// <summary>A streak without a message for this long is over: its end message can be missing for ever.</summary>
    public static readonly TimeSpan StreakSilence = TimeSpan.FromSeconds(60);

    /// <summary>How long an ended streak is remembered, for messages that come late.</summary>
    public static readonly TimeSpan TombstoneAge = TimeSpan.FromMinutes(30);

    /// <summary>How many of the messages taken last go into the database.</summary>
    private const int SavedMessages = 256;

    private readonly SeenMessages _seen = new(rememberedMessages);
    private readonly Dictionary<StreakKey, Streak> _streaks = [];
    private readonly HashSet<StreakKey> _open = [];
    private readonly HashSet<StreakKey> _changed = [];
    private readonly Queue<SeenMessage> _recent = new(SavedMessages + 1);
    private bool _admittedUnsaved;

    /// <summary>The highest total of likes that TikTok has sent: single totals arrive out of order.</summary>
    public long LikeMaximum { get; private set; }

    /// <summary>Gift messages whose fan tickets differ from the coins credited: lost or foreign messages.</summary>
    public long TicketMismatches { get; private set; }

    public long CreditedUnits { get; private set; }

    public long CreditedCoins { get; private set; }

    public int OpenStreaks => _open.Count;

    public int KnownStreaks => _streaks.Count;

    /// <summary>True for a message that has not been taken before.</summary>
    public bool Admit(MessageType type, long messageId)
    {
        var message = new SeenMessage(messageId, type);
        if (!_seen.Add(message))
        {
            return false;
        }
        _recent.Enqueue(message);
        if (_recent.Count > SavedMessages)
        {
            _recent.Dequeue();
        }
        _admittedUnsaved = true;
        return true;
    }

    public long RaiseLikes(long total) => LikeMaximum = Math.Max(LikeMaximum, total);

    /// <summary>
    /// Units that are new with this gift message: the rise of the streak's maximum, or, without a streak, the whole
    /// quantity. The end flag alone is worth nothing.
    /// </summary>
    public int Credit(in GiftStep step)
    {
        int credited = step.Key.GroupId == 0 ? Math.Max(0, step.RepeatCount) : CreditStreak(step);
        CreditedUnits += credited;
        CreditedCoins += (long)credited * step.Coins;
        if (step.FanTickets is { } tickets && (long)credited * step.Coins != tickets)
        {
            TicketMismatches++;
        }
        return credited;
    }

    /// <summary>True once per streak: the caller then makes the final event.</summary>
    public bool TryEnd(StreakKey key, out Streak? streak)
    {
        if (!_streaks.TryGetValue(key, out streak) || streak.IsFinal)
        {
            return false;
        }
        End(key, streak);
        return true;
    }

    /// <summary>Ends the streaks that fell silent and forgets those that ended long ago.</summary>
    public void EndSilent(DateTimeOffset now, List<LiveEvent> into)
    {
        foreach (StreakKey key in _open.ToArray())
        {
            Streak streak = _streaks[key];
            if (now - streak.LastSeen >= StreakSilence)
            {
                End(key, streak);
                into.Add(FinalOf(key, streak, now));
            }
        }
        Forget(now);
    }

    public static LiveEvent FinalOf(StreakKey key, Streak streak, DateTimeOffset at) =>
        new()
        {
            MessageId = streak.LastMessageId,
            Kind = LiveEventKind.GiftFinal,
            At = at,
            IsHistory = streak.IsHistory,
            Viewer = streak.Viewer ?? new LiveViewer { UserId = key.UserId },
            Gift = new LiveGift
            {
                GiftId = key.GiftId,
                Name = streak.GiftName,
                Coins = streak.Coins,
                RepeatCount = streak.Maximum,
                Credited = 0,
                GroupId = key.GroupId,
                RepeatEnd = true,
                ReceiverId = key.ReceiverId,
            },
        };

    /// <summary>Takes what an earlier owner of the account knew. Maxima only rise, so the order does not matter.</summary>
    public void Load(long likeMaximum, IEnumerable<SavedStreak> streaks, IEnumerable<SeenMessage> recent)
    {
        LikeMaximum = Math.Max(LikeMaximum, likeMaximum);
        foreach (SavedStreak saved in streaks)
        {
            Streak streak = Of(saved.Key);
            if (saved.Maximum >= streak.Maximum)
            {
                streak.Maximum = saved.Maximum;
                streak.LastMessageId = saved.LastMessageId;
                streak.Coins = saved.Coins;
                streak.GiftName = saved.GiftName;
            }
            streak.LastSeen = saved.LastSeen > streak.LastSeen ? saved.LastSeen : streak.LastSeen;
            if (saved.IsFinal)
            {
                End(saved.Key, streak);
            }
        }
        foreach (SeenMessage message in recent)
        {
            Admit(message.Type, message.MessageId);
        }
        _changed.Clear();
        _admittedUnsaved = false;
    }

    /// <summary>What changed since the last call, to be written behind the hot path; null for nothing.</summary>
    public SavedRoom? TakeUnsaved(long roomId)
    {
        if (!_admittedUnsaved && _changed.Count == 0)
        {
            return null;
        }
        _admittedUnsaved = false;
        return new SavedRoom(roomId, LikeMaximum) { Streaks = TakeChanged(), Recent = [.. _recent] };
    }

    private List<SavedStreak> TakeChanged()
    {
        var changed = new List<SavedStreak>(_changed.Count);
        foreach (StreakKey key in _changed)
        {
            if (_streaks.TryGetValue(key, out Streak? streak))
            {
                changed.Add(
                    new SavedStreak(key, streak.Maximum, streak.LastMessageId, streak.LastSeen, streak.IsFinal)
                    {
                        GiftName = streak.GiftName,
                        Coins = streak.Coins,
                    }
                );
            }
        }
        _changed.Clear();
        return changed;
    }

    private int CreditStreak(in GiftStep step)
    {
        Streak streak = Of(step.Key);
        int rise = Math.Max(0, step.RepeatCount - streak.Maximum);
        streak.Maximum += rise;
        streak.LastMessageId = step.MessageId;
        streak.LastSeen = step.ReceivedAt;
        streak.Viewer = step.Viewer;
        streak.GiftName = step.GiftName ?? streak.GiftName;
        streak.Coins = step.Coins;
        streak.IsHistory = step.IsHistory;
        _changed.Add(step.Key);
        return rise;
    }

    private Streak Of(StreakKey key)
    {
        if (!_streaks.TryGetValue(key, out Streak? streak))
        {
            streak = new Streak();
            _streaks.Add(key, streak);
            _open.Add(key);
        }
        return streak;
    }

    private void End(StreakKey key, Streak streak)
    {
        streak.IsFinal = true;
        _open.Remove(key);
        _changed.Add(key);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach ((StreakKey key, Streak streak) in _streaks)
        {
            if (streak.IsFinal && now - streak.LastSeen >= TombstoneAge)
            {
                _streaks.Remove(key);
            }
        }
    }
}
