using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace LiveOps.Analytics.Exporting;

/// <summary>
/// An Excel workbook (ECMA-376), written from front to back: texts lie in the cells, so that nothing has to be gathered
/// for a table of strings. A sheet that is full is followed by another. Texts are never formulas, whatever they begin with.
/// </summary>
/// <param name="to">Where it goes.</param>
/// <param name="rowsPerSheet">Most rows of a sheet, the heading included.</param>
internal sealed class XlsxWriter(Stream to, int rowsPerSheet = XlsxWriter.MostRows) : TableWriter(to)
{
    /// <summary>Excel's own limits.</summary>
    public const int MostRows = 1_048_576;
    private const int LongestText = 32_767;

    private const string Namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    // Style 1 is a time, style 2 a date.
    private const string Styles = $"""
        {Head}<styleSheet xmlns="{Namespace}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>
        """;

    private static readonly DateTime _firstDay = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Utc);
    private readonly ZipArchive _zip = new(to, ZipArchiveMode.Create, leaveOpen: true);
    private IReadOnlyList<string> _columns = [];
    private Stream? _sheet;
    private int _sheets;
    private int _rows;

    protected override Stream Destination => _sheet!;

    public override ValueTask BeginAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        _columns = columns;
        return BeginSheetAsync(cancellationToken);
    }

    public override async ValueTask BeginRowAsync(CancellationToken cancellationToken)
    {
        if (_rows >= rowsPerSheet)
        {
            await EndSheetAsync(cancellationToken);
            await BeginSheetAsync(cancellationToken);
        }
        _rows++;
        Buffer.Write("<row>"u8);
    }

    public override void Add(Cell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Nothing:
                Buffer.Write("<c/>"u8);
                break;
            case CellKind.Number or CellKind.Fraction:
                Write($"<c><v>{cell.AsWords}</v></c>");
                break;
            case CellKind.Truth:
                Write($"<c t=\"b\"><v>{cell.Bits}</v></c>");
                break;
            case CellKind.Time when cell.AsTime.UtcDateTime >= _firstDay:
                Day("1", (cell.AsTime.UtcDateTime - _firstDay).TotalDays);
                break;
            case CellKind.Date when cell.AsDate.Year >= 1900:
                Day("2", (cell.AsDate.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - _firstDay).TotalDays);
                break;
            default:
                Buffer.Write("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
                Write(Escaped(cell.AsWords!));
                Buffer.Write("</t></is></c>"u8);
                break;
        }
    }

    public override ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        Buffer.Write("</row>"u8);
        return SendFullAsync(cancellationToken);
    }

    public override async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await EndSheetAsync(cancellationToken);
        var sheets = Enumerable.Range(1, _sheets).ToList();
        await PartAsync("xl/styles.xml", Styles, cancellationToken);
        await PartAsync(
            "xl/workbook.xml",
            $"{Head}<workbook xmlns=\"{Namespace}\" xmlns:r=\"{Relations}\"><sheets>"
                + Each(n => $"<sheet name=\"Sheet{n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>")
                + "</sheets></workbook>",
            cancellationToken
        );
        await PartAsync(
            "xl/_rels/workbook.xml.rels",
            $"{Head}<Relationships xmlns=\"{PackageRelations}\">"
                + Each(n =>
                    $"<Relationship Id=\"rId{n}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
                )
                + $"<Relationship Id=\"rId{_sheets + 1}\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>",
            cancellationToken
        );
        await PartAsync(
            "_rels/.rels",
            $"{Head}<Relationships xmlns=\"{PackageRelations}\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            cancellationToken
        );
        const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        await PartAsync(
            "[Content_Types].xml",
            $"{Head}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Types}.styles+xml\"/>"
                + Each(n =>
                    $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Types}.worksheet+xml\"/>"
                )
                + "</Types>",
            cancellationToken
        );
        await _zip.DisposeAsync();

        string Each(Func<int, string> part) => string.Concat(sheets.Select(part));
    }

    /// <summary>As text between tags: what XML 1.0 has no character for becomes U+FFFD.</summary>
    internal static string Escaped(string text)
    {
        if (text.Length > LongestText)
            text = text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
        StringBuilder? mended = null;
        for (var n = 0; n < text.Length; n++)
        {
            var one = text[n];
            var pair = n + 1 < text.Length && char.IsSurrogatePair(one, text[n + 1]);
            string? other = one switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                // A parser makes a line feed of a plain one.
                '\r' => "&#13;",
                '\t' or '\n' => null,
                < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
                _ when char.IsSurrogate(one) && !pair => "\uFFFD",
                // Excel reads _x000D_ as the character; the underscore itself is _x005F_.
                '_' when IsCode(text, n) => "_x005F_",
                _ => null,
            };
            if (other is not null)
                (mended ??= new StringBuilder(text, 0, n, text.Length + 16)).Append(other);
            else
                mended?.Append(one);
            if (!pair)
                continue;
            n++;
            mended?.Append(text[n]);
        }
        return mended?.ToString() ?? text;
    }

    private static bool IsCode(string text, int at) =>
        at + 6 < text.Length
        && text[at + 1] == 'x'
        && text[at + 6] == '_'
        && text.AsSpan(at + 2, 4).IndexOfAnyExcept("0123456789abcdefABCDEF") < 0;

    private async ValueTask BeginSheetAsync(CancellationToken cancellationToken)
    {
        var entry = _zip.CreateEntry($"xl/worksheets/sheet{++_sheets}.xml", CompressionLevel.Fastest);
        _sheet = await entry.OpenAsync(cancellationToken);
        _rows = 0;
        Write(
            $"{Head}<worksheet xmlns=\"{Namespace}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>"
        );
        await BeginRowAsync(cancellationToken);
        foreach (var column in _columns)
            Add(Cell.Word(column));
        await EndRowAsync(cancellationToken);
    }

    private async ValueTask EndSheetAsync(CancellationToken cancellationToken)
    {
        Buffer.Write("</sheetData></worksheet>"u8);
        await SendAsync(cancellationToken);
        await _sheet!.DisposeAsync();
        _sheet = null;
    }

    private async ValueTask PartAsync(string name, string text, CancellationToken cancellationToken)
    {
        await using var part = await _zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await part.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    private void Day(string style, double days) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"<c s=\"{style}\"><v>{days:0.##########}</v></c>"));

    private void Write(string text) => Encoding.UTF8.GetBytes(text, Buffer);
}
