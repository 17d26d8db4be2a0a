using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastQuestionNewMessage</c>: a question to the creator.</summary>
internal ref struct QuestionMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint QuestionTag = (2 << 3) | WireType.Bytes;

    public Header Header;
    public Question Question;

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
                case QuestionTag:
                    if (!Question.Read(reader.Bytes()))
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

/// <summary>The question inside.</summary>
internal ref struct Question
{
    private const uint IdTag = (1 << 3) | WireType.Varint;
    private const uint ContentTag = (2 << 3) | WireType.Bytes;
    private const uint CreateTimeTag = (4 << 3) | WireType.Varint;
    private const uint UserTag = (5 << 3) | WireType.Bytes;

    public long Id;
    public ReadOnlySpan<byte> Content;
    public long CreateTime;
    public Person User;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IdTag:
                    Id = reader.Int64();
                    break;
                case ContentTag:
                    Content = reader.Bytes();
                    break;
                case CreateTimeTag:
                    CreateTime = reader.Int64();
                    break;
                case UserTag:
                    if (!User.Read(reader.Bytes()))
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
