using System.Text;
using LiveOps.Ingestion.Webcast.Wire;

namespace LiveOps.Ingestion.Webcast.Frames;

/// <summary>The three frames that a viewer's client sends.</summary>
internal static class ClientFrames
{
    private const int LogIdField = 2;
    private const int EncodingField = 6;
    private const int PayloadTypeField = 7;
    private const int PayloadField = 8;

    /// <summary>live_id of TikTok's web player.</summary>
    private const ulong WebLiveId = 12;

    /// <summary>Sent once, right after the socket opened.</summary>
    /// <param name="enterId">A random positive number, new for every connection.</param>
    public static ReadOnlyMemory<byte> EnterRoom(long roomId, long enterId)
    {
        ReadOnlyMemory<byte> body = new WireWriter()
            .Varint(1, (ulong)roomId)
            .Varint(4, WebLiveId)
            .Text(5, "audience")
            .Text(6, "")
            .Varint(7, 0)
            .Varint(8, (ulong)enterId)
            .Text(9, "0")
            .Written;
        return Frame("im_enter_room", body.Span);
    }

    /// <summary>Sent every 10 s. For room 7300 and sequence 1: 32 02 70 62 3a 02 68 62 42 05 08 84 39 10 01.</summary>
    public static ReadOnlyMemory<byte> Heartbeat(long roomId, long sequence)
    {
        ReadOnlyMemory<byte> body = new WireWriter().Varint(1, (ulong)roomId).Varint(2, (ulong)sequence).Written;
        return Frame("hb", body.Span);
    }

    /// <summary>Answers a frame that asked for it, with the frame's own log id.</summary>
    public static ReadOnlyMemory<byte> Ack(ulong logId, ReadOnlySpan<byte> internalExt) =>
        new WireWriter()
            .Varint(LogIdField, logId)
            .Text(EncodingField, "pb")
            .Text(PayloadTypeField, "ack")
            .Bytes(PayloadField, internalExt)
            .Written;

    /// <summary>A first fetch as a frame, so that a recording holds one format only.</summary>
    public static ReadOnlyMemory<byte> Message(ReadOnlySpan<byte> fetchResult) => Frame("msg", fetchResult);

    private static ReadOnlyMemory<byte> Frame(string payloadType, ReadOnlySpan<byte> body) =>
        new WireWriter()
            .Text(EncodingField, "pb")
            .Bytes(PayloadTypeField, Encoding.UTF8.GetBytes(payloadType))
            .Bytes(PayloadField, body)
            .Written;
}
