using System.Collections.Concurrent;

namespace LiveOps.Console.Live;

/// <summary>What a screen that opens now shows first: states, and the last things that happened. In memory, bounded.</summary>
internal sealed class LiveReadModel
{
    /// <summary>Of each account: events, decisions, answers and ends of commands that are kept.</summary>
    private const int Kept = 100;
    private readonly ConcurrentDictionary<LiveChannel, Happened> _happened = new();
    private readonly ConcurrentDictionary<Guid, States> _states = new();

    public void Take(LiveChannel channel, FeedItem item) => Keep(channel, happened => happened.Events, item);

    public void Take(LiveChannel channel, DecisionView decision) =>
        Keep(channel, happened => happened.Decisions, decision);

    public void TakeAcknowledged(LiveChannel channel, CommandView command) =>
        Keep(channel, happened => happened.Acknowledged, command);

    public void TakeCompleted(LiveChannel channel, CommandView command) =>
        Keep(channel, happened => happened.Completed, command);

    public void Take(Guid workspaceId, AccountView account)
    {
        var states = StatesOf(workspaceId);
        lock (states)
            states.Accounts[account.AccountId] = account;
    }

    /// <summary>The last session of each account.</summary>
    public void Take(Guid workspaceId, SessionView session)
    {
        var states = StatesOf(workspaceId);
        lock (states)
        {
            if (!states.Sessions.TryGetValue(session.AccountId, out var known) || known.StartedAt <= session.StartedAt)
                states.Sessions[session.AccountId] = session;
        }
    }

    /// <summary>Forgets what is held of people who were erased.</summary>
    public void Erase(Guid workspaceId, IReadOnlySet<string> userIds)
    {
        foreach (var (channel, happened) in _happened)
            if (channel.WorkspaceId == workspaceId)
                lock (happened)
                    happened.Erase(userIds);
        if (!_states.TryGetValue(workspaceId, out var states))
            return;
        lock (states)
            foreach (var (account, session) in states.Sessions.ToArray())
                states.Sessions[account] = session.Without(userIds);
    }

    /// <summary>
    /// Of a workspace: its accounts and their sessions without leaderboards, and what belongs to no account. Of an account:
    /// the last that happened there, and its session.
    /// </summary>
    public LiveUpdate Now(LiveChannel channel)
    {
        var update = _happened.TryGetValue(channel, out var happened) ? happened.ToUpdate() : new LiveUpdate();
        if (!_states.TryGetValue(channel.WorkspaceId, out var states))
            return update;
        lock (states)
        {
            return channel.AccountId is { } account
                ? update with
                {
                    Sessions = states.Sessions.TryGetValue(account, out var session) ? [session] : [],
                }
                : update with
                {
                    Accounts = [.. states.Accounts.Values],
                    Sessions = [.. states.Sessions.Values.Select(known => known.WithoutLeaders())],
                };
        }
    }

    private void Keep<T>(LiveChannel channel, Func<Happened, Queue<T>> choose, T item)
    {
        var happened = _happened.GetOrAdd(channel, static _ => new Happened());
        lock (happened)
        {
            var queue = choose(happened);
            queue.Enqueue(item);
            if (queue.Count > Kept)
                queue.Dequeue();
        }
    }

    private States StatesOf(Guid workspaceId) => _states.GetOrAdd(workspaceId, static _ => new States());

    private sealed class States
    {
        public readonly Dictionary<Guid, AccountView> Accounts = [];
        public readonly Dictionary<Guid, SessionView> Sessions = [];
    }

    private sealed class Happened
    {
        public readonly Queue<FeedItem> Events = new();
        public readonly Queue<DecisionView> Decisions = new();
        public readonly Queue<CommandView> Acknowledged = new();
        public readonly Queue<CommandView> Completed = new();

        public void Erase(IReadOnlySet<string> userIds)
        {
            Change(Events, item => item.Viewer is { } viewer && userIds.Contains(viewer.UserId) ? null : item);
            Change(Decisions, decision => decision.Without(userIds));
        }

        private static void Change<T>(Queue<T> queue, Func<T, T?> change)
            where T : class
        {
            var kept = queue.Select(change).OfType<T>().ToList();
            queue.Clear();
            foreach (var one in kept)
                queue.Enqueue(one);
        }

        public LiveUpdate ToUpdate()
        {
            lock (this)
            {
                return new LiveUpdate
                {
                    Events = [.. Events],
                    Decisions = [.. Decisions],
                    Acknowledged = [.. Acknowledged],
                    Completed = [.. Completed],
                };
            }
        }
    }
}
