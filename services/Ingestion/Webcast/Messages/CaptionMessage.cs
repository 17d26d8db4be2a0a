using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastCaptionMessage</c>: what is being said, in the languages TikTok offers; the first is taken.</summary>
internal ref struct CaptionMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint TimestampMillisecondsTag = (2 << 3) | WireType.Varint;
    private const uint DurationMillisecondsTag = (3 << 3) | WireType.Varint;
    private const uint CaptionTag = (4 << 3) | WireType.Bytes;

    public Header Header;
    public long TimestampMilliseconds;
    public long DurationMilliseconds;
    public Caption Caption;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case HeaderTag:
                    if (!Header.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case TimestampMillisecondsTag:
                    TimestampMilliseconds = reader.Int64();
                    break;
                case DurationMillisecondsTag:
                    DurationMilliseconds = reader.Int64();
                    break;
                case CaptionTag:
                    if (!Caption.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}

/// <summary>One language of a caption.</summary>
internal ref struct Caption
{
    private const uint LanguageTag = (1 << 3) | WireType.Bytes;
    private const uint ContentTag = (2 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Language;
    public ReadOnlySpan<byte> Content;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case LanguageTag:
                    Language = reader.Bytes();
                    break;
                case ContentTag:
                    Content = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
