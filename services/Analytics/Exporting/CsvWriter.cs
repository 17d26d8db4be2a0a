using System.Buffers;
using System.Text;
using LiveOps.Hosting;

namespace LiveOps.Analytics.Exporting;

/// <summary>
/// RFC 4180: commas, lines end with CR LF, quotes where they are needed. What people wrote is harmless to a spreadsheet.
/// </summary>
/// <param name="to">Where it goes.</param>
/// <param name="bom">Begins with a byte order mark: Excel takes the file for UTF-8 then.</param>
internal sealed class CsvWriter(Stream to, bool bom) : TableWriter(to)
{
    private static readonly SearchValues<char> _quoted = SearchValues.Create(",\"\r\n");
    private bool _first = true;

    /// <summary>The text as it stands in a file, quotes and apostrophe included.</summary>
    public static string Escaped(string text)
    {
        var safe = SpreadsheetText.Harmless(text);
        return safe.AsSpan().ContainsAny(_quoted)
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : safe;
    }

    public override async ValueTask BeginAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        if (bom)
            Buffer.Write(Encoding.UTF8.Preamble);
        await BeginRowAsync(cancellationToken);
        foreach (var column in columns)
            Add(Cell.Word(column));
        await EndRowAsync(cancellationToken);
    }

    public override ValueTask BeginRowAsync(CancellationToken cancellationToken)
    {
        _first = true;
        return ValueTask.CompletedTask;
    }

    public override void Add(Cell cell)
    {
        if (!_first)
            Buffer.Write(","u8);
        _first = false;
        if (cell.AsWords is { } words)
            Encoding.UTF8.GetBytes(cell.Kind == CellKind.Text ? Escaped(words) : words, Buffer);
    }

    public override ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        Buffer.Write("\r\n"u8);
        return SendFullAsync(cancellationToken);
    }

    public override ValueTask EndAsync(CancellationToken cancellationToken) => SendAsync(cancellationToken);
}
