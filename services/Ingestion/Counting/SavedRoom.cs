namespace LiveOps.Ingestion.Counting;

/// <summary>What is kept of a room, so that whoever takes the account next credits only the rise.</summary>
internal sealed record SavedRoom(long RoomId, long LikeMaximum)
{
    public IReadOnlyList<SavedStreak> Streaks { get; init; } = [];

    /// <summary>The messages taken last: what TikTok replays on a reconnect is not taken again.</summary>
    public IReadOnlyList<SeenMessage> Recent { get; init; } = [];
}
