using System.Text;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Messages;

/// <summary><c>WebcastEmoteChatMessage</c>: a comment that is a picture.</summary>
internal ref struct EmoteMessage
{
    private const uint HeaderTag = (1 << 3) | WireType.Bytes;
    private const uint EmoteTag = (3 << 3) | WireType.Bytes;
    private const uint UserTag = (2 << 3) | WireType.Bytes;
    private const uint IdentityTag = (5 << 3) | WireType.Bytes;

    public Header Header;
    public Person User;
    public Identity Identity;

    private ReadOnlySpan<byte> _data;

    public bool Read(ReadOnlySpan<byte> data)
    {
        _data = data;
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

    /// <summary>Ids of the pictures, read on demand.</summary>
    public readonly List<string> EmoteIds()
    {
        var ids = new List<string>();
        var reader = new WireReader(_data);
        while (reader.Next(out uint tag))
        {
            if (tag != EmoteTag)
            {
                reader.Skip(tag);
                continue;
            }
            var emote = new Emote();
            if (emote.Read(reader.Bytes()))
            {
                ids.Add(Encoding.UTF8.GetString(emote.Id));
            }
        }
        return ids;
    }
}

/// <summary>A picture of the creator's own set.</summary>
internal ref struct Emote
{
    private const uint IdTag = (1 << 3) | WireType.Bytes;

    public ReadOnlySpan<byte> Id;

    public bool Read(ReadOnlySpan<byte> data)
    {
        var reader = new WireReader(data);
        while (reader.Next(out uint tag))
        {
            switch (tag)
            {
                case IdTag:
                    Id = reader.Bytes();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }
        return !reader.Failed;
    }
}
