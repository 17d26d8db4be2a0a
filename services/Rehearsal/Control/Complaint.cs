namespace LiveOps.Rehearsal.Control;

/// <summary>Refusals that say what to do instead.</summary>
internal static class Complaint
{
    public static IResult NoRoom(string handle) =>
        Results.Problem(
            title: "No such room",
            detail: $"There is no room '{handle}'. Start it with POST /api/rooms/{handle}/start, or list the rooms with GET /api/rooms.",
            statusCode: StatusCodes.Status404NotFound
        );

    public static IResult NotLive(string handle) =>
        Results.Problem(
            title: "The room is not live",
            detail: $"The LIVE of '{handle}' has ended. Start it again with POST /api/rooms/{handle}/start.",
            statusCode: StatusCodes.Status409Conflict
        );

    public static IResult Bad(string detail) =>
        Results.Problem(title: "Bad request", detail: detail, statusCode: StatusCodes.Status400BadRequest);

    public static IResult NotFound(string detail) =>
        Results.Problem(title: "Not found", detail: detail, statusCode: StatusCodes.Status404NotFound);
}
