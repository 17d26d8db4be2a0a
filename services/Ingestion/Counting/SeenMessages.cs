using System.Runtime.InteropServices;
using LiveOps.Ingestion.Webcast;

namespace LiveOps.Ingestion.Counting;

/// <summary>
/// Remembers which messages of a room have been taken. Two generations: when the young one is full it becomes the
/// old one, so that at least the last <paramref name="atLeast"/> ids are known and at most twice as many are kept.
/// </summary>
internal sealed class SeenMessages(int atLeast)
{
    private HashSet<SeenMessage> _young = [];
    private HashSet<SeenMessage> _old = [];

    /// <summary>True for the first time.</summary>
    public bool Add(SeenMessage message)
    {
        if (_old.Contains(message) || !_young.Add(message))
        {
            return false;
        }
        if (_young.Count >= atLeast)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }
        return true;
    }

    public int Count => _young.Count + _old.Count;
}

/// <summary>
/// The type belongs to the identity: a pin message can carry the id of the message it pins.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeenMessage(long MessageId, MessageType Type);
