using System.Text;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>An entry of a protobuf map from string to string.</summary>
internal static class MapEntry
{
    private const uint KeyTag = (1 << 3) | WireType.Bytes;
    private const uint ValueTag = (2 << 3) | WireType.Bytes;

    public static (string Key, string Value) Read(ReadOnlySpan<byte> data)
    {
        string key = "";
        string value = "";
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case KeyTag:
                    key = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                case ValueTag:
                    value = Encoding.UTF8.GetString(reader.Bytes());
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return (key, value);
    }
}
