using System.Buffers;
using System.Net;
using System.Net.WebSockets;

namespace LiveOps.Ingestion.Connecting;

/// <summary>The socket to one room: whole frames in, frames out, refusals in words.</summary>
internal sealed class RoomSocket : IAsyncDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private static readonly TimeSpan _ping = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _closePatience = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly int _largest;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);

    private RoomSocket(int largest) => _largest = largest;

    /// <summary>Frames that were longer than the limit and have been passed over.</summary>
    public long Oversized { get; private set; }

    /// <exception cref="ConnectionFailure">Refused or unreachable.</exception>
    public static Task<RoomSocket> OpenAsync(
        Uri address,
        string cookie,
        Device device,
        int largestFrame,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var socket = new RoomSocket(largestFrame);
        ClientWebSocketOptions options = socket._socket.Options;
        options.SetRequestHeader("User-Agent", device.UserAgent);
        options.SetRequestHeader("Origin", "https://www.tiktok.com");
        options.SetRequestHeader("Cookie", cookie);
        // TikTok answers no WebSocket pings: life is judged by its data.
        options.KeepAliveInterval = TimeSpan.Zero;
        return ConnectAsync(socket, address, timeout, cancellationToken);
    }

    /// <summary>A socket to a program of this PC or its network: no TikTok, no proxy; pings tell whether it lives.</summary>
    /// <exception cref="ConnectionFailure">Refused or unreachable.</exception>
    public static Task<RoomSocket> OpenLocalAsync(
        Uri address,
        int largestText,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var socket = new RoomSocket(largestText);
        ClientWebSocketOptions options = socket._socket.Options;
        options.Proxy = null;
        options.KeepAliveInterval = _ping;
        options.KeepAliveTimeout = _ping;
        return ConnectAsync(socket, address, timeout, cancellationToken);
    }

    private static async Task<RoomSocket> ConnectAsync(
        RoomSocket socket,
        Uri address,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        socket._socket.Options.CollectHttpResponseDetails = true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            await socket._socket.ConnectAsync(address, patience.Token);
            return socket;
        }
        catch (WebSocketException error)
        {
            ConnectionFailure refusal = Refusal(socket._socket, error);
            await socket.DisposeAsync();
            throw refusal;
        }
        catch (OperationCanceledException error)
        {
            await socket.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectionFailure($"The socket does not open within {timeout.TotalSeconds} s.", error);
        }
    }

    /// <summary>The next frame; valid until the next call. Null once the peer has closed.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        int length = 0;
        bool tooLong = false;
        while (true)
        {
            if (length == _buffer.Length)
            {
                tooLong = !TryGrow(length);
                length = tooLong ? 0 : length;
            }
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }
            length += part.Count;
            if (!part.EndOfMessage)
            {
                continue;
            }
            if (!tooLong && length <= _largest)
            {
                return _buffer.AsMemory(0, length);
            }
            Oversized++;
            return ReadOnlyMemory<byte>.Empty;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var patience = new CancellationTokenSource(_closePatience);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
            }
            catch (Exception error) when (error is WebSocketException or OperationCanceledException)
            {
                // The peer is gone already.
            }
        }
        _socket.Dispose();
        _sending.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private bool TryGrow(int length)
    {
        if (length > _largest)
        {
            return false;
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        return true;
    }

    // TikTok refuses with an ordinary answer (HTTP 200) that says why in two headers.
    private static ConnectionFailure Refusal(ClientWebSocket socket, WebSocketException error)
    {
        string? message = Header(socket, "Handshake-Msg");
        string? status = Header(socket, "Handshake-Status");
        if (message is not null)
        {
            return new ConnectionFailure($"TikTok refuses the socket: {message} ({status}).", error)
            {
                IsDeviceBlocked = message.Contains("DEVICE_BLOCKED", StringComparison.OrdinalIgnoreCase),
            };
        }
        return socket.HttpStatusCode == default
            ? new ConnectionFailure($"The socket cannot be opened: {error.Message}", error)
            : new ConnectionFailure(
                $"The socket is refused with HTTP {(int)socket.HttpStatusCode} instead of {(int)HttpStatusCode.SwitchingProtocols}.",
                error
            );
    }

    private static string? Header(ClientWebSocket socket, string name) =>
        socket
            .HttpResponseHeaders?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value?.FirstOrDefault();
}
