namespace LiveOps.Console.Live;

/// <summary>
/// What a screen listens to: the states of a workspace's accounts, boards and sessions, or what happens in the room of one
/// account. Apart, because a workspace may have fifty rooms and a screen shows the events of one.
/// </summary>
/// <param name="WorkspaceId">Of the token's claim, never of what a client sends.</param>
/// <param name="AccountId">Null for the states of the workspace, and what belongs to no account.</param>
internal sealed record LiveChannel(Guid WorkspaceId, Guid? AccountId = null)
{
    /// <summary>The group of connections that hears it.</summary>
    public string Group => AccountId is { } account ? $"{GroupOf(WorkspaceId)} {account:N}" : GroupOf(WorkspaceId);

    private static string GroupOf(Guid workspaceId) => $"workspace {workspaceId:N}";
}
