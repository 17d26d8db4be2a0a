using System.Text.Json.Serialization;

namespace LiveOps.Analytics.Importing;

/// <summary>What became of one table of the file. Read = new + known + skipped.</summary>
internal sealed class TableReport
{
    public long Read { get; set; }
    public long New { get; set; }

    /// <summary>On the books already, from an earlier import of the same database.</summary>
    public long Known { get; set; }
    public long Skipped => SkippedBecause.Values.Sum();

    /// <summary>Rows by reason.</summary>
    public SortedDictionary<string, long> SkippedBecause { get; } = new(StringComparer.Ordinal);

    public void Skip(string reason, long rows = 1) =>
        SkippedBecause[reason] = SkippedBecause.GetValueOrDefault(reason) + rows;
}

/// <summary>What an import did.</summary>
internal sealed class ImportReport
{
    /// <summary>By the name of the table in the file.</summary>
    public SortedDictionary<string, TableReport> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>What to know or to do, in words.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Why it failed; null when it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; set; }

    public TableReport Of(string table) =>
        Tables.TryGetValue(table, out var report) ? report : Tables[table] = new TableReport();
}
