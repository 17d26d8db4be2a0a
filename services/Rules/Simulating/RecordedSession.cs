using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.Identity;
using LiveOps.Rules.Evaluating;

namespace LiveOps.Rules.Simulating;

/// <summary>
/// A past LIVE from the books of Analytics, asked in the name of the member who simulates: who may not see a session
/// cannot simulate on it.
/// </summary>
internal sealed class RecordedSession(HttpClient http, IConfiguration configuration)
{
    /// <summary>Events of one simulation.</summary>
    public const int MaxEvents = 100_000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>The session's events in their order.</summary>
    /// <returns>Null when the member's workspace has no such session.</returns>
    /// <exception cref="HttpRequestException">Analytics is not known here, or does not answer.</exception>
    public async Task<IReadOnlyList<Happening>?> ReadAsync(
        Guid liveSessionId,
        HttpRequest asked,
        CancellationToken cancellationToken
    )
    {
        if (!Uri.TryCreate(configuration["services:analytics:http:0"], UriKind.Absolute, out var analytics))
            throw new HttpRequestException("The address of Analytics is not set (services__analytics__http__0).");
        var happenings = new List<Happening>();
        for (string? after = null; happenings.Count < MaxEvents; )
        {
            var path =
                $"api/analytics/live-sessions/{liveSessionId}/events?limit=1000&after={Uri.EscapeDataString(after ?? "")}";
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(analytics, path));
            if (AuthenticationHeaderValue.TryParse(asked.Headers.Authorization, out var token))
                request.Headers.Authorization = token;
            else if (asked.Cookies[LiveOpsIdentity.Cookie] is { } cookie)
                request.Headers.Authorization = new("Bearer", cookie);
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;
            answer.EnsureSuccessStatusCode();
            var page = (await answer.Content.ReadFromJsonAsync<EventPage>(_json, cancellationToken))!;
            happenings.AddRange(page.Items.Where(item => !item.IsHistory).Select(item => item.ToHappening()));
            after = page.Next;
            if (after is null)
                break;
        }
        return happenings;
    }

    private sealed record EventPage(IReadOnlyList<BookedEvent> Items, string? Next);

    /// <summary>An event as Analytics shows it.</summary>
    private sealed record BookedEvent
    {
        public long MessageId { get; init; }
        public LiveEventKind Kind { get; init; }
        public DateTimeOffset At { get; init; }
        public DateTimeOffset ReceivedAt { get; init; }
        public bool IsHistory { get; init; }
        public long? UserId { get; init; }
        public string? Handle { get; init; }
        public string? Nickname { get; init; }
        public ViewerRoles? Roles { get; init; }
        public string? Text { get; init; }
        public long? GiftId { get; init; }
        public string? GiftName { get; init; }
        public long? GroupId { get; init; }
        public int? Coins { get; init; }
        public int? RepeatCount { get; init; }
        public int? Credited { get; init; }
        public int? Likes { get; init; }
        public long? RoomLikes { get; init; }
        public long? Viewers { get; init; }
        public BookedDetail? Detail { get; init; }

        public Happening ToHappening()
        {
            var happened = new LiveEvent
            {
                MessageId = MessageId,
                Kind = Kind,
                At = At,
                Viewer = UserId is { } user
                    ? new LiveViewer
                    {
                        UserId = user,
                        Handle = Handle,
                        Nickname = Nickname,
                        Roles = Roles ?? ViewerRoles.None,
                    }
                    : null,
                Text = Text,
                Gift = GiftId is { } gift
                    ? new LiveGift
                    {
                        GiftId = gift,
                        Name = GiftName,
                        Coins = Coins ?? 0,
                        RepeatCount = RepeatCount ?? 0,
                        Credited = Credited ?? 0,
                        GroupId = GroupId ?? 0,
                    }
                    : null,
                Like = Likes is { } likes ? new LiveLike { Count = likes, RoomTotal = RoomLikes ?? 0 } : null,
                RoomStats = Viewers is { } viewers ? new LiveRoomStats { Viewers = viewers } : null,
                SubscribedMonths = Detail?.SubscribedMonths,
                Battle = Detail?.Battle is { } battle
                    ? new LiveBattle { BattleId = battle.BattleId, Multiplier = battle.Multiplier }
                    : null,
            };
            var room = SimulatedEvent.Room;
            return new Happening(room, happened, ReceivedAt, new Chance(room, MessageId, Kind));
        }
    }

    private sealed record BookedDetail(BookedBattle? Battle, int? SubscribedMonths);

    private sealed record BookedBattle(long BattleId, int Multiplier);
}
