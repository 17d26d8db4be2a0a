using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastChatMessage</c>: a comment.</summary>
internal ref struct ChatMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint ContentTag = (3 << 3) | WireType.Bytes;
    private const uint MentionedUserTag = (12 << 3) | WireType.Bytes;
    private const uint EmoteTag = (13 << 3) | WireType.Bytes;
    private const uint LanguageTag = (14 << 3) | WireType.Bytes;
    private const uint IdentityTag = (18 << 3) | WireType.Bytes;

    public Header Header;
    public Person User;
    public ReadOnlySpan<byte> Content;
    public Person MentionedUser;
    public ReadOnlySpan<byte> Language;
    public Identity Identity;

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
                case UserTag:
                    if (!User.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case ContentTag:
                    Content = reader.Bytes();
                    break;
                case MentionedUserTag:
                    if (!MentionedUser.Read(reader.Bytes()))
                    {
                        reader.Fail();
                    }
                    break;
                case EmoteTag:
                    reader.Bytes();
                    Emotes++;
                    break;
                case LanguageTag:
                    Language = reader.Bytes();
                    break;
                case IdentityTag:
                    if (!Identity.Read(reader.Bytes()))
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

    /// <summary>Pictures inside the comment.</summary>
    public int Emotes;
}
