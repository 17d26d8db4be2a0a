using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Webcast;

namespace LiveOps.Ingestion.Publishing;

/// <summary>
/// Reads the counting state out of the messages of a journal. The database is written behind the hot path, so after
/// a killed process it can be a moment behind what was published; the journal is not.
/// </summary>
internal sealed class JournalRecovery
{
    private readonly Dictionary<long, Room> _rooms = [];

    /// <summary>Highest sequence in the journal, plus the length of its message; 0 for an empty one.</summary>
    public long NextSequence { get; private set; }

    public void Add(LiveEvents message)
    {
        NextSequence = Math.Max(NextSequence, message.Sequence + message.Events.Count);
        if (!_rooms.TryGetValue(message.RoomId, out Room? room))
        {
            room = _rooms[message.RoomId] = new Room();
        }
        foreach (LiveEvent one in message.Events)
        {
            room.Add(one, message.ReceivedAt);
        }
    }

    public IEnumerable<SavedRoom> Of(long roomId) =>
        _rooms.TryGetValue(roomId, out Room? room)
            ? [new SavedRoom(roomId, room.LikeMaximum) { Streaks = [.. room.Streaks.Values], Recent = room.Seen }]
            : [];

    private sealed class Room
    {
        public long LikeMaximum { get; private set; }

        public Dictionary<StreakKey, SavedStreak> Streaks { get; } = [];

        public List<SeenMessage> Seen { get; } = [];

        public void Add(LiveEvent one, DateTimeOffset receivedAt)
        {
            LikeMaximum = Math.Max(LikeMaximum, one.Like?.RoomTotal ?? 0);
            foreach (MessageType type in TypesOf(one.Kind))
            {
                Seen.Add(new SeenMessage(one.MessageId, type));
            }
            if (one.Gift is not { GroupId: not 0 } gift)
            {
                return;
            }
            var key = new StreakKey(one.Viewer?.UserId ?? 0, gift.GiftId, gift.GroupId, gift.ReceiverId);
            SavedStreak? before = Streaks.GetValueOrDefault(key);
            bool isFinal = one.Kind == LiveEventKind.GiftFinal || before is { IsFinal: true };
            int maximum = Math.Max(before?.Maximum ?? 0, gift.RepeatCount);
            Streaks[key] = new SavedStreak(key, maximum, one.MessageId, receivedAt, isFinal)
            {
                GiftName = gift.Name,
                Coins = gift.Coins,
            };
        }

        // A Subscribe comes from one of two message types; remembering both drops nothing, since ids are unique.
        private static MessageType[] TypesOf(LiveEventKind kind) =>
            kind switch
            {
                LiveEventKind.Gift => [MessageType.Gift],
                LiveEventKind.Chat => [MessageType.Chat],
                LiveEventKind.Like => [MessageType.Like],
                LiveEventKind.Follow or LiveEventKind.Share or LiveEventKind.Social => [MessageType.Social],
                LiveEventKind.Join => [MessageType.Member],
                LiveEventKind.Subscribe => [MessageType.Member, MessageType.Subscribe],
                LiveEventKind.RoomStats => [MessageType.RoomUserSeq],
                LiveEventKind.LivePaused or LiveEventKind.LiveResumed or LiveEventKind.LiveEnded =>
                [
                    MessageType.Control,
                ],
                LiveEventKind.Envelope => [MessageType.Envelope],
                LiveEventKind.Question => [MessageType.Question],
                LiveEventKind.Goal => [MessageType.Goal],
                LiveEventKind.Emote => [MessageType.Emote],
                LiveEventKind.Pin => [MessageType.Pin],
                LiveEventKind.Delete => [MessageType.Delete],
                LiveEventKind.Battle => [MessageType.Battle],
                LiveEventKind.BattleArmies => [MessageType.BattleArmies],
                LiveEventKind.BattleTask => [MessageType.BattleTask],
                LiveEventKind.BattleItemCard => [MessageType.BattleItemCard],
                LiveEventKind.Barrage => [MessageType.Barrage],
                LiveEventKind.Intro => [MessageType.Intro],
                LiveEventKind.Caption => [MessageType.Caption],
                LiveEventKind.GiftFinal or LiveEventKind.LiveStarted or LiveEventKind.Gap => [],
                // Made by Rules: never in a journal of Ingestion's.
                LiveEventKind.Timer or LiveEventKind.Button or LiveEventKind.Webhook or LiveEventKind.VipPromoted => [],
            };
    }
}
