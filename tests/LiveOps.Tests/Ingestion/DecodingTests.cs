using FsCheck;
using FsCheck.Fluent;
using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Tests.Ingestion;

public sealed class DecodingTests
{
    private static readonly string[] _types =
    [
        "WebcastGiftMessage",
        "WebcastChatMessage",
        "WebcastLikeMessage",
        "WebcastSocialMessage",
        "WebcastMemberMessage",
        "WebcastRoomUserSeqMessage",
        "WebcastControlMessage",
        "WebcastLinkMicBattle",
        "WebcastLinkMicArmies",
        "WebcastLinkmicBattleTaskMessage",
        "WebcastLinkMicBattleItemCard",
        "WebcastEnvelopeMessage",
        "WebcastQuestionNewMessage",
        "WebcastGoalUpdateMessage",
        "WebcastSubNotifyMessage",
        "WebcastEmoteChatMessage",
        "WebcastRoomPinMessage",
        "WebcastImDeleteMessage",
        "WebcastBarrageMessage",
        "WebcastLiveIntroMessage",
        "WebcastCaptionMessage",
    ];

    [Fact]
    public void Random_bytes_never_break_the_decoder()
    {
        var inflater = new Inflater(1024 * 1024);
        Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                bytes =>
                {
                    var frame = new PushFrame();
                    if (frame.Read(bytes) && frame.IsGzip)
                    {
                        inflater.TryInflate(frame.Payload, out _);
                    }
                    inflater.TryInflate(bytes, out _);
                    var batch = new FetchResult();
                    batch.Read(bytes);
                    batch.RouteParams();
                    var room = new RoomUnderTest();
                    foreach (string type in _types)
                    {
                        room.Take(type, bytes);
                    }
                    return room.Events.Count + room.Counters.Undecodable >= 0;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void A_frame_that_is_cut_off_anywhere_is_refused_or_read_but_never_breaks()
    {
        byte[] batch = Wires.Batch(
            Wires.Wrapped("WebcastGiftMessage", Wires.Gift(1, 3)),
            Wires.Wrapped("WebcastChatMessage", Wires.Chat(2, "hello"))
        );
        byte[] whole = Wires.Frame(batch);
        for (int length = 0; length < whole.Length; length++)
        {
            var frame = new PushFrame();
            frame.Read(whole.AsSpan(0, length));
            if (length < batch.Length)
            {
                var cut = new FetchResult();
                cut.Read(batch.AsSpan(0, length));
                var room = new RoomUnderTest();
                room.Take("WebcastGiftMessage", Wires.Gift(1, 3)[..Math.Min(length, Wires.Gift(1, 3).Length)]);
            }
        }
        new PushFrame().Read(whole).ShouldBeTrue();
    }

    [Fact]
    public void A_gift_message_that_is_cut_off_is_counted_and_the_rest_of_the_batch_is_read()
    {
        var room = new RoomUnderTest();
        byte[] gift = Wires.Gift(1, 3);
        room.TakeBatch(
            Wires.Batch(
                Wires.Wrapped("WebcastGiftMessage", gift[..^3]),
                Wires.Wrapped("WebcastNobodyKnowsMessage", [1, 2, 3]),
                Wires.Wrapped("WebcastChatMessage", Wires.Chat(2, "hello"))
            )
        );
        room.Counters.Undecodable.ShouldBe(1);
        room.Counters.UnknownTypes()["WebcastNobodyKnowsMessage"].ShouldBe(1);
        room.Events.ShouldHaveSingleItem().Text.ShouldBe("hello");
    }

    [Fact]
    public void A_length_beyond_the_end_or_beyond_all_memory_is_refused_without_taking_memory()
    {
        byte[] hostile = [0x42, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
        long before = GC.GetAllocatedBytesForCurrentThread();
        new PushFrame().Read(hostile).ShouldBeFalse();
        new FetchResult().Read([0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]).ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Groups_nested_without_end_are_refused()
    {
        byte[] groups = new byte[100_000];
        Array.Fill(groups, (byte)0x0B);
        new PushFrame().Read(groups).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_packed_frame_is_unpacked_by_its_header_or_by_its_first_bytes(bool header)
    {
        byte[] batch = Wires.Batch(Wires.Wrapped("WebcastChatMessage", Wires.Chat(2, "hello")));
        var frame = new PushFrame();
        frame.Read(Wires.Frame(batch, gzip: true, header)).ShouldBeTrue();
        frame.IsGzip.ShouldBeTrue();
        new Inflater(1024 * 1024).TryInflate(frame.Payload, out ReadOnlySpan<byte> plain).ShouldBeTrue();
        plain.SequenceEqual(batch).ShouldBeTrue();
    }

    [Fact]
    public void A_packed_frame_that_unpacks_beyond_the_limit_is_refused()
    {
        byte[] packed = Wires.Gzip(new byte[4 * 1024 * 1024]);
        new Inflater(1024 * 1024).TryInflate(packed, out _).ShouldBeFalse();
        new Inflater(8 * 1024 * 1024).TryInflate(packed, out _).ShouldBeTrue();
    }

    [Fact]
    public void A_comment_of_five_megabytes_is_read()
    {
        var room = new RoomUnderTest();
        room.Take("WebcastChatMessage", Wires.Chat(1, new string('x', 5_000_000)));
        room.Events.ShouldHaveSingleItem().Text!.Length.ShouldBe(5_000_000);
    }

    [Fact]
    public void A_message_without_any_id_is_known_by_its_content()
    {
        var room = new RoomUnderTest();
        room.Take("WebcastChatMessage", Wires.Chat(0, "one"));
        room.Take("WebcastChatMessage", Wires.Chat(0, "one"));
        room.Take("WebcastChatMessage", Wires.Chat(0, "two"));
        room.Events.Count.ShouldBe(2);
        room.Events.ShouldAllBe(one => one.MessageId < 0);
    }

    [Fact]
    public void The_heartbeat_is_what_TikToks_player_sends()
    {
        Convert.ToHexString(ClientFrames.Heartbeat(7300, 1).Span).ShouldBe("320270623A02686242050884391001");
    }

    [Fact]
    public void The_ack_carries_the_frames_log_id_and_its_text()
    {
        var ack = new PushFrame();
        ack.Read(ClientFrames.Ack(ulong.MaxValue, "ext"u8).Span).ShouldBeTrue();
        ack.LogId.ShouldBe(ulong.MaxValue);
        ack.PayloadType.SequenceEqual("ack"u8).ShouldBeTrue();
        ack.Payload.SequenceEqual("ext"u8).ShouldBeTrue();
    }

    [Fact]
    public void Events_keep_the_order_of_the_frame()
    {
        var room = new RoomUnderTest();
        room.TakeBatch(
            Wires.Batch([
                .. Enumerable.Range(1, 50).Select(n => Wires.Wrapped("WebcastChatMessage", Wires.Chat(n, $"{n}"))),
            ])
        );
        room.Events.Select(one => one.MessageId).ShouldBe(Enumerable.Range(1, 50).Select(n => (long)n));
        room.Events.ShouldAllBe(one => one.Kind == LiveEventKind.Chat && one.Viewer!.Handle == "ada");
    }
}
