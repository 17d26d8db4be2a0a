using System.Collections.Concurrent;
using System.Globalization;

namespace LiveOps.Rehearsal.Rooms;

/// <summary>The room's made-up viewers: a fixed crowd that comes up in turn, and those that a request names.</summary>
internal sealed class Crowd
{
    // Beyond this, named viewers are built anew each time: ids come from the handle, so nobody changes.
    private const int MostRemembered = 20_000;

    private static readonly string[] s_colours = ["amber", "blue", "coral", "jade", "mint", "plum", "ruby", "teal"];
    private static readonly string[] s_animals = ["fox", "owl", "otter", "panda", "lynx", "koala", "finch", "seal"];

    private readonly ConcurrentDictionary<string, Viewer> _named = new(StringComparer.OrdinalIgnoreCase);
    private int _turn;

    /// <summary>The next of 64 regulars.</summary>
    public Viewer Next() => Regular(Interlocked.Increment(ref _turn) - 1, 64);

    /// <summary>The n-th of a crowd of the given size.</summary>
    public Viewer Regular(int number, int size)
    {
        var index = (int)((uint)number % (uint)size);
        var colour = s_colours[index % 8];
        var animal = s_animals[index / 8 % 8];
        var handle = string.Create(CultureInfo.InvariantCulture, $"{colour}_{animal}_{index:000}");
        return Named(handle, $"{colour} {animal}", null);
    }

    public Viewer Named(string handle, string? nickname, long? id)
    {
        if (_named.TryGetValue(handle, out var known) && (id ?? known.Id) == known.Id && nickname is null)
        {
            return known;
        }
        if (known is not null && (id ?? known.Id) == known.Id && nickname == known.Nickname)
        {
            return known;
        }
        var viewer = Viewer.FromHandle(handle, nickname, id);
        if (_named.Count < MostRemembered)
        {
            _named[handle] = viewer;
        }
        return viewer;
    }
}
