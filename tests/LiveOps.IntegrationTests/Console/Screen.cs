using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The hub's own protocol by hand: JSON messages that end with a record separator.</summary>
internal sealed class Screen : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonElement> _heard = [];
    private readonly List<byte> _partly = [];
    private int _calls;

    public static async Task<Screen> OpenAsync(ConsoleHost console, HttpClient signedIn)
    {
        // What is published before the console's queue is bound reaches nobody.
        await console
            .Services.GetRequiredService<IBusControl>()
            .WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        var screen = new Screen();
        screen._socket.Options.SetRequestHeader(
            "Authorization",
            signedIn.DefaultRequestHeaders.Authorization!.ToString()
        );
        await screen._socket.ConnectAsync(
            new Uri($"{console.Url.Replace("http:", "ws:", StringComparison.Ordinal)}/hubs/live"),
            TestContext.Current.CancellationToken
        );
        await screen.SendAsync("{\"protocol\":\"json\",\"version\":1}");
        await screen.ReadAsync(_ => true);
        // An answer, whatever it is, comes when the screen is in its group.
        await screen.CallAsync("viewer-profiles:get", new { user = "" });
        return screen;
    }

    public async Task<JsonElement> CallAsync(string target, object? argument)
    {
        var id = $"{++_calls}";
        await SendAsync(
            JsonSerializer.Serialize(
                new
                {
                    type = 1,
                    invocationId = id,
                    target,
                    arguments = new[] { argument },
                }
            )
        );
        return await ReadAsync(message => Has(message, "invocationId", id));
    }

    /// <summary>What has come and nobody has asked for yet.</summary>
    public string Unread => string.Join('\n', _heard.Select(message => message.GetRawText()));

    public Task<JsonElement> NextAsync(string target) => ReadAsync(message => Has(message, "target", target));

    public void Dispose() => _socket.Dispose();

    private static bool Has(JsonElement message, string name, string start) =>
        message.TryGetProperty(name, out var value) && value.GetString()!.StartsWith(start, StringComparison.Ordinal);

    private Task SendAsync(string message) =>
        _socket.SendAsync(
            Encoding.UTF8.GetBytes(message + '\u001e'),
            WebSocketMessageType.Text,
            endOfMessage: true,
            TestContext.Current.CancellationToken
        );

    /// <summary>The next message like that; others stay for later.</summary>
    private async Task<JsonElement> ReadAsync(Predicate<JsonElement> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var found = _heard.FindIndex(wanted);
            if (found >= 0)
            {
                var message = _heard[found];
                _heard.RemoveAt(found);
                return message;
            }
            var buffer = new byte[64 * 1024];
            var received = await _socket.ReceiveAsync(buffer, patience.Token);
            received.MessageType.ShouldBe(WebSocketMessageType.Text);
            _partly.AddRange(buffer.AsSpan(0, received.Count));
            if (!received.EndOfMessage)
                continue;
            var whole = Encoding.UTF8.GetString([.. _partly]).Split('\u001e', StringSplitOptions.RemoveEmptyEntries);
            _partly.Clear();
            foreach (var text in whole)
                _heard.Add(JsonElement.Parse(text));
        }
    }
}
