using System.Collections.Concurrent;

namespace LiveOps.Console.Live;

/// <summary>What a screen that opens now shows first: states, and the last things that happened. In memory, bounded.</summary>
internal sealed class LiveReadModel
{
    private const int Kept = 100;
    private readonly ConcurrentDictionary<Guid, Workspace> _workspaces = new();

    public void Take(Guid workspaceId, FeedItem item) => Of(workspaceId).Keep(workspace => workspace.Events, item);

    public void Take(Guid workspaceId, DecisionView decision) =>
        Of(workspaceId).Keep(workspace => workspace.Decisions, decision);

    public void TakeAcknowledged(Guid workspaceId, CommandView command) =>
        Of(workspaceId).Keep(workspace => workspace.Acknowledged, command);

    public void TakeCompleted(Guid workspaceId, CommandView command) =>
        Of(workspaceId).Keep(workspace => workspace.Completed, command);

    public void Take(Guid workspaceId, AccountView account)
    {
        var workspace = Of(workspaceId);
        lock (workspace)
            workspace.Accounts[account.AccountId] = account;
    }

    /// <summary>The last session of each account.</summary>
    public void Take(Guid workspaceId, SessionView session)
    {
        var workspace = Of(workspaceId);
        lock (workspace)
        {
            if (
                !workspace.Sessions.TryGetValue(session.AccountId, out var known)
                || known.StartedAt <= session.StartedAt
            )
                workspace.Sessions[session.AccountId] = session;
        }
    }

    public LiveUpdate Now(Guid workspaceId)
    {
        var workspace = Of(workspaceId);
        lock (workspace)
        {
            return new LiveUpdate
            {
                Events = [.. workspace.Events],
                Decisions = [.. workspace.Decisions],
                Acknowledged = [.. workspace.Acknowledged],
                Completed = [.. workspace.Completed],
                Accounts = [.. workspace.Accounts.Values],
                Sessions = [.. workspace.Sessions.Values],
                Gateways = [],
                LeftOut = new Dictionary<string, int>(StringComparer.Ordinal),
            };
        }
    }

    private Workspace Of(Guid workspaceId) => _workspaces.GetOrAdd(workspaceId, static _ => new Workspace());

    private sealed class Workspace
    {
        public readonly Queue<FeedItem> Events = new();
        public readonly Queue<DecisionView> Decisions = new();
        public readonly Queue<CommandView> Acknowledged = new();
        public readonly Queue<CommandView> Completed = new();
        public readonly Dictionary<Guid, AccountView> Accounts = [];
        public readonly Dictionary<Guid, SessionView> Sessions = [];

        public void Keep<T>(Func<Workspace, Queue<T>> choose, T item)
        {
            lock (this)
            {
                var queue = choose(this);
                queue.Enqueue(item);
                if (queue.Count > Kept)
                    queue.Dequeue();
            }
        }
    }
}
