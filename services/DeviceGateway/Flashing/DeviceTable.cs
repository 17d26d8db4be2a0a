namespace LiveOps.DeviceGateway.Flashing;

/// <summary>A board's table of devices as it was read, kept while its firmware is replaced.</summary>
/// <param name="Uid">The board.</param>
/// <param name="Firmware">The version that had it.</param>
/// <param name="Crc">The table's check, as HELLO tells it.</param>
/// <param name="Lines">CAP:idx:name:type:pins:max_ms:duty_pct:window_s:flags[:more], one per device.</param>
internal sealed record DeviceTable(string Uid, string Firmware, string Crc, IReadOnlyList<string> Lines)
{
    public static DeviceTable Of(BoardTalk talk) =>
        new(talk.Hello.Uid, talk.Hello.Version, talk.TableCrc, talk.ReadTable());

    /// <summary>True when <paramref name="present"/> says all that this table says; a newer firmware may add fields.</summary>
    public bool IsIn(DeviceTable present) =>
        Crc == present.Crc || (Lines.Count == present.Lines.Count && Lines.All(line => present.Has(line)));

    /// <summary>Makes the board have this table: what it has besides is taken away.</summary>
    /// <returns>What the board refused, each line with its answer; empty when it has all of it now.</returns>
    /// <exception cref="IOException">The board stopped answering.</exception>
    public IReadOnlyList<string> Restore(BoardTalk talk, DeviceTable present)
    {
        var refused = new List<string>();
        var missing = Lines.Where(line => !present.Has(line)).ToList();
        // First what is to go: its pins and names may be wanted by what comes.
        foreach (var line in present.Lines.Where(line => !Lines.Any(wanted => Tells(line, wanted))))
            Order(talk, $"CFG:{line.Split(':')[1]}:X:NONE:0:0:0:0:0", refused);
        foreach (var line in missing)
            Order(talk, $"CFG:{line["CAP:".Length..]}", refused);
        talk.Save();
        return refused;
    }

    private static void Order(BoardTalk talk, string request, List<string> refused)
    {
        if (talk.Order(request) is { } refusal)
            refused.Add($"{request} ({refusal})");
    }

    private bool Has(string wanted) => Lines.Any(line => Tells(line, wanted));

    private static bool Tells(string line, string wanted) =>
        line == wanted || line.StartsWith($"{wanted}:", StringComparison.Ordinal);
}
