namespace LiveOps.Contracts.Analytics;

/// <summary>
/// People were erased from a workspace. Whoever still holds something of them forgets it: names, what they wrote, their
/// ids. Comes at least once; a second time there is nothing left to forget.
/// </summary>
public sealed record PeopleErased
{
    public required Guid WorkspaceId { get; init; }

    /// <summary>All of TikTok's numeric user ids that the people had.</summary>
    public required IReadOnlyList<long> UserIds { get; init; }
    public required DateTimeOffset At { get; init; }
}
