using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.EmergencyStopping;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.Flashing;

/// <summary>What became of an update, for who waits for it.</summary>
/// <param name="BoardId">The board.</param>
/// <param name="State">Running, Done, Refused (nothing was written) or Failed.</param>
/// <param name="Steps">What was done so far, in words.</param>
/// <param name="Message">Why it was refused or failed and what to do; null while it runs and when it is done.</param>
/// <param name="Report">Versions and notes; null unless done.</param>
internal sealed record UpdateView(
    string BoardId,
    UpdateState State,
    IReadOnlyList<string> Steps,
    string? Message = null,
    UpdateReport? Report = null
);

internal enum UpdateState
{
    Running,
    Done,
    Refused,
    Failed,
}

/// <summary>Updates of boards while the gateway runs: it lends their port, one board after the other.</summary>
internal sealed class FirmwareUpdates(
    GatewayLoop loop,
    PortRegistry registry,
    EmergencyLatch latch,
    ISerialPorts ports,
    DataFolder folder,
    TimeProvider time,
    ILogger<FirmwareUpdates> logger
)
{
    private readonly FirmwareFolder _files = new(folder.FullName);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, UpdateView> _views = new(StringComparer.Ordinal);
    private bool _busy;

    /// <summary>The last update of this board since the gateway's start; null when there was none.</summary>
    public UpdateView? Find(string uid)
    {
        lock (_lock)
            return _views.GetValueOrDefault(uid);
    }

    /// <summary>Updates a board, and waits until that is over; who does not wait does not stop it.</summary>
    /// <param name="uid">The board: connected, or one whose update did not end.</param>
    /// <param name="image">What to write.</param>
    /// <param name="force">Also the same or an older version.</param>
    /// <param name="who">Who wants it, for the log.</param>
    /// <param name="say">Hears each step; null: nobody does.</param>
    /// <returns>How it ended; also when it was refused at once.</returns>
    public async Task<UpdateView> UpdateAsync(
        string uid,
        FirmwareImage image,
        bool force,
        string who,
        Action<string>? say = null
    )
    {
        lock (_lock)
        {
            if (_busy)
                return Refused(uid, "Another board is being updated: wait until it is done.");
            _busy = true;
        }
        var (port, refusal) = await loop.AskAsync(now => Borrow(uid, now));
        if (port is null)
        {
            lock (_lock)
                _busy = false;
            return Refused(uid, refusal!);
        }
        logger.LogInformation("The firmware of board {Board} on {Port} is being loaded for {Who}", uid, port.Path, who);
        Show(new UpdateView(uid, UpdateState.Running, []));
        await Task.Factory.StartNew(
            () => Run(uid, port, image, force, say),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return Find(uid)!;
    }

    private static UpdateView Refused(string uid, string why) => new(uid, UpdateState.Refused, [], why);

    private (SerialPort? Port, string? Refusal) Borrow(string uid, Moment now)
    {
        if (latch.IsLatched || latch.IsStopped(uid))
            return (null, "The emergency stop is on: reset it first.");
        var unfinished = _files.UnfinishedOf(uid);
        if (registry.Find(uid) is not { Port: { } machine } board)
            return
                unfinished is not null && registry.Lend(port => port.Port.Place == unfinished.Place, now) is { } known
                ? (known, null)
                : (null, $"Board {uid} is not connected: plug it in and wait until it is ready.");
        if (board.Lanes.Waiting > 0 || board.Devices?.Any(device => machine.IsActive(device.DeviceId)) == true)
            return (null, $"Something of board {uid} is on, or commands wait for it: stop it first.");
        return registry.Lend(port => ReferenceEquals(port, machine), now) is { } lent
            ? (lent, null)
            : (null, $"Board {uid} is just being connected: try again.");
    }

    private void Run(string uid, SerialPort port, FirmwareImage image, bool force, Action<string>? say)
    {
        try
        {
            var report = new FirmwareUpdate(ports, _files, time, step => Say(uid, step, say)).Run(port, image, force);
            logger.LogInformation("Board {Board} runs firmware {To} now; it had {From}", uid, report.To, report.From);
            Change(uid, view => view with { State = UpdateState.Done, Report = report });
        }
        catch (Exception error)
        {
            logger.LogWarning("The firmware of board {Board} was not loaded: {Reason}", uid, error.Message);
            var state = error is FlashRefusedException ? UpdateState.Refused : UpdateState.Failed;
            Change(uid, view => view with { State = state, Message = error.Message });
        }
        finally
        {
            loop.Post(_ => registry.GiveBack(port));
            lock (_lock)
                _busy = false;
        }
    }

    private void Say(string uid, string step, Action<string>? say)
    {
        Change(uid, view => view with { Steps = [.. view.Steps, step] });
        say?.Invoke(step);
    }

    private void Change(string uid, Func<UpdateView, UpdateView> change)
    {
        lock (_lock)
            _views[uid] = change(_views[uid]);
    }

    private void Show(UpdateView view)
    {
        lock (_lock)
            _views[view.BoardId] = view;
    }
}
