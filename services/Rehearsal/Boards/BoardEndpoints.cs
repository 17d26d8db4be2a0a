using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiveOps.Rehearsal.Control;
using Microsoft.Extensions.Options;

namespace LiveOps.Rehearsal.Boards;

/// <summary>A simulated board.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Present">The simulator has written its log.</param>
/// <param name="Bytes">Length of the log: read the pins after this offset to see only new ones.</param>
internal sealed record BoardView(string Id, bool Present, long Bytes);

/// <summary>Pin changes as the simulator wrote them, and the offset to ask for next.</summary>
internal sealed record PinsView(IReadOnlyList<JsonNode?> Pins, long Next);

/// <summary>What the pins of simulated boards do, for screens.</summary>
internal static class BoardEndpoints
{
    // Watching the file system is unreliable on network and container file systems; a length check every 15 ms is
    // cheap, runs only while somebody listens, and shows a change within 20 ms.
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(15);

    public static void MapBoardEndpoints(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/boards").WithTags("Boards");
        api.MapGet("/", All).WithSummary("The simulated boards");
        api.MapGet("/{id}/pins", Pins)
            .WithSummary("Pin changes after a byte offset; without one, from the start")
            .Produces<PinsView>()
            .ProducesProblem(404);
        api.MapGet("/pins/stream", Stream)
            .WithSummary("Every new pin change of all boards with the board's serial port, as server-sent events")
            .Produces<string>(200, "text/event-stream");
    }

    private static IEnumerable<BoardView> All(IOptions<RehearsalOptions> options) =>
        options.Value.Boards.Select(board => new BoardView(
            board.Id,
            File.Exists(board.PinLog),
            PinLog.Length(board.PinLog)
        ));

    private static IResult Pins(string id, long? after, int? limit, IOptions<RehearsalOptions> options)
    {
        var board = options.Value.Boards.FirstOrDefault(board =>
            board.Id.Equals(id, StringComparison.OrdinalIgnoreCase)
        );
        if (board is null)
        {
            return Complaint.NotFound(
                $"There is no simulated board '{id}'. GET /api/boards lists them; Rehearsal__Boards__0__Id and __PinLog add one."
            );
        }
        if (after is < 0 || limit is < 1 or > 10_000)
        {
            return Complaint.Bad("after must not be negative, and limit must be between 1 and 10000.");
        }
        var lines = PinLog.Read(board.PinLog, after ?? 0, limit ?? 1000);
        return Results.Ok(
            new PinsView(
                lines.Select(line => ParseOrText(line.Json)).ToList(),
                lines.Count > 0 ? lines[^1].Next : after ?? 0
            )
        );
    }

    private static IResult Stream(IOptions<RehearsalOptions> options, TimeProvider time, CancellationToken cancel) =>
        TypedResults.ServerSentEvents(Follow([.. options.Value.Boards], time, cancel));

    private static async IAsyncEnumerable<SseItem<string>> Follow(
        IReadOnlyList<RehearsalOptions.BoardOptions> boards,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var offsets = boards.Select(board => PinLog.Length(board.PinLog)).ToArray();
        // The first item makes the answer begin, so that a listener knows from when on it hears everything.
        yield return new SseItem<string>($"{boards.Count.ToString(CultureInfo.InvariantCulture)} boards", "listening");
        using var timer = new PeriodicTimer(s_poll, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            for (var n = 0; n < boards.Count; n++)
            {
                if (PinLog.Length(boards[n].PinLog) == offsets[n])
                {
                    continue;
                }
                foreach (var line in PinLog.Read(boards[n].PinLog, offsets[n], 10_000))
                {
                    offsets[n] = line.Next;
                    yield return new SseItem<string>(OnPort(line.Json, boards[n].SerialPath), "pin");
                }
            }
        }
    }

    private static string OnPort(string json, string port)
    {
        if (ParseOrText(json) is not JsonObject change)
        {
            return json;
        }
        change["port"] = port;
        return change.ToJsonString();
    }

    private static JsonNode? ParseOrText(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }
}
