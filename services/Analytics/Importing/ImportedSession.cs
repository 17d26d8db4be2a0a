using LiveOps.Analytics.Storing;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Analytics.Importing;

/// <summary>A live session of the file.</summary>
internal sealed class ImportedSession(SessionKey key, DateTimeOffset startedAt, DateTimeOffset? endedAt, string? name)
{
    private const int TextLimit = 8_192;
    private long _n;

    public SessionKey Key { get; set; } = key;
    public DateTimeOffset StartedAt => startedAt;
    public DateTimeOffset? EndedAt => endedAt;
    public string? Name => name;
    public bool IsKnown { get; set; }

    /// <summary>The account that has it already, where that is not the one that was asked for.</summary>
    public Guid? StaysWith { get; set; }

    /// <summary>Retention has taken its events: they must not be counted again.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>An event as if it had been received when it happened, in the order of the times.</summary>
    public EventMessage Message(LiveEvent happened) =>
        EventMapping.ToRows(
            new LiveEvents
            {
                WorkspaceId = Key.WorkspaceId,
                AccountId = Key.AccountId,
                RoomId = Key.RoomId,
                Sequence = (happened.At.ToUnixTimeMilliseconds() * 1_000) + (_n++ % 1_000),
                ReceivedAt = happened.At,
                Events = [happened],
            },
            redelivered: true,
            TextLimit
        );
}

/// <summary>What whoever imports has chosen.</summary>
/// <param name="AccountId">The account of everything in the file; null takes the accounts that the file names.</param>
/// <param name="Zone">Of times without an offset.</param>
/// <param name="CoinsAsIs">Coins of the plugin are not halved.</param>
internal sealed record ImportSettings(Guid? AccountId, TimeZoneInfo Zone, bool CoinsAsIs);
