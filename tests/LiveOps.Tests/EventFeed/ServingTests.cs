using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.EventFeed;
using LiveOps.EventFeed.Serving;

namespace LiveOps.Tests.EventFeed;

/// <summary>The feed's port, over real sockets.</summary>
public sealed class ServingTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:3000")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("http://[::1]:5080")]
    [InlineData("https://game.example")]
    public void Pages_of_this_PC_and_of_the_list_may_read(string? origin) =>
        Origins.MayRead(origin, ["https://game.example"]).ShouldBeTrue();

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("http://game.example")]
    [InlineData("https://game.example:444")]
    [InlineData("http://192.168.1.2")]
    [InlineData("file://evil")]
    [InlineData("nonsense")]
    public void Other_pages_may_not(string origin) => Origins.MayRead(origin, ["https://game.example"]).ShouldBeFalse();

    [Fact]
    public async Task A_foreign_page_is_refused_with_a_reason_and_a_page_of_this_PC_is_served()
    {
        await using RunningFeed feed = await RunningFeed.StartAsync();
        using ClientWebSocket foreign = await feed.ConnectAsync("https://evil.example");
        foreign.HttpStatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var http = new HttpClient();
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{feed.Port}/");
        asked.Headers.Add("Origin", "https://evil.example");
        using HttpResponseMessage refusal = await http.SendAsync(asked);
        (await refusal.Content.ReadAsStringAsync()).ShouldContain("https://evil.example may not read the event feed");
        using HttpResponseMessage plain = await http.GetAsync(new Uri($"http://127.0.0.1:{feed.Port}/"));
        plain.StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        using ClientWebSocket overlay = await feed.ConnectAsync("file://");
        overlay.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task The_port_is_open_on_this_PC_alone_whatever_the_environment_says()
    {
        Environment.SetEnvironmentVariable("Kestrel__Endpoints__All__Url", "http://0.0.0.0:0");
        try
        {
            await using RunningFeed feed = await RunningFeed.StartAsync();
            System
                .Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties()
                .GetActiveTcpListeners()
                .Where(one => one.Port == feed.Port)
                .ShouldAllBe(one => IPAddress.IsLoopback(one.Address));
            using ClientWebSocket near = await feed.ConnectAsync();
            near.State.ShouldBe(WebSocketState.Open);
            if (Socket.OSSupportsIPv6)
            {
                using ClientWebSocket six = await feed.ConnectAsync(host: "[::1]");
                six.State.ShouldBe(WebSocketState.Open);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("Kestrel__Endpoints__All__Url", null);
        }
    }

    [Fact]
    public async Task Only_the_workspaces_new_events_are_told_each_once_to_everybody()
    {
        await using RunningFeed feed = await RunningFeed.StartAsync();
        using ClientWebSocket one = await feed.ConnectAsync();
        using ClientWebSocket two = await feed.ConnectAsync();
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(1, "first")));
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(1, "first")));
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(2, "replayed") with { IsHistory = true }));
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(3, "foreign")) with { WorkspaceId = Guid.NewGuid() });
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(4, "another account")) with { AccountId = Guid.NewGuid() });
        var emitted = new FeedEventEmitted
        {
            WorkspaceId = RunningFeed.Workspace,
            AccountId = RunningFeed.Account,
            EmitId = Guid.NewGuid(),
            EventName = "confetti",
            Data = "{}",
            At = RunningFeed.At,
        };
        feed.Desk.Take(emitted);
        feed.Desk.Take(emitted);
        feed.Desk.Take(emitted with { EmitId = Guid.NewGuid(), WorkspaceId = Guid.NewGuid() });
        feed.Desk.Take(emitted with { EmitId = Guid.NewGuid(), Data = "no JSON" });
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(5, "last")));
        foreach (ClientWebSocket client in new[] { one, two })
        {
            List<string?> told = [];
            while (told.LastOrDefault() != "last")
            {
                JsonElement text = await RunningFeed.NextAsync(client);
                told.Add(
                    text.GetProperty("data").TryGetProperty("comment", out JsonElement comment)
                        ? comment.GetString()
                        : text.GetProperty("event").GetString()
                );
            }
            told.ShouldBe(["first", "another account", "confetti", "last"]);
        }
    }

    [Fact]
    public async Task With_an_account_chosen_the_others_are_not_told()
    {
        var options = new EventFeedOptions
        {
            WorkspaceId = RunningFeed.Workspace,
            AccountId = RunningFeed.Account,
            Port = RunningFeed.FreePort(),
        };
        await using RunningFeed feed = await RunningFeed.StartAsync(options);
        using ClientWebSocket client = await feed.ConnectAsync();
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(1, "another")) with { AccountId = Guid.NewGuid() });
        feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(2, "mine")));
        (await RunningFeed.NextAsync(client)).GetProperty("data").GetProperty("comment").GetString().ShouldBe("mine");
    }

    [Fact]
    public async Task One_client_too_many_is_refused_until_another_leaves()
    {
        var options = new EventFeedOptions
        {
            WorkspaceId = RunningFeed.Workspace,
            Port = RunningFeed.FreePort(),
            MostClients = 2,
        };
        await using RunningFeed feed = await RunningFeed.StartAsync(options);
        using ClientWebSocket one = await feed.ConnectAsync();
        using ClientWebSocket two = await feed.ConnectAsync();
        using ClientWebSocket three = await feed.ConnectAsync();
        three.HttpStatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await one.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await feed.WaitAsync(() => Task.FromResult(feed.Clients.Count == 1));
        using ClientWebSocket four = await feed.ConnectAsync();
        four.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_a_fast_one_gets_everything()
    {
        const int texts = 20_000;
        await using RunningFeed feed = await RunningFeed.StartAsync();
        using ClientWebSocket fast = await feed.ConnectAsync();
        using var stuck = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await stuck.ConnectAsync(IPAddress.Loopback, feed.Port);
        await stuck.SendAsync(
            Encoding.ASCII.GetBytes(
                "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
        );
        await feed.WaitAsync(() => Task.FromResult(feed.Clients.Count == 2));
        long read = 0;
        Task reading = Task.Run(async () =>
        {
            for (int n = 1; n <= texts; n++)
            {
                JsonElement data = (await RunningFeed.NextAsync(fast)).GetProperty("data");
                data.GetProperty("msgId").GetString().ShouldBe($"{n}");
                Volatile.Write(ref read, n);
            }
        });
        string comment = new('x', 1_000);
        for (int n = 1; n <= texts; n++)
        {
            feed.Desk.Take(RunningFeed.Message(RunningFeed.Chat(n, comment)));
            if (n % 200 == 0)
            {
                // However busy the machine is: the fast client is never 1,000 texts behind.
                await feed.WaitAsync(() => Task.FromResult(reading.IsCompleted || Volatile.Read(ref read) > n - 500));
            }
        }
        await reading;
        await feed.WaitAsync(() => Task.FromResult(feed.Clients.Count == 1));
        fast.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task A_client_that_falls_behind_and_reads_again_is_told_why_it_was_dropped()
    {
        var client = new FeedClient(mostQueued: 10);
        for (int n = 0; n < 10; n++)
        {
            client.Offer(new byte[] { (byte)'1' }).ShouldBeTrue();
        }
        client.Offer(new byte[] { (byte)'1' }).ShouldBeFalse();
        using var near = new MemorySocketPair();
        Task serving = client.RunAsync(near.Server, CancellationToken.None);
        ValueWebSocketReceiveResult result = await near.Client.ReceiveAsync(
            new byte[100].AsMemory(),
            CancellationToken.None
        );
        result.MessageType.ShouldBe(WebSocketMessageType.Close);
        near.Client.CloseStatus.ShouldBe(WebSocketCloseStatus.PolicyViolation);
        near.Client.CloseStatusDescription.ShouldBe("Too slow: 10 events wait.");
        await near.Client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await serving;
    }

    [Fact]
    public async Task A_stop_says_goodbye()
    {
        RunningFeed feed = await RunningFeed.StartAsync();
        using ClientWebSocket client = await feed.ConnectAsync();
        Task<ValueWebSocketReceiveResult> next = client
            .ReceiveAsync(new byte[100].AsMemory(), CancellationToken.None)
            .AsTask();
        Task stopping = feed.DisposeAsync().AsTask();
        (await next).MessageType.ShouldBe(WebSocketMessageType.Close);
        client.CloseStatusDescription.ShouldBe("LiveOps stops.");
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stopping;
    }

    /// <summary>Two ends of one connection of this process.</summary>
    private sealed class MemorySocketPair : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public MemorySocketPair()
        {
            _listener.Start();
            var near = new TcpClient();
            near.Connect((IPEndPoint)_listener.LocalEndpoint);
            TcpClient far = _listener.AcceptTcpClient();
            Client = WebSocket.CreateFromStream(near.GetStream(), new WebSocketCreationOptions { IsServer = false });
            Server = WebSocket.CreateFromStream(far.GetStream(), new WebSocketCreationOptions { IsServer = true });
        }

        public WebSocket Client { get; }

        public WebSocket Server { get; }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
            _listener.Stop();
        }
    }
}
