using System.Diagnostics;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Logging;

namespace LiveOps.DeviceGateway.EmergencyStopping;

/// <summary>
/// The switch. Pressing it puts the stop byte on every line that it concerns from the caller's own thread, past the
/// gateway's queues and loop, and only then keeps books.
/// </summary>
internal sealed class EmergencyStopSwitch(
    EmergencyLatch latch,
    OpenLinks links,
    GatewayLoop loop,
    PortRegistry ports,
    ILogger<EmergencyStopSwitch> logger
)
{
    /// <summary>Everything off. False when this stop has been taken before.</summary>
    public bool Press(Guid stopId, string by, DateTimeOffset at, StopOrigins origin = StopOrigins.Here)
    {
        if (!latch.TryLatch(stopId, origin))
            return false;
        var start = Stopwatch.GetTimestamp();
        links.WriteStop();
        Told("EMERGENCY STOP", by, start);
        loop.Post(now => ports.EmergencyStop(now));
        latch.Save(by, at);
        return true;
    }

    /// <summary>One board off, now or as soon as it is plugged in here.</summary>
    public void PressBoard(Guid stopId, string board, string by, DateTimeOffset at)
    {
        if (!latch.TryLatchBoard(stopId, board))
            return;
        var start = Stopwatch.GetTimestamp();
        links.WriteStop([board]);
        Told($"EMERGENCY STOP of board {board}", by, start);
        loop.Post(now => ports.StopHeld(now));
        latch.Save(by, at);
    }

    /// <summary>
    /// Off is what one account moves, with the whole board that it is on: only a board's stop byte passes every line on
    /// its way. Its later commands are refused.
    /// </summary>
    public void PressAccount(Guid stopId, Guid account, string by, DateTimeOffset at)
    {
        var boards = links.DrivenBy(account);
        if (!latch.TryLatchAccount(stopId, account, boards))
            return;
        var start = Stopwatch.GetTimestamp();
        links.WriteStop(boards);
        Told($"EMERGENCY STOP of account {account} on {boards.Count} boards", by, start);
        loop.Post(now => ports.StopAccount(account, now));
        latch.Save(by, at);
    }

    /// <summary>Releases the latch: boards take commands again.</summary>
    public void Reset(string by)
    {
        latch.Release();
        loop.Post(now => ports.Reset(now));
        logger.LogWarning("The emergency stop was reset by {By}", by);
    }

    /// <summary>Releases this PC; what a stop of everything, of a board or of an account holds stays off.</summary>
    public void ResetMachine(string by)
    {
        latch.ReleaseMachine();
        loop.Post(now => ports.Reset(now));
        logger.LogWarning("The emergency stop of this gateway was reset by {By}", by);
    }

    /// <summary>Releases one board.</summary>
    public void ResetBoard(string board, string by)
    {
        latch.ReleaseBoard(board);
        loop.Post(now => ports.Reset(now));
        logger.LogWarning("The emergency stop of board {Board} was reset by {By}", board, by);
    }

    /// <summary>Releases one account, and the boards that were stopped because of it alone.</summary>
    public void ResetAccount(Guid account, string by)
    {
        latch.ReleaseAccount(account);
        loop.Post(now => ports.Reset(now));
        logger.LogWarning("The emergency stop of account {Account} was reset by {By}", account, by);
    }

    private void Told(string what, string by, long start) =>
        logger.LogWarning(
            "{What} by {By}: stop bytes written in {Ms:0.000} ms; latched until reset",
            what,
            by,
            Stopwatch.GetElapsedTime(start).TotalMilliseconds
        );
}
