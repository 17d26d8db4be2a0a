using LiveOps.Analytics.RollingUp;
using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>A LIVE of one account whose events go straight to the books.</summary>
internal sealed class ViewerEditingRoom(AnalyticsHost host, Guid workspace, long room = 77)
{
    private static long _message = 1;
    private readonly Names _names = new();

    public Guid Workspace => workspace;
    public Guid Account { get; } = Guid.CreateVersion7();

    /// <summary>What has been stored, for an independent count.</summary>
    public List<LiveEvents> Stored { get; } = [];

    public Task StoreAsync(DateTimeOffset at, params LiveEvent[] events) =>
        StoreAsync(
            new LiveEvents
            {
                WorkspaceId = workspace,
                AccountId = Account,
                RoomId = room,
                Sequence = Interlocked.Add(ref _message, events.Length),
                ReceivedAt = at,
                Events = [.. events.Select(one => one with { At = at })],
            }
        );

    public async Task StoreAsync(LiveEvents message)
    {
        Stored.Add(message);
        await host
            .Services.GetRequiredService<EventStore>()
            .StoreAsync([EventMapping.ToRows(message, redelivered: false, 8_192)], _names, default);
    }

    public static LiveEvent Chat(long user, string text = "hello") => Of(LiveEventKind.Chat, user) with { Text = text };

    public static LiveEvent Gift(long user, int coins, int count = 1, long group = 0) =>
        Of(LiveEventKind.Gift, user) with
        {
            Gift = new()
            {
                GiftId = 1,
                Coins = coins,
                RepeatCount = count,
                Credited = 1,
                GroupId = group,
            },
        };

    public static LiveEvent Of(LiveEventKind kind, long? user) =>
        new()
        {
            MessageId = Interlocked.Increment(ref _message),
            Kind = kind,
            At = default,
            Viewer = user is { } id
                ? new()
                {
                    UserId = id,
                    Handle = $"viewer{id}",
                    Nickname = $"Viewer {id}",
                }
                : null,
        };
}
