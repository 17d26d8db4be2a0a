using System.Runtime.InteropServices;
using LiveOps.Ingestion.Counting;

namespace LiveOps.Ingestion.FeedSource;

/// <summary>
/// Finds the streak of a gift whose text names no group: it goes on while its count does not fall and no end has come.
/// </summary>
internal sealed class FeedStreaks
{
    private const int FewStreaks = 1_000;

    private readonly Dictionary<(long Viewer, long Gift), Open> _open = [];

    public long GroupOf(long viewer, long gift, int count, bool end, long message, DateTimeOffset receivedAt)
    {
        ForgetSilent(receivedAt);
        bool goesOn =
            _open.TryGetValue((viewer, gift), out Open open)
            && count >= open.Count
            && receivedAt - open.LastSeen < RoomTally.StreakSilence;
        long group = goesOn ? open.Group : FeedIds.Group(viewer, gift, message);
        if (end)
        {
            _open.Remove((viewer, gift));
        }
        else
        {
            _open[(viewer, gift)] = new Open(group, count, receivedAt);
        }
        return group;
    }

    private void ForgetSilent(DateTimeOffset now)
    {
        if (_open.Count < FewStreaks)
        {
            return;
        }
        foreach (var (key, open) in _open)
        {
            if (now - open.LastSeen >= RoomTally.StreakSilence)
            {
                _open.Remove(key);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Open(long Group, int Count, DateTimeOffset LastSeen);
}
