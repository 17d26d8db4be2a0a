namespace LiveOps.Ingestion.Accounts;

/// <summary>A TikTok creator account that is watched.</summary>
internal sealed record Account
{
    /// <summary>The source of an account without a feed.</summary>
    public const string TikTok = "tiktok";

    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }

    /// <summary>The @handle without @.</summary>
    public required string Handle { get; init; }
    public required string DisplayName { get; init; }

    /// <summary>IANA name: days and schedules of the account follow it.</summary>
    public required string TimeZone { get; init; }

    /// <summary>False: switched off by a person.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Address of the local event feed that it is read from; null = from TikTok.</summary>
    public string? Feed { get; init; }

    /// <summary>Where its events come from, in the API's words: <see cref="TikTok"/> or the feed's address.</summary>
    public string Source => Feed ?? TikTok;

    /// <summary>Raw frames are recorded.</summary>
    public required bool Record { get; init; }
}
