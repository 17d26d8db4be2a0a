using System.Text;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.IntegrationTests.Telemetry;

/// <summary>One span as a service exported it.</summary>
/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="ParentId">Empty for the root of a trace.</param>
/// <param name="Tags">Those whose value is a text.</param>
internal sealed record ExportedSpan(
    string Service,
    string TraceId,
    string Id,
    string ParentId,
    string Name,
    IReadOnlyDictionary<string, string> Tags
)
{
    private const uint First = (1 << 3) | WireType.Bytes;
    private const uint Second = (2 << 3) | WireType.Bytes;
    private const uint ParentTag = (4 << 3) | WireType.Bytes;
    private const uint NameTag = (5 << 3) | WireType.Bytes;
    private const uint AttributeTag = (9 << 3) | WireType.Bytes;

    /// <summary>Reads OTLP's <c>ExportTraceServiceRequest</c>.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static List<ExportedSpan> ReadRequest(ReadOnlySpan<byte> data)
    {
        var spans = new List<ExportedSpan>();
        var request = new WireReader(data);
        while (request.Next(out var tag))
        {
            if (tag == First)
                ReadResourceSpans(request.Bytes(), spans);
            else
                request.Skip(tag);
        }
        return Whole(request.Failed, spans);
    }

    private static void ReadResourceSpans(ReadOnlySpan<byte> data, List<ExportedSpan> spans)
    {
        var service = "";
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            // The resource comes before its spans, as every exporter writes it.
            if (tag == First)
                service = ReadResource(reader.Bytes()).GetValueOrDefault("service.name", "");
            else if (tag == Second)
                ReadScopeSpans(reader.Bytes(), service, spans);
            else
                reader.Skip(tag);
        }
        Whole(reader.Failed, spans);
    }

    private static Dictionary<string, string> ReadResource(ReadOnlySpan<byte> data)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            if (tag == First)
                ReadAttribute(reader.Bytes(), attributes);
            else
                reader.Skip(tag);
        }
        return Whole(reader.Failed, attributes);
    }

    private static void ReadScopeSpans(ReadOnlySpan<byte> data, string service, List<ExportedSpan> spans)
    {
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            if (tag == Second)
                spans.Add(ReadSpan(reader.Bytes(), service));
            else
                reader.Skip(tag);
        }
        Whole(reader.Failed, spans);
    }

    private static ExportedSpan ReadSpan(ReadOnlySpan<byte> data, string service)
    {
        var (trace, id, parent, name) = ("", "", "", "");
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            switch (tag)
            {
                case First:
                    trace = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case Second:
                    id = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case ParentTag:
                    parent = Convert.ToHexStringLower(reader.Bytes());
                    break;
                case NameTag:
                    name = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                case AttributeTag:
                    ReadAttribute(reader.Bytes(), tags);
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return Whole(reader.Failed, new ExportedSpan(service, trace, id, parent, name, tags));
    }

    private static void ReadAttribute(ReadOnlySpan<byte> data, Dictionary<string, string> attributes)
    {
        string? key = null;
        string? text = null;
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            if (tag == First)
                key = Encoding.UTF8.GetString(reader.Bytes());
            else if (tag == Second)
                text = ReadText(reader.Bytes());
            else
                reader.Skip(tag);
        }
        if (Whole(reader.Failed, key) is not null && text is not null)
            attributes[key!] = text;
    }

    /// <summary>Null for a value of another type.</summary>
    private static string? ReadText(ReadOnlySpan<byte> data)
    {
        string? text = null;
        var reader = new WireReader(data);
        while (reader.Next(out var tag))
        {
            if (tag == First)
                text = Encoding.UTF8.GetString(reader.Bytes());
            else
                reader.Skip(tag);
        }
        return Whole(reader.Failed, text);
    }

    private static T Whole<T>(bool failed, T read) =>
        failed ? throw new InvalidDataException("The body is no OTLP trace request.") : read;
}
