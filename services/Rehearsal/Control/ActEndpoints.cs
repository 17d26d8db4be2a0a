using LiveOps.Rehearsal.Playing;
using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Control;

/// <summary>What viewers do, by hand or by script.</summary>
internal static class ActEndpoints
{
    private const int MostAtOnce = 1_000_000;

    public static void MapActEndpoints(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/rooms/{handle}").WithTags("Acts");
        Describe(api.MapPost("/gifts", Gifts), "Gifts: distinct messages, or one streak");
        Describe(api.MapPost("/comments", Comments), "Comments");
        Describe(api.MapPost("/likes", Likes), "Likes, at most 15 a message");
        Describe(api.MapPost("/follows", Follows), "Viewers follow the host");
        Describe(api.MapPost("/shares", Shares), "Viewers share the LIVE");
        Describe(api.MapPost("/joins", Joins), "Viewers come in");
        Describe(api.MapPost("/viewers", ViewersNow), "Sets the number of viewers");
        Describe(api.MapPost("/battle", Battle), "Battle gloves and speed challenges");
        Describe(api.MapPost("/envelopes", Envelopes), "A treasure box");
        Describe(api.MapPost("/questions", Questions), "A question to the host");
        Describe(api.MapPost("/goals", Goals), "Progress of a goal");
        Describe(api.MapPost("/subscribes", Subscribes), "A viewer subscribes");
        Describe(api.MapPost("/pause", (string handle, Stage stage) => Control(handle, stage, 1)), "The host pauses");
        Describe(api.MapPost("/resume", (string handle, Stage stage) => Control(handle, stage, 2)), "The host is back");
    }

    private static void Describe(RouteHandlerBuilder route, string summary) =>
        route
            .WithSummary(summary)
            .Produces<OfferedView>()
            .Produces<RunView>(202)
            .ProducesProblem(400)
            .ProducesProblem(404)
            .ProducesProblem(409);

    private static Task<IResult> Gifts(string handle, GiftsRequest? request, Stage stage)
    {
        request ??= new GiftsRequest();
        if (GiftCatalogue.Find(request.Gift ?? "Rose") is not { } gift)
        {
            return stage.Refuse($"There is no gift '{request.Gift}'. GET /api/gifts lists names and ids.");
        }
        return stage.PlayAsync(
            handle,
            "gifts",
            request.Count,
            request.PerSecond,
            request.User,
            (room, viewer) =>
                request.Streak
                    ? Acts.Streak(room, gift, request.Count, viewer)
                    : Acts.Gifts(room, gift, request.Count, viewer)
        );
    }

    private static Task<IResult> Comments(string handle, CommentsRequest? request, Stage stage)
    {
        if (request?.Text is not { Length: > 0 and <= 10_000 } text)
        {
            return stage.Refuse("""text must have 1 to 10000 characters, as in {"text": "hello"}.""");
        }
        return stage.PlayAsync(
            handle,
            "comments",
            request.Count,
            request.PerSecond,
            request.User,
            (room, viewer) => Acts.Each(room, request.Count, viewer, by => new Commented(by, text))
        );
    }

    private static Task<IResult> Likes(string handle, LikesRequest? request, Stage stage)
    {
        request ??= new LikesRequest();
        return stage.PlayAsync(
            handle,
            "likes",
            request.Count,
            request.PerSecond,
            request.User,
            (room, viewer) => Acts.Likes(room, request.Count, viewer)
        );
    }

    private static Task<IResult> Follows(string handle, PeopleRequest? request, Stage stage) =>
        People(handle, "follows", request, stage, viewer => new Followed(viewer));

    private static Task<IResult> Shares(string handle, PeopleRequest? request, Stage stage) =>
        People(handle, "shares", request, stage, viewer => new Shared(viewer));

    private static Task<IResult> Joins(string handle, PeopleRequest? request, Stage stage) =>
        People(handle, "joins", request, stage, viewer => new Joined(viewer));

    private static Task<IResult> People(
        string handle,
        string what,
        PeopleRequest? request,
        Stage stage,
        Func<Viewer, RoomEvent> make
    )
    {
        request ??= new PeopleRequest();
        return stage.PlayAsync(
            handle,
            what,
            request.Count,
            request.PerSecond,
            request.User,
            (room, viewer) => Acts.Each(room, request.Count, viewer, make)
        );
    }

    private static Task<IResult> ViewersNow(string handle, ViewersRequest? request, Stage stage) =>
        request is null or { Viewers: < 0 }
            ? stage.Refuse("""viewers must be a number from 0, as in {"viewers": 120}.""")
            : stage.PlayOneAsync(handle, null, (_, _) => [new ViewersCounted(request.Viewers)]);

    private static Task<IResult> Battle(string handle, BattleRequest? request, Stage stage)
    {
        request ??= new BattleRequest();
        if (request.Multiplier is < 1 or > 100 || request.DurationSeconds is < 1 or > 3600)
        {
            return stage.Refuse("multiplier must be 1 to 100 and durationSeconds 1 to 3600.");
        }
        return stage.PlayOneAsync(
            handle,
            null,
            (room, _) =>
                [
                    request.Form switch
                    {
                        BattleForm.TaskStart => new BattleTaskShown(0, request.Multiplier, request.DurationSeconds),
                        BattleForm.TaskSettle => new BattleTaskShown(2, request.Multiplier, request.DurationSeconds),
                        _ => new GloveUsed(
                            request.Multiplier,
                            request.DurationSeconds,
                            request.ForOpponent ? room.OwnerId + 1 : null,
                            request.Form == BattleForm.VaultGlove
                        ),
                    },
                ]
        );
    }

    private static Task<IResult> Envelopes(string handle, EnvelopesRequest? request, Stage stage)
    {
        request ??= new EnvelopesRequest();
        if (request.Coins < 1 || request.People < 1)
        {
            return stage.Refuse("coins and people must be at least 1.");
        }
        return stage.PlayOneAsync(
            handle,
            request.User,
            (_, viewer) =>
            {
                var id = Guid.NewGuid().ToString("N");
                var shown = new EnvelopeDropped(viewer, request.Coins, request.People, Shown: true, id);
                return request.ThenHide ? [shown, shown with { Shown = false }] : [shown];
            }
        );
    }

    private static Task<IResult> Questions(string handle, QuestionsRequest? request, Stage stage) =>
        request?.Text is not { Length: > 0 and <= 10_000 } text
            ? stage.Refuse("""text must have 1 to 10000 characters, as in {"text": "How are you?"}.""")
            : stage.PlayOneAsync(handle, request.User, (_, viewer) => [new QuestionAsked(viewer, text)]);

    private static Task<IResult> Goals(string handle, GoalsRequest? request, Stage stage)
    {
        request ??= new GoalsRequest();
        return stage.PlayOneAsync(
            handle,
            request.User,
            (_, viewer) => [new GoalMoved(viewer, request.Description, request.Progress, request.Target)]
        );
    }

    private static Task<IResult> Subscribes(string handle, SubscribesRequest? request, Stage stage)
    {
        request ??= new SubscribesRequest();
        return stage.PlayOneAsync(handle, request.User, (_, viewer) => [new Subscribed(viewer, request.Months)]);
    }

    private static Task<IResult> Control(string handle, Stage stage, int action) =>
        stage.PlayOneAsync(handle, null, (_, _) => [new Controlled(action)]);

    internal static string? CountProblem(int count) =>
        count is < 1 or > MostAtOnce ? $"count must be between 1 and {MostAtOnce}." : null;
}
