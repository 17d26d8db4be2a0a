using LiveOps.Hosting.LocalFeed;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>Going on with gift rules while the broker is away. Section <c>Gateway:Fallback</c>.</summary>
internal sealed class FallbackOptions
{
    /// <summary>Off unless somebody wants it.</summary>
    public bool Enabled { get; init; }

    /// <summary>The local event feed that tells of gifts meanwhile: TikFinity's, or one of its form.</summary>
    public string Feed { get; init; } = "ws://127.0.0.1:21213";

    /// <summary>The broker must have been away for so long, s.</summary>
    public int AfterSeconds { get; init; } = 5;

    /// <summary>Whose gifts the feed tells of. Left out: the one account whose rules this gateway has.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>What is wrong, by key; nothing while it is off.</summary>
    public IEnumerable<(string Key, string Fault)> Faults()
    {
        if (!Enabled)
            yield break;
        if (FeedAddress.Error(Feed) is not null)
            yield return (
                nameof(Feed),
                "must be the address of a local event feed: ws:// with localhost or the IP address of a private network, for example ws://127.0.0.1:21213."
            );
        if (AfterSeconds is < 1 or > 3_600)
            yield return (nameof(AfterSeconds), "must be 1 to 3600 (s).");
    }
}
