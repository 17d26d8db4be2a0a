using LiveOps.Rehearsal.Rooms;

namespace LiveOps.Rehearsal.Playing;

/// <summary>A steady mix of events at a high rate, bounded in time.</summary>
internal sealed record LoadRequest
{
    /// <summary>Events a second, 1 to 100,000.</summary>
    public double PerSecond { get; init; } = 100;

    /// <summary>How long, 1 to 86,400 seconds.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>Shares of the kinds; the numbers are weights.</summary>
    public LoadMix? Mix { get; init; }

    /// <summary>How many different viewers, 1 to 10,000.</summary>
    public int Users { get; init; } = 500;

    /// <summary>Messages in a frame at most, 1 to 500.</summary>
    public int Batch { get; init; } = Room.MaxMessagesPerFrame;

    /// <summary>The gift that is sent, Rose when left out.</summary>
    public string? Gift { get; init; }

    public IEnumerable<string> Problems()
    {
        if (PerSecond is not (>= 1 and <= 100_000))
        {
            yield return "perSecond must be between 1 and 100000";
        }
        if (Seconds is not (> 0 and <= 86_400))
        {
            yield return "seconds must be above 0 and at most 86400";
        }
        if (Users is < 1 or > 10_000)
        {
            yield return "users must be between 1 and 10000";
        }
        if (Batch is < 1 or > 500)
        {
            yield return "batch must be between 1 and 500";
        }
        if (GiftCatalogue.Find(Gift ?? "Rose") is null)
        {
            yield return $"there is no gift '{Gift}'; GET /api/gifts lists them";
        }
        if (Mix is { } mix && (mix.Weights.Any(weight => weight < 0) || mix.Weights.Sum() is < 1 or > 10_000))
        {
            yield return "the weights of mix must not be negative and must add up to 1 to 10000";
        }
    }
}

/// <summary>Weights of the kinds.</summary>
internal sealed record LoadMix
{
    public int Gift { get; init; }
    public int Chat { get; init; }
    public int Like { get; init; }
    public int Join { get; init; }
    public int Follow { get; init; }
    public int Share { get; init; }

    internal IReadOnlyList<int> Weights => [Gift, Chat, Like, Join, Follow, Share];

    /// <summary>About what a lively room has.</summary>
    public static LoadMix Lively { get; } =
        new()
        {
            Gift = 20,
            Chat = 30,
            Like = 30,
            Join = 17,
            Follow = 2,
            Share = 1,
        };
}

/// <summary>Makes the events of a load run: the same ones every time.</summary>
internal static class Load
{
    public static IEnumerable<RoomEvent> Events(Room room, LoadRequest request)
    {
        var gift = GiftCatalogue.Find(request.Gift ?? "Rose")!;
        var wheel = Wheel((request.Mix ?? LoadMix.Lively).Weights);
        var total = (long)(request.PerSecond * request.Seconds);
        for (var n = 0L; n < total; n++)
        {
            // 7919 is prime and larger than most crowds: neighbours in time are not neighbours in the crowd.
            var viewer = room.Crowd.Regular((int)(n * 7919 % request.Users), request.Users);
            yield return wheel[n % wheel.Length] switch
            {
                0 => new GiftGiven(viewer, gift),
                1 => new Commented(viewer, "what a show"),
                2 => new Liked(viewer, 15),
                3 => new Joined(viewer),
                4 => new Followed(viewer),
                _ => new Shared(viewer),
            };
        }
    }

    private static int[] Wheel(IReadOnlyList<int> weights)
    {
        var wheel = weights.SelectMany((weight, kind) => Enumerable.Repeat(kind, weight)).ToArray();
        new Random(20_000).Shuffle(wheel);
        return wheel;
    }
}
