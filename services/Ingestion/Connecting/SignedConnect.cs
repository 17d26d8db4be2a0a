namespace LiveOps.Ingestion.Connecting;

/// <summary>What the sign service answered: where to connect, and the first messages. Expires after 30 s.</summary>
internal sealed record SignedConnect(string PushServer, string Cookie)
{
    public string Cursor { get; init; } = "";

    public string InternalExt { get; init; } = "";

    public IReadOnlyDictionary<string, string> RouteParams { get; init; } = new Dictionary<string, string>();

    /// <summary>The reply's room id, where it has one.</summary>
    public long? RoomId { get; init; }

    /// <summary>The first fetch: messages since before the socket was open.</summary>
    public ReadOnlyMemory<byte> FirstFetch { get; init; }
}
