using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Control;

/// <summary>A scenario by name, or written out.</summary>
internal sealed record ScenarioRequest
{
    /// <summary>Name of a built-in one; GET /api/scenarios lists them.</summary>
    public string? Scenario { get; init; }

    /// <summary>How much faster than written.</summary>
    public double? Speed { get; init; }

    /// <summary>How often it plays.</summary>
    public int? Repeat { get; init; }

    /// <summary>The steps, when no name is given.</summary>
    public IReadOnlyList<ScenarioStep>? Steps { get; init; }
}

internal sealed record ReplayRequest
{
    /// <summary>The recording's file on this machine.</summary>
    public string? Path { get; init; }

    /// <summary>How much faster than recorded; 0 plays without pauses. 0 to 1000.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Keep the recorded ids; else messages get ids of this room.</summary>
    public bool KeepIds { get; init; }
}

/// <summary>What plays by itself: scenarios, recordings and load.</summary>
internal static class PlayEndpoints
{
    private const long MostUploadBytes = 256_000_000;

    public static void MapPlayEndpoints(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Plays");
        api.MapGet("/scenarios", () => BuiltInScenarios.All).WithSummary("Built-in scenarios by name");
        api.MapGet("/rooms/{handle}/scenario", () => BuiltInScenarios.All).WithSummary("Built-in scenarios by name");
        Describe(api.MapPost("/rooms/{handle}/scenario", PlayScenario), "Plays a scenario in the background");
        Describe(api.MapPost("/rooms/{handle}/load", PlayLoad), "A bounded load run in the background");
        Describe(api.MapPost("/rooms/{handle}/replay", Replay), "Replays a recording from a file of this machine");
        Describe(
            api.MapPost("/rooms/{handle}/replay/upload", ReplayUpload),
            "Replays the recording in the body (JSON lines, application/x-ndjson)"
        );
    }

    private static void Describe(RouteHandlerBuilder route, string summary) =>
        route
            .WithSummary(summary)
            .Produces<RunView>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);

    private static IResult PlayScenario(
        string handle,
        ScenarioRequest? request,
        RoomDirectory rooms,
        Runs runs,
        ScenarioPlayer player
    )
    {
        if (Refusal(handle, rooms, out var room) is { } refusal)
        {
            return refusal;
        }
        if (request is null || (request.Scenario is null) == (request.Steps is null))
        {
            return Complaint.Bad(
                """Give either a name, as in {"scenario": "warm-up"}, or steps, as in {"steps": [{"atMs": 0, "type": "gift"}]}."""
            );
        }
        Scenario? scenario = new() { Steps = request.Steps ?? [] };
        if (request.Scenario is { } name && !BuiltInScenarios.All.TryGetValue(name, out scenario))
        {
            return Complaint.Bad(
                $"There is no scenario '{name}'. Built in are {string.Join(", ", BuiltInScenarios.All.Keys)}."
            );
        }
        scenario = scenario! with { Speed = request.Speed ?? 1, Repeat = request.Repeat ?? 1 };
        var problems = ScenarioPlan.Problems(scenario).Take(10).ToList();
        if (problems.Count > 0)
        {
            return Complaint.Bad(string.Join("; ", problems) + ".");
        }
        return Started(
            runs.Start(
                room.Handle,
                $"scenario {request.Scenario ?? "of the caller"}",
                (long)scenario.Steps.Count * scenario.Repeat,
                (run, cancel) => player.PlayAsync(room, scenario, run.Report, cancel)
            )
        );
    }

    private static IResult PlayLoad(string handle, LoadRequest? request, RoomDirectory rooms, Runs runs, Pace pace)
    {
        if (Refusal(handle, rooms, out var room) is { } refusal)
        {
            return refusal;
        }
        request ??= new LoadRequest();
        var problems = request.Problems().ToList();
        if (problems.Count > 0)
        {
            return Complaint.Bad(string.Join("; ", problems) + ".");
        }
        return Started(
            runs.Start(
                room.Handle,
                "load",
                (long)(request.PerSecond * request.Seconds),
                (run, cancel) =>
                    pace.PlayAtAsync(
                        room,
                        Load.Events(room, request),
                        request.PerSecond,
                        done => run.Report(done),
                        cancel,
                        request.Batch
                    )
            )
        );
    }

    private static IResult Replay(
        string handle,
        ReplayRequest? request,
        RoomDirectory rooms,
        Runs runs,
        ReplayPlayer player
    )
    {
        if (Refusal(handle, rooms, out var room) is { } refusal)
        {
            return refusal;
        }
        if (request?.Path is not { Length: > 0 } path || !File.Exists(path))
        {
            return Complaint.Bad(
                $"path must name a recording on this machine; there is no file '{request?.Path}'. To send one from elsewhere, POST it to /api/rooms/{handle}/replay/upload."
            );
        }
        if (request.Speed is not (>= 0 and <= 1000))
        {
            return Complaint.Bad("speed must be between 0 (no pauses) and 1000.");
        }
        return Started(
            runs.Start(
                room.Handle,
                "replay",
                0,
                (run, cancel) =>
                    player.PlayAsync(
                        room,
                        File.ReadLinesAsync(path, cancel),
                        request.Speed,
                        request.KeepIds,
                        run.Report,
                        cancel
                    )
            )
        );
    }

    /// <summary>The body is kept in a temporary file until it is played: a recording of an evening is large.</summary>
    private static async Task<IResult> ReplayUpload(
        string handle,
        HttpRequest http,
        RoomDirectory rooms,
        Runs runs,
        ReplayPlayer player,
        double speed = 1,
        bool keepIds = false
    )
    {
        if (Refusal(handle, rooms, out var room) is { } refusal)
        {
            return refusal;
        }
        if (speed is not (>= 0 and <= 1000))
        {
            return Complaint.Bad("speed must be between 0 (no pauses) and 1000.");
        }
        if (http.ContentLength is 0 or > MostUploadBytes)
        {
            return Complaint.Bad($"The body must be a recording of at most {MostUploadBytes} bytes.");
        }
        var path = Path.GetTempFileName();
        await using (var file = File.Create(path))
        {
            await http.Body.CopyToAsync(file, http.HttpContext.RequestAborted);
        }
        return Started(
            runs.Start(
                room.Handle,
                "replay",
                0,
                async (run, cancel) =>
                {
                    try
                    {
                        var lines = File.ReadLinesAsync(path, cancel);
                        await player.PlayAsync(room, lines, speed, keepIds, run.Report, cancel);
                    }
                    finally
                    {
                        File.Delete(path);
                    }
                }
            )
        );
    }

    private static IResult? Refusal(string handle, RoomDirectory rooms, out Room room)
    {
        room = rooms.Find(handle)!;
        return room is null ? Complaint.NoRoom(handle)
            : room.IsLive ? null
            : Complaint.NotLive(handle);
    }

    private static IResult Started(Run run) => Results.Accepted($"/api/runs/{run.Id}", RunView.Of(run));
}
