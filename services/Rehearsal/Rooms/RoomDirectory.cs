using System.Collections.Concurrent;
using System.Globalization;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>
/// All rooms by handle. A room that starts again after its end is a new LIVE with a new room id, as at TikTok; its
/// faults stay, its books begin anew.
/// </summary>
internal sealed class RoomDirectory(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Room> _byHandle = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<long, Room> _byId = new();

    public Ids Ids { get; } = new(time);

    public IEnumerable<Room> All => _byHandle.Values.OrderBy(room => room.Handle, StringComparer.OrdinalIgnoreCase);

    public Room? Find(string handle) => _byHandle.GetValueOrDefault(handle.TrimStart('@'));

    public Room? FindById(string? roomId) =>
        long.TryParse(roomId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? FindById(id) : null;

    public Room? FindById(long roomId) => _byId.GetValueOrDefault(roomId);

    /// <summary>The room, live. Starting a live room changes nothing but the title.</summary>
    public Room Start(string handle, string? title, long? viewers, bool? realisticSize)
    {
        lock (_gate)
        {
            var known = Find(handle);
            var room = known is { IsLive: true } ? known : Create(handle, known);
            room.Title = title ?? room.Title;
            room.RealisticSize = realisticSize ?? room.RealisticSize;
            if (viewers is { } count)
            {
                room.Offer([new ViewersCounted(count)]);
            }
            return room;
        }
    }

    private Room Create(string handle, Room? before)
    {
        var room = new Room(handle.TrimStart('@'), Ids.Next(), Ids, time);
        if (before is not null)
        {
            room.AddFaults(before.Faults);
            room.Title = before.Title;
            room.RealisticSize = before.RealisticSize;
            _byId.TryRemove(before.RoomId, out _);
        }
        _byHandle[handle.TrimStart('@')] = room;
        _byId[room.RoomId] = room;
        return room;
    }
}
