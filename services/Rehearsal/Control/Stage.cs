using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Control;

/// <summary>A run for looking at.</summary>
/// <param name="State">running, done, cancelled or failed.</param>
internal sealed record RunView(
    string Id,
    string Room,
    string What,
    string State,
    long Done,
    long Total,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Error
)
{
    public static RunView Of(Run run) =>
        new(run.Id, run.Room, run.What, run.State, run.Done, run.Total, run.StartedAt, run.EndedAt, run.Error);
}

/// <summary>Checks what every act has in common, then plays it in the room: now, or paced in the background.</summary>
internal sealed class Stage(RoomDirectory rooms, Pace pace, Runs runs)
{
    public Task<IResult> Refuse(string detail) => Task.FromResult(Complaint.Bad(detail));

    public async Task<IResult> PlayAsync(
        string handle,
        string what,
        int count,
        double? perSecond,
        ViewerRequest? user,
        Func<Room, Viewer?, IEnumerable<RoomEvent>> act
    )
    {
        if (Check(handle, user, out var room, out var viewer) is { } refusal)
        {
            return refusal;
        }
        if (ActEndpoints.CountProblem(count) is { } problem)
        {
            return Complaint.Bad(problem);
        }
        if (perSecond is { } rate)
        {
            if (rate is not (> 0 and <= 100_000))
            {
                return Complaint.Bad("perSecond must be above 0 and at most 100000.");
            }
            var run = runs.Start(
                room.Handle,
                what,
                count,
                (run, cancel) => pace.PlayAtAsync(room, act(room, viewer), rate, done => run.Report(done), cancel)
            );
            return Results.Accepted($"/api/runs/{run.Id}", RunView.Of(run));
        }
        return Results.Ok(OfferedView.Of(await pace.PlayAsync(room, act(room, viewer), CancellationToken.None)));
    }

    public Task<IResult> PlayOneAsync(
        string handle,
        ViewerRequest? user,
        Func<Room, Viewer, IReadOnlyList<RoomEvent>> act
    )
    {
        var refusal = Check(handle, user, out var room, out var viewer);
        return Task.FromResult(
            refusal ?? Results.Ok(OfferedView.Of(room.Offer(act(room, viewer ?? room.Crowd.Next()))))
        );
    }

    private IResult? Check(string handle, ViewerRequest? user, out Room room, out Viewer? viewer)
    {
        viewer = null;
        room = rooms.Find(handle)!;
        if (room is null)
        {
            return Complaint.NoRoom(handle);
        }
        if (!room.IsLive)
        {
            return Complaint.NotLive(handle);
        }
        if (user is null)
        {
            return null;
        }
        if (user.Handle is not { Length: > 0 and <= 60 } || user.Nickname is { Length: > 200 })
        {
            return Complaint.Bad("user needs a handle of 1 to 60 characters, and a nickname of at most 200.");
        }
        viewer = room.Crowd.Named(user.Handle, user.Nickname, user.Id);
        return null;
    }
}
