using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.EmergencyStopping;

/// <summary>
/// Latched from an emergency stop until a person resets it; on disk, so that neither a restart nor a crash releases it.
/// Used by any thread.
/// </summary>
internal sealed class EmergencyLatch
{
    private const string File = "emergency-stop.json";
    private const int RememberedStops = 200;
    private readonly DataFolder _folder;
    private readonly ILogger<EmergencyLatch> _logger;
    private readonly Lock _lock = new();
    private readonly List<Guid> _stops;
    private readonly HashSet<string> _boards;
    private volatile bool _latched;
    private volatile bool _fromConsole;

    public EmergencyLatch(DataFolder folder, ILogger<EmergencyLatch> logger)
    {
        _folder = folder;
        _logger = logger;
        var saved = folder.Read<State>(File) ?? new State();
        _latched = saved.Latched;
        _fromConsole = saved.FromConsole;
        _stops = [.. saved.Stops];
        _boards = new HashSet<string>(saved.Boards, StringComparer.Ordinal);
        if (_latched)
            logger.LogWarning("The emergency stop by {By} of {At} is still on: reset it to go on", saved.By, saved.At);
    }

    public bool IsLatched => _latched;

    /// <summary>True while a stop of the Console is among those that hold: it holds the whole workspace.</summary>
    public bool IsConsoles => _latched && _fromConsole;

    /// <summary>Latches in memory at once. False when this stop is known: nothing new is to be done then.</summary>
    /// <param name="stopId">Names the stop.</param>
    /// <param name="fromConsole">Whether it came from the Console and not from this PC.</param>
    public bool TryLatch(Guid stopId, bool fromConsole)
    {
        lock (_lock)
        {
            if (_stops.Contains(stopId))
                return false;
            _stops.Add(stopId);
            if (_stops.Count > RememberedStops)
                _stops.RemoveAt(0);
            _latched = true;
            _fromConsole |= fromConsole;
            return true;
        }
    }

    /// <summary>Writes what <see cref="TryLatch"/> decided; apart from it because the stop bytes go first.</summary>
    public void Save(string by, DateTimeOffset at)
    {
        lock (_lock)
        {
            _by = by;
            _at = at;
            SaveLocked();
        }
    }

    public bool IsStopped(string board)
    {
        lock (_lock)
            return _boards.Contains(board);
    }

    /// <summary>A board that stopped by itself stays so.</summary>
    public void AddBoard(string board)
    {
        lock (_lock)
            if (_boards.Add(board))
                SaveLocked();
    }

    public void Release()
    {
        lock (_lock)
        {
            _latched = _fromConsole = false;
            _boards.Clear();
            SaveLocked();
        }
    }

    private string _by = "";
    private DateTimeOffset _at;

    private void SaveLocked()
    {
        try
        {
            _folder.Write(
                File,
                new State
                {
                    Latched = _latched,
                    FromConsole = _fromConsole,
                    By = _by,
                    At = _at,
                    Stops = [.. _stops],
                    Boards = [.. _boards],
                }
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The stop itself must not fail because the disk is full; only its survival over a restart does.
            _logger.LogError(error, "The state of the emergency stop cannot be written: it holds until a restart only");
        }
    }

    private sealed record State
    {
        public bool Latched { get; init; }
        public bool FromConsole { get; init; }
        public string By { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public IReadOnlyList<Guid> Stops { get; init; } = [];
        public IReadOnlyList<string> Boards { get; init; } = [];
    }
}
