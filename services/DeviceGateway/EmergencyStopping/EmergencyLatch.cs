using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.EmergencyStopping;

/// <summary>
/// Latched from an emergency stop until a person resets it; on disk, so that neither a restart nor a crash releases it.
/// Holds all of this PC, or single boards and accounts. Used by any thread.
/// </summary>
internal sealed class EmergencyLatch
{
    private const string File = "emergency-stop.json";
    private const string ByItself = "itself";
    private const string AsBoard = "board";
    private const int RememberedStops = 200;
    private readonly DataFolder _folder;
    private readonly ILogger<EmergencyLatch> _logger;
    private readonly Lock _lock = new();
    private readonly List<Guid> _stops;
    private readonly HashSet<HeldBoard> _boards;
    private readonly HashSet<Guid> _accounts;
    private string _by;
    private DateTimeOffset _at;
    private volatile StopOrigins _holding;

    public EmergencyLatch(DataFolder folder, ILogger<EmergencyLatch> logger)
    {
        _folder = folder;
        _logger = logger;
        var saved = folder.Read<State>(File) ?? new State();
        _holding = saved.Holding;
        _stops = [.. saved.Stops];
        _boards = [.. saved.HeldBoards];
        _accounts = [.. saved.Accounts];
        (_by, _at) = (saved.By, saved.At);
        if (IsLatched || _boards.Count + _accounts.Count > 0)
            logger.LogWarning("The emergency stop by {By} of {At} is still on: reset it to go on", saved.By, saved.At);
    }

    /// <summary>Everything of this PC is held.</summary>
    public bool IsLatched => _holding != StopOrigins.None;

    /// <summary>True while a stop of the Console is among those that hold: it is reset there.</summary>
    public bool IsConsoles
    {
        get
        {
            lock (_lock)
                return (_holding & ~StopOrigins.Here) != StopOrigins.None
                    || _accounts.Count > 0
                    || _boards.Any(held => held.Why != ByItself);
        }
    }

    /// <summary>Accounts whose commands are refused.</summary>
    public IReadOnlyList<Guid> Accounts
    {
        get
        {
            lock (_lock)
                return [.. _accounts];
        }
    }

    /// <summary>Latches in memory at once. False when this stop is known: nothing new is to be done then.</summary>
    /// <param name="stopId">Names the stop.</param>
    /// <param name="origin">Who stops.</param>
    public bool TryLatch(Guid stopId, StopOrigins origin)
    {
        lock (_lock)
        {
            if (!IsNew(stopId))
                return false;
            _holding |= origin;
            return true;
        }
    }

    /// <summary>The same for one board. It need not be on this PC: one that is plugged in later is held too.</summary>
    public bool TryLatchBoard(Guid stopId, string board)
    {
        lock (_lock)
        {
            if (!IsNew(stopId))
                return false;
            _boards.Add(new HeldBoard(board, AsBoard));
            return true;
        }
    }

    /// <summary>The same for one account.</summary>
    /// <param name="stopId">Names the stop.</param>
    /// <param name="account">Whose commands are refused from now on.</param>
    /// <param name="boards">Those that do something for it: they are held with it.</param>
    public bool TryLatchAccount(Guid stopId, Guid account, IEnumerable<string> boards)
    {
        lock (_lock)
        {
            if (!IsNew(stopId))
                return false;
            _accounts.Add(account);
            foreach (var board in boards)
                _boards.Add(new HeldBoard(board, account.ToString()));
            return true;
        }
    }

    /// <summary>Writes what was decided; apart from it because the stop bytes go first.</summary>
    public void Save(string by, DateTimeOffset at)
    {
        lock (_lock)
        {
            _by = by;
            _at = at;
            SaveLocked();
        }
    }

    /// <summary>True while this board is held by a stop of its own or of an account.</summary>
    public bool IsStopped(string board)
    {
        lock (_lock)
            return _boards.Any(held => held.Board == board);
    }

    /// <summary>True while this account's commands are refused.</summary>
    public bool IsStopped(Guid account)
    {
        lock (_lock)
            return _accounts.Contains(account);
    }

    /// <summary>A board that stopped by itself stays so.</summary>
    public void AddBoard(string board)
    {
        lock (_lock)
            if (_boards.Add(new HeldBoard(board, ByItself)))
                SaveLocked();
    }

    /// <summary>One more board that does something for a stopped account.</summary>
    public void AddBoard(string board, Guid account)
    {
        lock (_lock)
            if (_accounts.Contains(account) && _boards.Add(new HeldBoard(board, account.ToString())))
                SaveLocked();
    }

    /// <summary>Lets go of everything.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _holding = StopOrigins.None;
            _boards.Clear();
            _accounts.Clear();
            SaveLocked();
        }
    }

    /// <summary>Lets go of this PC, unless a stop of the whole workspace holds it too.</summary>
    public void ReleaseMachine()
    {
        lock (_lock)
        {
            _holding &= StopOrigins.Workspace;
            _boards.RemoveWhere(held => held.Why == ByItself);
            SaveLocked();
        }
    }

    /// <summary>Lets go of one board, unless an account's stop holds it too.</summary>
    public void ReleaseBoard(string board)
    {
        lock (_lock)
        {
            _boards.RemoveWhere(held => held.Board == board && held.Why is (ByItself or AsBoard));
            SaveLocked();
        }
    }

    /// <summary>Lets go of one account and of the boards that were held because of it alone.</summary>
    public void ReleaseAccount(Guid account)
    {
        lock (_lock)
        {
            _accounts.Remove(account);
            _boards.RemoveWhere(held => held.Why == account.ToString());
            SaveLocked();
        }
    }

    private bool IsNew(Guid stopId)
    {
        if (_stops.Contains(stopId))
            return false;
        _stops.Add(stopId);
        if (_stops.Count > RememberedStops)
            _stops.RemoveAt(0);
        return true;
    }

    private void SaveLocked()
    {
        try
        {
            _folder.Write(
                File,
                new State
                {
                    Holding = _holding,
                    By = _by,
                    At = _at,
                    Stops = [.. _stops],
                    HeldBoards = [.. _boards],
                    Accounts = [.. _accounts],
                }
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The stop itself must not fail because the disk is full; only its survival over a restart does.
            _logger.LogError(error, "The state of the emergency stop cannot be written: it holds until a restart only");
        }
    }

    /// <summary>A board and why it is held: by itself, as a board, or with the account of this id.</summary>
    internal sealed record HeldBoard(string Board, string Why);

    private sealed record State
    {
        public StopOrigins Holding { get; init; }
        public string By { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public IReadOnlyList<Guid> Stops { get; init; } = [];
        public IReadOnlyList<HeldBoard> HeldBoards { get; init; } = [];
        public IReadOnlyList<Guid> Accounts { get; init; } = [];
    }
}

/// <summary>Whose stops hold all of a PC.</summary>
[Flags]
internal enum StopOrigins
{
    None = 0,

    /// <summary>Pressed at the PC itself: its page, its stop key, a button on a board.</summary>
    Here = 1,

    /// <summary>Pressed at the Console for this PC.</summary>
    Machine = 2,

    /// <summary>Pressed at the Console for everything.</summary>
    Workspace = 4,
}
