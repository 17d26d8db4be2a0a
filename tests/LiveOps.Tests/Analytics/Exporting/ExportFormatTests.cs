using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using LiveOps.Analytics.Exporting;

namespace LiveOps.Tests.Analytics.Exporting;

public sealed class ExportFormatTests
{
    private static readonly XNamespace _sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\rlines", "\"two\rlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("  =1", "'  =1")]
    [InlineData(" ＠1", "' ＠1")]
    [InlineData("=HYPERLINK(\"http://x\",1)", "\"'=HYPERLINK(\"\"http://x\"\",1)\"")]
    public void A_text_is_one_cell_of_CSV_and_never_a_formula(string text, string cell) =>
        CsvWriter.Escaped(text).ShouldBe(cell);

    [Fact]
    public async Task CSV_has_a_mark_lines_of_CRLF_and_numbers_that_stay_numbers()
    {
        var bytes = await WriteAsync(
            to => new CsvWriter(to, bom: true),
            [Cell.Number(-5), Cell.Text("-5"), Cell.Id(-7)]
        );

        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        Encoding.UTF8.GetString(bytes[3..]).ShouldBe("a,b,c\r\n-5,'-5,-7\r\n");
        (await WriteAsync(to => new CsvWriter(to, bom: false)))[0].ShouldBe((byte)'a');
    }

    [Fact]
    public async Task JSON_is_an_array_and_NDJSON_a_line_each()
    {
        Cell[] row = [Cell.Text("\"\u2028é 😀"), Cell.Truth(true), Cell.Fraction(1.5)];

        using var json = JsonDocument.Parse(await WriteAsync(to => new JsonTableWriter(to, lines: false), row, row));
        json.RootElement.GetArrayLength().ShouldBe(2);
        json.RootElement[1].GetProperty("a").GetString().ShouldBe("\"\u2028é 😀");
        JsonDocument
            .Parse(await WriteAsync(to => new JsonTableWriter(to, lines: false)))
            .RootElement.GetArrayLength()
            .ShouldBe(0);
        var lines = Encoding.UTF8.GetString(
            await WriteAsync(to => new JsonTableWriter(to, lines: true), row, [default, default, default])
        );
        lines.Split('\n').Length.ShouldBe(3);
        lines.Split('\n')[1].ShouldBe("""{"a":null,"b":null,"c":null}""");
    }

    [Fact]
    public async Task A_workbook_begins_another_sheet_when_one_is_full_and_has_no_formula()
    {
        Cell[][] rows =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(n =>
                    new[] { Cell.Number(n), Cell.Text("=1+1\u0001<&\r_x000D_"), Cell.Date(new(2026, 11, 22)) }
                ),
        ];

        await using var zip = new ZipArchive(
            new MemoryStream(await WriteAsync(to => new XlsxWriter(to, rowsPerSheet: 3), rows))
        );

        // Two rows and the heading on each.
        var counts = Enumerable
            .Range(1, 3)
            .Select(n => Xml(zip, $"xl/worksheets/sheet{n}.xml").Descendants(_sheet + "row").Count());
        counts.ShouldBe([3, 3, 2]);
        Xml(zip, "xl/workbook.xml").Descendants(_sheet + "sheet").Count().ShouldBe(3);
        var first = Xml(zip, "xl/worksheets/sheet1.xml");
        first.Descendants(_sheet + "f").ShouldBeEmpty();
        first.Descendants(_sheet + "t").Last().Value.ShouldBe("=1+1\uFFFD<&\r_x005F_x000D_");
        first.Descendants(_sheet + "row").Last().Elements().Last().Value.ShouldBe("46348");
        Xml(zip, "[Content_Types].xml").ToString().ShouldContain("/xl/worksheets/sheet3.xml");
    }

    private static XDocument Xml(ZipArchive zip, string part)
    {
        using var stream = zip.GetEntry(part)!.Open();
        return XDocument.Load(stream, LoadOptions.PreserveWhitespace);
    }

    private static async Task<byte[]> WriteAsync(Func<Stream, TableWriter> open, params Cell[][] rows)
    {
        var memory = new MemoryStream();
        await using (var writer = open(memory))
        {
            await writer.BeginAsync(["a", "b", "c"], default);
            foreach (var row in rows)
            {
                await writer.BeginRowAsync(default);
                foreach (var cell in row)
                    writer.Add(cell);
                await writer.EndRowAsync(default);
            }
            await writer.EndAsync(default);
        }
        return memory.ToArray();
    }
}
