namespace LiveOps.Benchmarks.Reporting;

/// <summary>Prints the results and appends them to a file, so that no run is lost.</summary>
internal sealed class Report : IDisposable
{
    private readonly StreamWriter _file;

    public Report(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
        _file.WriteLine("\n---\n");
    }

    public void Line(string text = "")
    {
        System.Console.WriteLine(text);
        _file.WriteLine(text);
    }

    /// <summary>How far it is: on the screen only.</summary>
    public static void Progress(string text) =>
        System.Console.Error.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {text}");

    /// <summary>A Markdown table; the first column is text, the others are numbers.</summary>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(heads).ToList();
        var widths = heads.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        Line(Row(heads));
        Line($"|{string.Join('|', widths.Select((width, n) => new string('-', width + 1) + (n == 0 ? "-" : ":")))}|");
        foreach (var row in all.Skip(1))
            Line(Row(row));

        string Row(IReadOnlyList<string> cells) =>
            $"| {string.Join(" | ", cells.Select((cell, n) => n == 0 ? cell.PadRight(widths[n]) : cell.PadLeft(widths[n])))} |";
    }

    public void Dispose() => _file.Dispose();
}
