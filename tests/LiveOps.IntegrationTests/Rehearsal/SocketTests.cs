using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Google.Protobuf;
using LiveOps.IntegrationTests.Ingestion;
using LiveOps.Rehearsal.Webcast.Wire;
using Microsoft.AspNetCore.Builder;

namespace LiveOps.IntegrationTests.Rehearsal;

/// <summary>Rehearsal's Webcast socket over a real connection.</summary>
public sealed class SocketTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await Hosts.RehearsalAsync();
        _http = new HttpClient { BaseAddress = _app.Address() };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_socket_that_is_cut_after_a_frame_delivered_all_that_counts_as_served()
    {
        await PostAsync("show", "start", new { });
        await PostAsync("show", "faults", new { dropSocket = new { everyFrames = 3 } });
        var seen = new HashSet<long>();
        for (var round = 0; round < 5; round++)
        {
            using var socket = await ConnectAsync("show");
            await PostAsync("show", "gifts", new { count = 400 });
            foreach (var message in await ReadMessagesAsync(socket))
            {
                seen.Add(message.MsgId).ShouldBeTrue();
            }
        }
        seen.Count.ShouldBe(5 * 3 * 50);
        (await TruthAsync("show"))["served"]!["messages"]!.GetValue<int>().ShouldBe(seen.Count);
    }

    [Fact]
    public async Task Entering_another_room_moves_the_socket_and_acknowledgements_are_checked()
    {
        await PostAsync("one_show", "start", new { });
        var other = await PostAsync("two_show", "start", new { });
        using var socket = await ConnectAsync("one_show");
        var enter = new EnterRoom { RoomId = long.Parse(other["roomId"]!.GetValue<string>()), LiveId = 12 };
        await SendAsync(socket, "im_enter_room", 5, enter.ToByteArray());
        (await ReadFrameAsync(socket))!.PayloadType.ShouldBe("im_enter_room_resp");

        await PostAsync("one_show", "comments", new { text = "not for this socket" });
        await PostAsync("two_show", "comments", new { text = "hello" });
        var frame = (await ReadFrameAsync(socket))!;
        var result = FetchResult.Parser.ParseFrom(frame.Payload);
        ChatMessage.Parser.ParseFrom(result.Messages.ShouldHaveSingleItem().Payload).Content.ShouldBe("hello");
        await SendAsync(socket, "ack", frame.LogId, "wrong"u8.ToArray());
        await PostAsync("two_show", "comments", new { text = "again" });
        frame = (await ReadFrameAsync(socket))!;
        result = FetchResult.Parser.ParseFrom(frame.Payload);
        await SendAsync(socket, "ack", frame.LogId, System.Text.Encoding.UTF8.GetBytes(result.InternalExt));
        await SendAsync(socket, "hb", 6, []);
        (await ReadFrameAsync(socket))!.PayloadType.ShouldBe("hb");

        var counted = (await TruthAsync("two_show"))["acknowledged"]!;
        counted["wrongAcks"]!.GetValue<int>().ShouldBe(1);
        counted["framesAcknowledged"]!.GetValue<int>().ShouldBe(1);
        counted["heartbeats"]!.GetValue<int>().ShouldBe(1);
        (await TruthAsync("one_show"))["served"]!["messages"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_handshake_is_a_200_with_the_reason_in_its_headers()
    {
        await PostAsync("show", "start", new { });
        await PostAsync(
            "show",
            "faults",
            new
            {
                handshake = new
                {
                    msg = "DEVICE_BLOCKED",
                    status = "415",
                    times = 1,
                },
            }
        );
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Should.ThrowAsync<WebSocketException>(async () =>
            await socket.ConnectAsync(await AddressAsync("show"), TestContext.Current.CancellationToken)
        );
        ((int)socket.HttpStatusCode).ShouldBe(200);
        socket.HttpResponseHeaders!["Handshake-Msg"].ShouldBe(["DEVICE_BLOCKED"]);
        using var again = await ConnectAsync("show");
        again.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task A_consumer_that_sends_garbage_ends_its_own_connection_only()
    {
        await PostAsync("show", "start", new { });
        using var bad = await ConnectAsync("show");
        using var good = await ConnectAsync("show");
        await bad.SendAsync(
            new byte[] { 0x07, 0xff, 0xff },
            WebSocketMessageType.Binary,
            true,
            TestContext.Current.CancellationToken
        );
        (await ReadFrameAsync(bad)).ShouldBeNull();
        await PostAsync("show", "comments", new { text = "hello" });
        (await ReadFrameAsync(good))!.PayloadType.ShouldBe("msg");
    }

    private async Task<Uri> AddressAsync(string handle)
    {
        var room = await _http.GetFromJsonAsync<JsonNode>($"api/rooms/{handle}");
        var port = _http.BaseAddress!.Port;
        return new Uri(
            $"ws://127.0.0.1:{port}/webcast/im/ws_proxy/ws_reuse_supplement/?room_id={room!["roomId"]!.GetValue<string>()}"
        );
    }

    private async Task<ClientWebSocket> ConnectAsync(string handle)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(await AddressAsync(handle), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>The next frame; null when the connection is gone.</summary>
    private static async Task<PushFrame?> ReadFrameAsync(ClientWebSocket socket)
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }
                length += part.Count;
                if (part.EndOfMessage)
                {
                    return PushFrame.Parser.ParseFrom(buffer, 0, length);
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    private static async Task<List<Envelope>> ReadMessagesAsync(ClientWebSocket socket)
    {
        var messages = new List<Envelope>();
        while (await ReadFrameAsync(socket) is { } frame)
        {
            messages.AddRange(FetchResult.Parser.ParseFrom(frame.Payload).Messages);
        }
        return messages;
    }

    private static Task SendAsync(ClientWebSocket socket, string type, ulong logId, byte[] payload)
    {
        var frame = new PushFrame
        {
            LogId = logId,
            PayloadEncoding = "pb",
            PayloadType = type,
            Payload = ByteString.CopyFrom(payload),
        };
        return socket.SendAsync(
            frame.ToByteArray(),
            WebSocketMessageType.Binary,
            true,
            TestContext.Current.CancellationToken
        );
    }

    private async Task<JsonNode> TruthAsync(string handle) =>
        (await _http.GetFromJsonAsync<JsonNode>($"api/rooms/{handle}/truth"))!;

    private async Task<JsonNode> PostAsync(string handle, string act, object body)
    {
        using var answer = await _http.PostAsJsonAsync($"api/rooms/{handle}/{act}", body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
