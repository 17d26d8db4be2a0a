using Google.Protobuf;
using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;
using LiveOps.Rehearsal.Webcast;
using LiveOps.Rehearsal.Webcast.Wire;

namespace LiveOps.Tests.Rehearsal;

public sealed class WireTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_heartbeat_has_the_bytes_that_TikToks_clients_send()
    {
        var heartbeat = new Heartbeat { RoomId = 7300, SendPacketSeqId = 1 };
        var frame = new PushFrame
        {
            PayloadEncoding = "pb",
            PayloadType = "hb",
            Payload = heartbeat.ToByteString(),
        };
        Convert.ToHexStringLower(frame.ToByteArray()).ShouldBe("320270623a02686242050884391001");
    }

    [Fact]
    public void A_streak_is_a_running_total_with_an_end_that_adds_nothing()
    {
        var (room, consumer) = Connected();
        room.Offer(Acts.Streak(room, GiftCatalogue.Find("Finger Heart")!, 3, Viewer.FromHandle("anna")).ToList());

        var gifts = consumer.Envelopes.Select(envelope => GiftMessage.Parser.ParseFrom(envelope.Payload)).ToList();
        gifts.Select(gift => gift.RepeatCount).ShouldBe([1, 2, 3, 3]);
        gifts.Select(gift => gift.ComboCount).ShouldBe([1, 2, 3, 3]);
        gifts.Select(gift => gift.RepeatEnd).ShouldBe([0, 0, 0, 1]);
        gifts.Select(gift => gift.SendType).ShouldBe([1L, 4L, 4L, 0L]);
        gifts.Select(gift => gift.FanTicketCount).ShouldBe([5L, 5L, 5L, 0L]);
        gifts.Select(gift => gift.GroupId).Distinct().ShouldHaveSingleItem().ShouldBeGreaterThan(0);
        gifts.ShouldAllBe(gift => gift.GroupCount == 1 && gift.MonitorInfo.ToUserId == room.OwnerId);
        gifts[0].RoomFanTicketCount.ShouldBe(5);
        gifts[3].RoomFanTicketCount.ShouldBe(15);
    }

    [Fact]
    public void A_gift_without_a_streak_is_one_message_without_a_group()
    {
        var (room, consumer) = Connected();
        room.Offer([new GiftGiven(Viewer.FromHandle("ben", "Ben"), GiftCatalogue.Find("Corgi")!)]);

        var gift = GiftMessage.Parser.ParseFrom(consumer.Envelopes.ShouldHaveSingleItem().Payload);
        (gift.GroupId, gift.RepeatCount, gift.RepeatEnd, gift.FanTicketCount).ShouldBe((0L, 1, 0, 299L));
        (gift.GiftId, gift.Gift.Id, gift.Gift.Name, gift.Gift.DiamondCount).ShouldBe((6267L, 6267L, "Corgi", 299));
        (gift.User.DisplayId, gift.User.Nickname).ShouldBe(("ben", "Ben"));
        gift.User.AvatarThumb.UrlList.ShouldNotBeEmpty();
        gift.Common.RoomId.ShouldBe(room.RoomId);
        gift.Common.CreateTimeMs.ShouldBe(_time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public void Blocks_that_were_encoded_before_give_the_message_that_encoding_as_a_whole_gives()
    {
        var viewer = Viewer.FromHandle("cleo");
        var head = new ChatMessage { Content = "hello", ContentLanguage = "en" };
        foreach (var realistic in new[] { false, true })
        {
            var joined = ChatMessage.Parser.ParseFrom(WireJoin.Join(head, 2, viewer.Encoded(realistic)));
            var whole = head.Clone();
            whole.User = User.Parser.ParseFrom(viewer.Encoded(realistic));
            joined.ShouldBe(whole);
        }
    }

    [Fact]
    public void Follow_and_share_tell_themselves_apart_by_action_and_by_key()
    {
        var (room, consumer) = Connected();
        room.Offer([new Followed(Viewer.FromHandle("anna")), new Shared(Viewer.FromHandle("anna"))]);

        var social = consumer.Envelopes.Select(envelope => SocialMessage.Parser.ParseFrom(envelope.Payload)).ToList();
        social.Select(message => message.Action).ShouldBe([1L, 3L]);
        social[0].Common.DisplayText.Key.ShouldContain("follow");
        social[1].Common.DisplayText.Key.ShouldContain("share");
        (social[0].FollowCount, social[1].ShareCount).ShouldBe((1L, 1));
    }

    [Fact]
    public void Message_ids_rise_and_never_repeat_across_rooms_and_restarts()
    {
        var rooms = new RoomDirectory(_time);
        var first = rooms.Start("one_show", null, null, null);
        var second = rooms.Start("two_show", null, null, null);
        var ids = new List<long>();
        for (var n = 0; n < 100; n++)
        {
            ids.Add((n % 2 == 0 ? first : second).Offer([new Commented(Viewer.FromHandle("anna"), "x")]).FirstMsgId);
        }
        first.End(withControlMessage: true);
        var again = rooms.Start("one_show", null, null, null);
        again.RoomId.ShouldNotBe(first.RoomId);
        ids.Add(again.Offer([new Commented(Viewer.FromHandle("anna"), "x")]).FirstMsgId);
        ids.ShouldBe(ids.Distinct().Order());
    }

    [Fact]
    public void Messages_of_realistic_size_are_as_large_as_TikToks()
    {
        var (room, consumer) = Connected();
        room.RealisticSize = true;
        var anna = Viewer.FromHandle("anna");
        room.Offer([
            new GiftGiven(anna, GiftCatalogue.Find("Rose")!),
            new Commented(anna, "hello"),
            new Liked(anna, 5),
        ]);

        var sizes = consumer.Envelopes.Select(envelope => envelope.Payload.Length).ToList();
        sizes[0].ShouldBeInRange(5_000, 8_500);
        sizes[1].ShouldBeInRange(2_200, 6_600);
        sizes[2].ShouldBeInRange(2_200, 5_000);
    }

    [Fact]
    public void A_frame_says_how_it_is_compressed_and_asks_for_an_acknowledgement()
    {
        var message = MessageEncoder.Encode(
            new Commented(Viewer.FromHandle("anna"), "hello"),
            new MessageHead(1, 2, 3, _time.GetUtcNow()),
            new RoomTotals(),
            EncodingChoices.Usual
        );
        var frame = Frame.Of(9, [message], [], hideCompression: false, nowMs: 5);
        var plain = PushFrame.Parser.ParseFrom(frame.Bytes(gzip: false));
        var packed = PushFrame.Parser.ParseFrom(frame.Bytes(gzip: true));

        plain.Headers.ShouldHaveSingleItem().Value.ShouldBe("none");
        packed
            .Headers.ShouldHaveSingleItem()
            .ShouldBe(new PushFrame.Types.Header { Key = "compress_type", Value = "gzip" });
        packed.Payload.ToByteArray()[..2].ShouldBe([0x1f, 0x8b]);
        var result = FetchResult.Parser.ParseFrom(plain.Payload);
        (result.NeedAck, result.InternalExt).ShouldBe((true, frame.InternalExt));
        (plain.PayloadType, plain.LogId, plain.Service, plain.Method).ShouldBe(("msg", 9UL, 8888UL, 8UL));
        var hidden = PushFrame.Parser.ParseFrom(Frame.Of(9, [message], [], true, 5).Bytes(gzip: true));
        hidden.Headers.ShouldBeEmpty();
    }

    private (Room Room, CountingConsumer Consumer) Connected()
    {
        var room = new RoomDirectory(_time).Start("my_show", null, null, null);
        var consumer = new CountingConsumer(room);
        room.Attach(consumer);
        return (room, consumer);
    }
}
