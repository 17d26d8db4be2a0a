using System.IO.Compression;
using Google.Protobuf;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Tests.Rehearsal;

/// <summary>
/// A careful consumer: reads frames from their bytes and counts by the safe rules (distinct message ids, rise of a
/// streak's total), so the truth can be held against somebody who knows only the wire.
/// </summary>
internal sealed class CountingConsumer(Room room, bool gzip = false) : IConsumer
{
    private readonly HashSet<long> _seen = [];
    private readonly Dictionary<(long, long, long, long), int> _streaks = [];

    public int Queued => 0;
    public bool WasCut { get; private set; }
    public bool WasClosed { get; private set; }

    /// <summary>Frames still to take; once none is left, the connection is as good as gone.</summary>
    public int Patience { get; set; } = int.MaxValue;
    public List<long> Order { get; } = [];
    public List<Envelope> Envelopes { get; } = [];
    public int FramesUnread { get; private set; }
    public int MessagesUnread { get; private set; }
    public int Duplicates { get; private set; }
    public int Distinct => _seen.Count;
    public long Coins { get; private set; }
    public long Units { get; private set; }
    public long Likes { get; private set; }
    public long LikeCount { get; private set; }
    public int Comments { get; private set; }

    public void Enqueue(Room from, Frame frame)
    {
        if (Patience-- <= 0)
        {
            return;
        }
        Take(frame.Bytes(gzip));
        room.MarkServed(frame.Messages);
    }

    public void Cut() => WasCut = true;

    public void CloseWhenDrained() => WasClosed = true;

    public void TakeHistory()
    {
        var history = room.History();
        foreach (var message in history)
        {
            Count(Frame.EnvelopeOf(message, isHistory: true));
        }
        room.MarkServed(history);
    }

    private void Take(byte[] bytes)
    {
        FetchResult result;
        try
        {
            var push = PushFrame.Parser.ParseFrom(bytes);
            result = FetchResult.Parser.ParseFrom(Unpack(push.Payload.ToByteArray()));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            FramesUnread++;
            return;
        }
        foreach (var envelope in result.Messages)
        {
            Count(envelope);
        }
    }

    private void Count(Envelope envelope)
    {
        Envelopes.Add(envelope);
        try
        {
            switch (envelope.Method)
            {
                case "WebcastGiftMessage":
                    Gift(envelope, GiftMessage.Parser.ParseFrom(envelope.Payload));
                    break;
                case "WebcastLikeMessage":
                    Like(envelope, LikeMessage.Parser.ParseFrom(envelope.Payload));
                    break;
                case "WebcastChatMessage":
                    Comments += IsNew(envelope) ? 1 : 0;
                    break;
                case "WebcastRehearsalUnknownMessage":
                    MessagesUnread++;
                    break;
                default:
                    IsNew(envelope);
                    break;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            MessagesUnread++;
        }
    }

    private bool IsNew(Envelope envelope)
    {
        Order.Add(envelope.MsgId);
        var isNew = _seen.Add(envelope.MsgId);
        Duplicates += isNew ? 0 : 1;
        return isNew;
    }

    private void Gift(Envelope envelope, GiftMessage gift)
    {
        if (!IsNew(envelope))
        {
            return;
        }
        var rise = gift.RepeatCount;
        if (gift.GroupId != 0)
        {
            var key = (gift.User.Id, gift.GiftId, gift.GroupId, gift.MonitorInfo.ToUserId);
            var before = _streaks.GetValueOrDefault(key);
            rise = Math.Max(0, gift.RepeatCount - before);
            _streaks[key] = before + rise;
        }
        Units += rise;
        Coins += (long)rise * gift.Gift.DiamondCount;
    }

    private void Like(Envelope envelope, LikeMessage like)
    {
        if (IsNew(envelope))
        {
            LikeCount += like.Count;
            Likes = Math.Max(Likes, like.Total);
        }
    }

    private static byte[] Unpack(byte[] payload)
    {
        if (payload is not [0x1f, 0x8b, ..])
        {
            return payload;
        }
        using var stream = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
