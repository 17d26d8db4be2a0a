namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// The last messages of a room, for replaying history and for looking at. Bounded by number and by bytes, so that
/// neither a load run nor a 5 MB comment grows the process.
/// </summary>
internal sealed class RecentMessages(int maxMessages = 5_000, long maxBytes = 16_000_000)
{
    private readonly Queue<RoomMessage> _messages = new();
    private long _bytes;

    public void Add(RoomMessage message)
    {
        _messages.Enqueue(message);
        _bytes += message.Payload.Length;
        while (_messages.Count > maxMessages || (_bytes > maxBytes && _messages.Count > 1))
        {
            _bytes -= _messages.Dequeue().Payload.Length;
        }
    }

    /// <summary>The last messages that match, oldest first.</summary>
    public List<RoomMessage> Last(int count, Func<RoomMessage, bool> match)
    {
        var found = _messages.Where(match).ToList();
        return found.Count <= count ? found : found.GetRange(found.Count - count, count);
    }

    /// <summary>The first messages after an id; without one, the last ones.</summary>
    public List<RoomMessage> After(long? msgId, int limit) =>
        msgId is null
            ? _messages.Skip(Math.Max(0, _messages.Count - limit)).ToList()
            : _messages.Where(message => message.MsgId > msgId).Take(limit).ToList();
}
