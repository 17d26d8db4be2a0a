using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace LiveOps.Analytics.Exporting;

/// <summary>An array of objects, or an object a line (NDJSON). Columns without a value are null.</summary>
internal sealed class JsonTableWriter : TableWriter
{
    // Letters of all languages as they are; what HTML could misread is escaped.
    private static readonly JavaScriptEncoder _letters = JavaScriptEncoder.Create(UnicodeRanges.All);
    private readonly bool _lines;
    private readonly Utf8JsonWriter _json;
    private JsonEncodedText[] _names = [];
    private int _column;
    private bool _any;

    public JsonTableWriter(Stream to, bool lines)
        : base(to)
    {
        _lines = lines;
        _json = new Utf8JsonWriter(Buffer, new() { Encoder = _letters });
    }

    public override ValueTask BeginAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column))];
        if (!_lines)
            Buffer.Write("["u8);
        return ValueTask.CompletedTask;
    }

    public override ValueTask BeginRowAsync(CancellationToken cancellationToken)
    {
        if (!_lines)
            Buffer.Write(_any ? ",\n"u8 : "\n"u8);
        (_any, _column) = (true, 0);
        _json.Reset();
        _json.WriteStartObject();
        return ValueTask.CompletedTask;
    }

    public override void Add(Cell cell)
    {
        _json.WritePropertyName(_names[_column++]);
        switch (cell.Kind)
        {
            case CellKind.Nothing:
                _json.WriteNullValue();
                break;
            case CellKind.Number:
                _json.WriteNumberValue(cell.Bits);
                break;
            case CellKind.Fraction:
                _json.WriteNumberValue(cell.AsFraction);
                break;
            case CellKind.Truth:
                _json.WriteBooleanValue(cell.Bits != 0);
                break;
            default:
                _json.WriteStringValue(cell.AsWords);
                break;
        }
    }

    public override ValueTask EndRowAsync(CancellationToken cancellationToken)
    {
        CloseObject();
        return SendFullAsync(cancellationToken);
    }

    // Into memory: there is nothing to wait for.
    private void CloseObject()
    {
        _json.WriteEndObject();
        _json.Flush();
        if (_lines)
            Buffer.Write("\n"u8);
    }

    public override ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (!_lines)
            Buffer.Write("\n]\n"u8);
        return SendAsync(cancellationToken);
    }

    public override ValueTask DisposeAsync() => _json.DisposeAsync();
}
