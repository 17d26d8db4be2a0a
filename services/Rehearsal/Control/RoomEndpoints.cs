using System.Text.RegularExpressions;
using LiveOps.Rehearsal.Faults;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Control;

/// <summary>Rooms, their truth and their faults.</summary>
internal static partial class RoomEndpoints
{
    public static void MapRoomEndpoints(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithTags("Rooms");
        api.MapGet("/gifts", () => GiftCatalogue.All.Select(Gift)).WithSummary("The gifts that viewers can send");
        api.MapGet("/rooms", (RoomDirectory rooms) => rooms.All.Select(RoomView.Of)).WithSummary("All rooms");
        api.MapGet("/rooms/{handle}", Show).WithSummary("One room").Produces<RoomView>().ProducesProblem(404);
        api.MapPost("/rooms/{handle}/start", Start)
            .WithSummary("Starts a LIVE; creates the room if it is new")
            .Produces<RoomView>()
            .ProducesProblem(400);
        api.MapPost("/rooms/{handle}/stop", Stop)
            .WithSummary("Ends the LIVE")
            .Produces<RoomView>()
            .ProducesProblem(404);
        api.MapGet("/rooms/{handle}/truth", Truth)
            .WithSummary("What was offered and what was served, each message counted once")
            .Produces<TruthView>()
            .ProducesProblem(404);
        api.MapGet("/rooms/{handle}/messages", Messages)
            .WithSummary("Messages after an id; without one, the latest")
            .Produces<IEnumerable<MessageView>>()
            .ProducesProblem(404);
        api.MapGet("/rooms/{handle}/faults", ShowFaults).WithSummary("What goes wrong").Produces<RoomFaults>();
        api.MapPost("/rooms/{handle}/faults", SetFaults)
            .WithSummary("Makes things go wrong; fields left out stay as they are")
            .Produces<RoomFaults>()
            .ProducesProblem(400)
            .ProducesProblem(404);
        api.MapDelete("/rooms/{handle}/faults", ClearFaults).WithSummary("All well again").Produces<RoomFaults>();
    }

    private static GiftView Gift(CatalogueGift gift) =>
        new(
            gift.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            gift.Name,
            gift.Coins,
            gift.Type,
            gift.Combo
        );

    private static IResult Show(string handle, RoomDirectory rooms) =>
        rooms.Find(handle) is { } room ? Results.Ok(RoomView.Of(room)) : Complaint.NoRoom(handle);

    private static IResult Start(string handle, StartRequest? request, RoomDirectory rooms)
    {
        if (!HandlePattern().IsMatch(handle))
        {
            return Complaint.Bad("A handle has 2 to 24 letters, digits, underscores and dots, such as 'my_show'.");
        }
        if (request?.Viewers is < 0)
        {
            return Complaint.Bad("viewers must not be negative.");
        }
        return Results.Ok(RoomView.Of(rooms.Start(handle, request?.Title, request?.Viewers, request?.RealisticSize)));
    }

    private static IResult Stop(string handle, StopRequest? request, RoomDirectory rooms)
    {
        if (rooms.Find(handle) is not { } room)
        {
            return Complaint.NoRoom(handle);
        }
        var silent = request?.WithoutControlMessage is true || room.Faults.StopWithoutControl is true;
        room.End(withControlMessage: !silent);
        return Results.Ok(RoomView.Of(room));
    }

    private static async Task<IResult> Truth(
        string handle,
        RoomDirectory rooms,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (rooms.Find(handle) is not { } room)
        {
            return Complaint.NoRoom(handle);
        }
        // What a consumer just received may be a few microseconds away from being booked.
        for (var tries = 0; tries < 20 && room.Backlog > 0; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancel);
        }
        var (offered, served) = room.ReadBooks((offered, served) => (Books.Of(offered), Books.Of(served)));
        return Results.Ok(
            new TruthView(
                room.Handle,
                RoomView.Of(room).RoomId,
                room.IsLive ? "live" : "ended",
                offered,
                served,
                room.Backlog,
                DeliveryView.Of(room.Deliveries)
            )
        );
    }

    private static IResult Messages(string handle, string? after, int? limit, RoomDirectory rooms)
    {
        if (rooms.Find(handle) is not { } room)
        {
            return Complaint.NoRoom(handle);
        }
        var from = 0L;
        if (after is not null && !long.TryParse(after, out from))
        {
            return Complaint.Bad("after must be a message id, such as the msgId of the last message seen.");
        }
        if (limit is < 1 or > 5000)
        {
            return Complaint.Bad("limit must be between 1 and 5000.");
        }
        var found = room.RecentAfter(after is null ? null : from, limit ?? 100);
        return Results.Ok(found.Select(MessageView.Of));
    }

    private static IResult ShowFaults(string handle, RoomDirectory rooms) =>
        rooms.Find(handle) is { } room ? Results.Ok(room.Faults) : Complaint.NoRoom(handle);

    private static IResult SetFaults(string handle, RoomFaults? faults, RoomDirectory rooms)
    {
        if (rooms.Find(handle) is not { } room)
        {
            return Complaint.NoRoom(handle);
        }
        if (faults is null)
        {
            return Complaint.Bad("""Name at least one fault, such as {"duplicate": 0.1}.""");
        }
        var problems = faults.Problems().ToList();
        return problems.Count > 0
            ? Complaint.Bad(string.Join("; ", problems) + ".")
            : Results.Ok(room.AddFaults(faults));
    }

    private static IResult ClearFaults(string handle, RoomDirectory rooms)
    {
        if (rooms.Find(handle) is not { } room)
        {
            return Complaint.NoRoom(handle);
        }
        room.ClearFaults();
        return Results.Ok(room.Faults);
    }

    [GeneratedRegex("^[A-Za-z0-9_.]{2,24}$", RegexOptions.None, 1000)]
    private static partial Regex HandlePattern();
}
