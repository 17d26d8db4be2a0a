using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using LiveOps.Contracts.Ingestion;
using LiveOps.EventFeed;
using LiveOps.EventFeed.Serving;
using LiveOps.EventFeed.Taking;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LiveOps.Tests.EventFeed;

/// <summary>The feed with its real port, fed by hand instead of by the broker.</summary>
internal sealed class RunningFeed : IAsyncDisposable
{
    public static readonly Guid Workspace = Guid.NewGuid();
    public static readonly Guid Account = Guid.NewGuid();

    private readonly FeedServer _server;

    private RunningFeed(EventFeedOptions options)
    {
        IOptions<EventFeedOptions> chosen = Options.Create(options);
        Port = options.Port;
        Clients = new FeedClients(chosen, NullLogger<FeedClients>.Instance);
        Desk = new FeedDesk(Clients, chosen, NullLogger<FeedDesk>.Instance);
        _server = new FeedServer(Clients, chosen, NullLogger<FeedServer>.Instance, TimeProvider.System);
    }

    public int Port { get; }

    public FeedClients Clients { get; }

    public FeedDesk Desk { get; }

    public static async Task<RunningFeed> StartAsync(EventFeedOptions? options = null)
    {
        var feed = new RunningFeed(options ?? new EventFeedOptions { WorkspaceId = Workspace, Port = FreePort() });
        await feed._server.StartAsync(CancellationToken.None);
        await feed.WaitAsync(async () => (await feed.StateAsync()).Contains(" is open.", StringComparison.Ordinal));
        return feed;
    }

    public async Task<string> StateAsync() => (await _server.CheckHealthAsync(null!)).Description!;

    public async Task<ClientWebSocket> ConnectAsync(string? origin = null, string host = "127.0.0.1")
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{host}:{Port}/"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The caller asks the socket what it was told.
        }
        return socket;
    }

    public static async Task<JsonElement> NextAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
            length += part.Count;
        } while (!part.EndOfMessage);
        part.MessageType.ShouldBe(WebSocketMessageType.Text);
        return JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
    }

    public static LiveEvents Message(params LiveEvent[] events) =>
        new()
        {
            WorkspaceId = Workspace,
            AccountId = Account,
            RoomId = 7_000,
            Sequence = 1,
            ReceivedAt = At,
            Events = events,
        };

    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly LiveViewer Bea = new()
    {
        UserId = 42,
        Handle = "bea",
        Nickname = "Bea 🌹",
        AvatarUrl = "https://pictures.example/bea",
        Roles = ViewerRoles.Follower | ViewerRoles.Moderator,
    };

    public static LiveEvent Chat(long id, string text) =>
        new()
        {
            MessageId = id,
            Kind = LiveEventKind.Chat,
            At = At,
            Viewer = Bea,
            Text = text,
        };

    public static LiveEvent Gift(long id, int count, int credited, long group = 99, bool end = false) =>
        new()
        {
            MessageId = id,
            Kind = LiveEventKind.Gift,
            At = At,
            Viewer = Bea,
            Gift = new LiveGift
            {
                GiftId = 5655,
                Name = "Rose",
                Coins = 1,
                RepeatCount = count,
                Credited = credited,
                GroupId = group,
                RepeatEnd = end,
            },
        };

    public static LiveEvent Final(long id, int count) =>
        Gift(id, count, credited: 0, end: true) with
        {
            Kind = LiveEventKind.GiftFinal,
        };

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task WaitAsync(Func<Task<bool>> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(60), await StateAsync());
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
    }
}
