namespace LiveOps.Ingestion.Connecting;

/// <summary>The room of an account. The id stays from the last LIVE while <see cref="IsLive"/> is false.</summary>
internal sealed record RoomLookup(long RoomId, bool IsLive);
