using LiveOps.Rehearsal.Playing;

namespace LiveOps.Rehearsal.Control;

/// <summary>What plays in the background: look and cancel.</summary>
internal static class RunEndpoints
{
    public static void MapRunEndpoints(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Runs");
        api.MapGet("/rooms/{handle}/runs", (string handle, Runs runs) => runs.Of(handle).Select(RunView.Of))
            .WithSummary("Runs of a room, newest first");
        api.MapGet("/runs/{id}", (string id, Runs runs) => Answer(runs.Find(id), id))
            .WithSummary("One run and its progress")
            .Produces<RunView>()
            .ProducesProblem(404);
        api.MapDelete("/runs/{id}", Cancel).WithSummary("Cancels a run").Produces<RunView>().ProducesProblem(404);
    }

    private static async Task<IResult> Cancel(string id, Runs runs)
    {
        if (runs.Find(id) is { } run)
        {
            await run.Cancel.CancelAsync();
        }
        return Answer(runs.Find(id), id);
    }

    private static IResult Answer(Run? run, string id) =>
        run is null
            ? Complaint.NotFound($"There is no run '{id}'. GET /api/rooms/<handle>/runs lists those of a room.")
            : Results.Ok(RunView.Of(run));
}
