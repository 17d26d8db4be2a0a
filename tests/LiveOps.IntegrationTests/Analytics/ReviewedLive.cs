using LiveOps.Contracts.Ingestion;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>
/// A LIVE for its review: besides what <see cref="SyntheticLive"/> makes, viewers come and go, people follow and share
/// with the room's running totals, and connection is lost once.
/// </summary>
internal sealed class ReviewedLive(SyntheticLive live, int messages, int seed)
{
    private readonly Random _random = new(seed);
    private long _message = 7_900_000_000_000_000_000 + (seed * 1_000_000_000L);
    private long _followers = 12_000;
    private long _roomShares = 300;
    private long _totalViewers;
    private int _viewers = 400;

    public SyntheticLive Live => live;

    /// <summary>In the order in which they happen.</summary>
    public IEnumerable<LiveEvents> Messages(bool ends = true)
    {
        yield return live.Start();
        for (var n = 0; n < messages; n++)
        {
            var message = live.Next();
            yield return message;
            yield return message with
            {
                Events = [.. Extras(message)],
            };
            if (n == messages / 2)
                yield return message with
                {
                    Events = [Gap(message)],
                };
        }
        if (ends)
            yield return live.End();
    }

    private IEnumerable<LiveEvent> Extras(LiveEvents message)
    {
        _viewers = Math.Max(0, _viewers + _random.Next(-30, 31));
        _totalViewers += _random.Next(20);
        if (_random.Next(4) > 0)
            yield return Of(message, LiveEventKind.RoomStats) with
            {
                RoomStats = new() { Viewers = _viewers, TotalViewers = _totalViewers },
            };
        if (_random.Next(3) == 0)
            yield return Of(message, LiveEventKind.Follow) with
            {
                Viewer = message.Events[0].Viewer,
                // Some follow whose messages never come.
                Social = new() { Followers = _followers += _random.Next(1, 3), Shares = 0 },
            };
        if (_random.Next(5) == 0)
            yield return Of(message, LiveEventKind.Share) with
            {
                Viewer = message.Events[0].Viewer,
                Social = new() { Shares = ++_roomShares },
            };
    }

    private LiveEvent Gap(LiveEvents message) =>
        Of(message, LiveEventKind.Gap) with
        {
            Gap = new()
            {
                From = message.ReceivedAt.AddSeconds(-90),
                To = message.ReceivedAt,
                Reason = "the connection was lost",
            },
        };

    private LiveEvent Of(LiveEvents message, LiveEventKind kind) =>
        new()
        {
            MessageId = ++_message,
            Kind = kind,
            At = message.ReceivedAt,
        };
}
