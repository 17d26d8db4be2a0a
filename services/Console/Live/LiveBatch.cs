using LiveOps.Console.Devices;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;

namespace LiveOps.Console.Live;

/// <summary>
/// What goes to the screens with the next update. Gifts and the state of the room always fit; of the rest at most
/// <paramref name="room"/> events do, and likes and joins give way first, then chats. What is left out is counted.
/// </summary>
internal sealed class LiveBatch(int room)
{
    private const int MostActions = 500;
    private readonly List<FeedItem> _events = [];
    private readonly List<DecisionView> _decisions = [];
    private readonly List<CommandView> _acknowledged = [];
    private readonly List<CommandView> _completed = [];
    private readonly Dictionary<Guid, AccountView> _accounts = [];
    private readonly Dictionary<Guid, SessionView> _sessions = [];
    private readonly Dictionary<string, GatewayView> _gateways = new(StringComparer.Ordinal);
    private readonly HashSet<string> _erased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private int _limited;

    public bool IsEmpty { get; private set; } = true;

    public void Add(FeedItem item)
    {
        IsEmpty = false;
        var rank = RankOf(item.Kind);
        if (rank == Always)
        {
            _events.Add(item);
            return;
        }
        if (_limited < room)
        {
            _limited++;
            _events.Add(item);
            return;
        }
        var lesser = IndexOfLeast(rank);
        LeaveOut((lesser < 0 ? item : _events[lesser]).Kind.ToString());
        if (lesser < 0)
            return;
        _events.RemoveAt(lesser);
        _events.Add(item);
    }

    public void Add(DecisionView decision) => Add(_decisions, decision, "Decision");

    public void AddAcknowledged(CommandView command) => Add(_acknowledged, command, "Acknowledgement");

    public void AddCompleted(CommandView command) => Add(_completed, command, "Completion");

    public void Add(AccountView account)
    {
        IsEmpty = false;
        _accounts[account.AccountId] = account;
    }

    public void Add(SessionView session)
    {
        IsEmpty = false;
        _sessions[session.LiveSessionId] = session;
    }

    public void Add(GatewaySeen gateway, LatchedStops latched, DateTimeOffset now)
    {
        IsEmpty = false;
        _gateways[gateway.Status.GatewayId] = ListDevices.View(gateway, latched, now);
    }

    /// <summary>What waits of these people does not go out any more, and the screens are told to forget them.</summary>
    public void Erase(IReadOnlySet<string> userIds)
    {
        IsEmpty = false;
        _events.RemoveAll(item => item.Viewer is { } viewer && userIds.Contains(viewer.UserId));
        for (var n = 0; n < _decisions.Count; n++)
            _decisions[n] = _decisions[n].Without(userIds);
        foreach (var (account, session) in _sessions.ToArray())
            _sessions[account] = session.Without(userIds);
        _erased.UnionWith(userIds);
    }

    public LiveUpdate ToUpdate() =>
        new()
        {
            Events = _events,
            Decisions = _decisions,
            Acknowledged = _acknowledged,
            Completed = _completed,
            Accounts = [.. _accounts.Values],
            Sessions = [.. _sessions.Values],
            Gateways = [.. _gateways.Values],
            Erased = [.. _erased],
            LeftOut = _leftOut,
        };

    private const int Always = 3;

    private static int RankOf(LiveEventKind kind) =>
        kind switch
        {
            LiveEventKind.Gift
            or LiveEventKind.GiftFinal
            or LiveEventKind.Subscribe
            or LiveEventKind.LiveStarted
            or LiveEventKind.LivePaused
            or LiveEventKind.LiveResumed
            or LiveEventKind.LiveEnded
            or LiveEventKind.Gap => Always,
            LiveEventKind.Like or LiveEventKind.Join or LiveEventKind.RoomStats => 0,
            LiveEventKind.Chat or LiveEventKind.Emote or LiveEventKind.Caption or LiveEventKind.Barrage => 1,
            _ => 2,
        };

    /// <summary>The oldest event of the lowest rank below <paramref name="rank"/>; -1 where there is none.</summary>
    private int IndexOfLeast(int rank)
    {
        var (index, least) = (-1, rank);
        for (var i = 0; i < _events.Count && least > 0; i++)
        {
            if (RankOf(_events[i].Kind) is var own && own < least)
                (index, least) = (i, own);
        }
        return index;
    }

    private void Add<T>(List<T> list, T item, string name)
    {
        IsEmpty = false;
        if (list.Count < MostActions)
            list.Add(item);
        else
            LeaveOut(name);
    }

    private void LeaveOut(string what) => _leftOut[what] = _leftOut.GetValueOrDefault(what) + 1;
}
