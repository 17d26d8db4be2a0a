using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Configuring;

/// <summary>The tables of devices that people have given to boards, by the board's id, in this gateway's own file.</summary>
internal sealed class BoardTables
{
    private const string File = "devices.json";
    private readonly DataFolder _folder;
    private readonly Dictionary<string, IReadOnlyList<Row>> _tables = new(StringComparer.Ordinal);

    public BoardTables(DataFolder folder)
    {
        _folder = folder;
        foreach (var table in folder.Read<State>(File)?.Boards ?? [])
            _tables[table.Uid] = table.Rows;
    }

    /// <summary>What a board shall have, by row; null when nobody has said anything: then it is right as it is.</summary>
    public IReadOnlyDictionary<int, DeviceSetup>? Of(string uid) =>
        _tables.TryGetValue(uid, out var rows) ? rows.ToDictionary(row => row.Index, row => row.Setup) : null;

    public void Set(string uid, IReadOnlyDictionary<int, DeviceSetup>? table)
    {
        if (table is null)
            _tables.Remove(uid);
        else
            _tables[uid] = [.. table.OrderBy(row => row.Key).Select(row => new Row(row.Key, row.Value))];
        _folder.Write(File, new State([.. _tables.Select(known => new Table(known.Key, known.Value))]));
    }

    private sealed record State(IReadOnlyList<Table> Boards);

    private sealed record Table(string Uid, IReadOnlyList<Row> Rows);

    private sealed record Row(int Index, DeviceSetup Setup);
}
