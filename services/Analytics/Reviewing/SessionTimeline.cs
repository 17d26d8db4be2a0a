using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace LiveOps.Analytics.Reviewing;

/// <summary>The curves of a live session. All of them are as long as <see cref="At"/>.</summary>
internal sealed record TimelineView
{
    public required Guid Id { get; init; }
    public required bool IsLive { get; init; }
    public required int BucketMinutes { get; init; }

    /// <summary>Beginnings of the buckets, UTC. The first is the minute in which the session started.</summary>
    public required IReadOnlyList<DateTime> At { get; init; }

    /// <summary>Average viewers; null where TikTok told none: that is not nobody.</summary>
    public required IReadOnlyList<double?> Viewers { get; init; }
    public required IReadOnlyList<long> PeakViewers { get; init; }
    public required IReadOnlyList<long> Coins { get; init; }
    public required IReadOnlyList<long> Gifts { get; init; }
    public required IReadOnlyList<long> Comments { get; init; }

    /// <summary>How much the room's total of likes rose.</summary>
    public required IReadOnlyList<long> Likes { get; init; }
    public required IReadOnlyList<long> Follows { get; init; }
    public required IReadOnlyList<long> Shares { get; init; }
    public required IReadOnlyList<long> Joins { get; init; }

    /// <summary>True where a gap touches the bucket: its numbers may be too low.</summary>
    public required IReadOnlyList<bool> InGap { get; init; }

    /// <summary>Likes before the first were seen: with the sum of <see cref="Likes"/> the room's total.</summary>
    public required long LikesBefore { get; init; }
    public required IReadOnlyList<SessionGap> Gaps { get; init; }

    /// <param name="session">The session.</param>
    /// <param name="bucketMinutes">Minutes of one bucket; the last bucket may be shorter.</param>
    public static TimelineView Of(ReviewedSession session, int bucketMinutes)
    {
        var minutes = session.Curve.Minutes;
        var buckets = new CurveMinute[(minutes.Length + bucketMinutes - 1) / bucketMinutes];
        for (var n = 0; n < buckets.Length; n++)
            buckets[n] = Together(
                minutes.AsSpan(n * bucketMinutes, Math.Min(bucketMinutes, minutes.Length - (n * bucketMinutes)))
            );
        List<T> Column<T>(Converter<CurveMinute, T> value) => [.. Array.ConvertAll(buckets, value)];
        return new()
        {
            Id = session.Row.Id,
            IsLive = session.IsLive,
            BucketMinutes = bucketMinutes,
            At = [.. buckets.Select((_, n) => session.Curve.At(n * bucketMinutes))],
            Viewers = Column(bucket => Figures.Rounded(bucket.Viewers)),
            PeakViewers = Column(bucket => bucket.PeakViewers),
            Coins = Column(bucket => bucket.Coins),
            Gifts = Column(bucket => bucket.Gifts),
            Comments = Column(bucket => bucket.Comments),
            Likes = Column(bucket => bucket.Likes),
            Follows = Column(bucket => bucket.Follows),
            Shares = Column(bucket => bucket.Shares),
            Joins = Column(bucket => bucket.Joins),
            InGap =
            [
                .. buckets.Select(
                    (_, n) =>
                        session.Gaps.Any(gap =>
                            Enumerable
                                .Range(n * bucketMinutes, bucketMinutes)
                                .Any(minute => gap.Touches(session.Curve.At(minute)))
                        )
                ),
            ],
            LikesBefore = session.Curve.LikesBefore,
            Gaps = session.Gaps,
        };
    }

    private static CurveMinute Together(ReadOnlySpan<CurveMinute> minutes)
    {
        var sum = new CurveMinute();
        foreach (var minute in minutes)
            sum = new()
            {
                Gifts = sum.Gifts + minute.Gifts,
                Coins = sum.Coins + minute.Coins,
                Comments = sum.Comments + minute.Comments,
                Likes = sum.Likes + minute.Likes,
                Follows = sum.Follows + minute.Follows,
                Shares = sum.Shares + minute.Shares,
                Joins = sum.Joins + minute.Joins,
                PeakViewers = Math.Max(sum.PeakViewers, minute.PeakViewers),
            };
        return sum with { Viewers = SessionCurve.AverageOf(minutes) };
    }
}

/// <summary>The curves of one live session, past or running.</summary>
internal static class SessionTimeline
{
    public static void MapSessionTimeline(this RouteGroupBuilder api) =>
        api.MapGet("/live-sessions/{id:guid}/timeline", ReadAsync)
            .WithName("readSessionTimeline")
            .WithSummary("The curves of a live session by 1, 5 or 15 minutes")
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<TimelineView>, NotFound, ProblemHttpResult>> ReadAsync(
        Guid id,
        ClaimsPrincipal user,
        NpgsqlDataSource database,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string bucket = "1m"
    )
    {
        var minutes = bucket switch
        {
            "1m" => 1,
            "5m" => 5,
            "15m" => 15,
            _ => 0,
        };
        if (minutes == 0)
            return TypedResults.Problem(
                "The value of 'bucket' is not known: give 1m, 5m or 15m.",
                statusCode: StatusCodes.Status400BadRequest
            );
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var moment = await ReviewedSession.OneMomentAsync(connection, cancellationToken);
        return
            await ReviewedSession.FindAsync(connection, user, id, clock.GetUtcNow(), cancellationToken) is { } session
            ? TypedResults.Ok(TimelineView.Of(session, minutes))
            : TypedResults.NotFound();
    }
}
