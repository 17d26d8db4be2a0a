namespace LiveOps.DeviceGateway.Boards;

/// <summary>
/// Which boards this PC has seen and where, on disk. A board is known by its own id; where it was plugged in only tells
/// that a stranger has taken a known board's place.
/// </summary>
internal sealed class KnownBoards
{
    private const string File = "boards.json";
    private readonly DataFolder _folder;
    private readonly Dictionary<string, string> _placeOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    public KnownBoards(DataFolder folder)
    {
        _folder = folder;
        foreach (var board in folder.Read<State>(File)?.Boards ?? [])
            _placeOf[board.Uid] = board.Place;
    }

    public IEnumerable<string> Uids => _placeOf.Keys;

    /// <summary>The board that was last seen in this place, when an unknown one is there now; else null.</summary>
    public string? Stranger(string place, string uid)
    {
        if (_placeOf.ContainsKey(uid))
            return null;
        var expected = _placeOf.FirstOrDefault(known => known.Value == place).Key;
        if (expected is not null)
            _strangers.Add(uid);
        return expected;
    }

    /// <summary>The board is used in this place now.</summary>
    public void Remember(string uid, string place)
    {
        if (_placeOf.TryGetValue(uid, out var before) && before == place)
            return;
        // One board a place: the one that was there has gone elsewhere.
        foreach (var (other, at) in _placeOf.ToArray())
            if (at == place && other != uid)
                _placeOf[other] = "";
        _placeOf[uid] = place;
        Save();
    }

    /// <summary>A person lets a stranger in. False when this id is no stranger that was seen.</summary>
    public bool Confirm(string uid)
    {
        if (!_strangers.Remove(uid))
            return false;
        // Known, but in no place yet: its next HELLO puts it there.
        _placeOf[uid] = "";
        Save();
        return true;
    }

    private void Save() =>
        _folder.Write(
            File,
            new State
            {
                Boards = [.. _placeOf.Select(known => new KnownBoard { Uid = known.Key, Place = known.Value })],
            }
        );

    private sealed record State
    {
        public IReadOnlyList<KnownBoard> Boards { get; init; } = [];
    }

    private sealed record KnownBoard
    {
        public required string Uid { get; init; }
        public required string Place { get; init; }
    }
}
