using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace LiveOps.IntegrationTests.Console;

/// <summary>The rehearsal as the Console sees it: a room that goes live and ends, gifts, and the pins of the board.</summary>
/// <param name="gift">Sends a gift the whole way.</param>
internal sealed class StudioRoom(Func<Task> gift)
{
    private readonly ConcurrentQueue<string> _pins = new();
    private bool _live;

    public void Map(WebApplication app)
    {
        app.MapGet("/api/rooms", () => new[] { RoomView() });
        app.MapGet(
            "/api/gifts",
            () =>
                new[]
                {
                    new
                    {
                        id = "5655",
                        name = "Rose",
                        coins = 1,
                    },
                    new
                    {
                        id = "5827",
                        name = "Galaxy",
                        coins = 1_000,
                    },
                }
        );
        app.MapPost("/api/rooms/{handle}/start", () => Switch(true));
        app.MapPost("/api/rooms/{handle}/stop", () => Switch(false));
        app.MapPost(
            "/api/rooms/{handle}/gifts",
            async () =>
            {
                await gift();
                return new { messages = 1 };
            }
        );
        app.MapGet("/api/boards/pins/stream", StreamPinsAsync);
    }

    /// <summary>A pin of the simulated board has changed.</summary>
    public void Pin(DateTimeOffset at, int value, long simUs) =>
        _pins.Enqueue(
            $$"""{"port":"/dev/ttyACM0","pin":"PB0","value":{{value}},"cycle":{{at.Ticks}},"simUs":{{simUs}},"wall":"{{at:O}}","wallNs":0}"""
        );

    private object Switch(bool live)
    {
        _live = live;
        return RoomView();
    }

    private object RoomView() =>
        new
        {
            handle = "rehearsal.show",
            roomId = $"{Studio.Room}",
            title = "Test",
            status = _live ? "live" : "ended",
            viewers = 3,
            consumers = 1,
        };

    private async Task StreamPinsAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        while (!http.RequestAborted.IsCancellationRequested)
        {
            while (_pins.TryDequeue(out var pin))
                await http.Response.WriteAsync($"event: pin\ndata: {pin}\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(20, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
