using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Configuring;

/// <summary>Reads and sets a board's table of devices.</summary>
internal sealed class ConfigureBoard(GatewayLoop loop, PortRegistry registry, BoardTables tables)
{
    /// <summary>A row takes 5 ms, storing under a second; opening the port again is not part of it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The table of a board; null when it is not known here or has not listed its devices yet.</summary>
    public Task<IReadOnlyList<DeviceRow>?> ReadAsync(string uid) =>
        loop.AskAsync(_ => registry.Find(uid)?.Devices is { } devices ? Rows(devices) : null);

    /// <summary>Gives a board another table and waits until it has stored it.</summary>
    /// <param name="uid">The board.</param>
    /// <param name="rows">Its whole table, without errors of <see cref="TableChecks"/>.</param>
    /// <param name="seen">The table that the person has changed; null: whatever the board has now.</param>
    /// <returns>Null when done; else what is wrong and what to do.</returns>
    public async Task<ConfigurationFault?> SetAsync(
        string uid,
        IReadOnlyList<DeviceRow> rows,
        IReadOnlyList<DeviceRow>? seen = null
    )
    {
        var wanted = rows.ToDictionary(row => row.Index, row => row.ToSetup());
        var begun = await loop.AskAsync(now => Begin(uid, rows, wanted, seen, now));
        if (begun.Fault is { } fault)
            return fault;
        try
        {
            return await begun.Done!.WaitAsync(_patience) is { } refusal
                ? new ConfigurationFault(StatusCodes.Status422UnprocessableEntity, refusal)
                : null;
        }
        catch (TimeoutException)
        {
            return new ConfigurationFault(
                StatusCodes.Status504GatewayTimeout,
                "The board was lost meanwhile: its new table is kept here and written when it is back."
            );
        }
    }

    private (Task<string?>? Done, ConfigurationFault? Fault) Begin(
        string uid,
        IReadOnlyList<DeviceRow> rows,
        Dictionary<int, DeviceSetup> wanted,
        IReadOnlyList<DeviceRow>? seen,
        Moment now
    )
    {
        if (registry.Find(uid) is not { IsKept: true } board)
            return (null, new ConfigurationFault(StatusCodes.Status404NotFound, $"There is no board {uid} here."));
        if (board.Port is not { } port)
            return (null, Conflict("The board is not connected: plug it in first."));
        if (port.State == BoardState.EmergencyStopped)
            return (null, Conflict("The emergency stop is on: reset it first."));
        if (!port.MayConfigure)
            return (null, Conflict("Something is on, or the board is not ready: stop it, wait and try again."));
        if (seen is not null && !IsOf(seen, board))
            return (null, Conflict("The board has other devices by now: load the table anew, then change it."));
        tables.Set(uid, wanted);
        board.WantedBefore = board.Wanted;
        board.Wanted = wanted;
        if (IsOf(rows, board))
        {
            // Nothing to write, so no answer of the board to wait for.
            board.WantedBefore = null;
            return (Task.FromResult<string?>(null), null);
        }
        var done = registry.WaitConfigured(board);
        port.Configure(now);
        return (done, null);
    }

    private static bool IsOf(IReadOnlyList<DeviceRow> seen, Board board) =>
        board.Devices is { } devices
        && seen.OrderBy(row => row.Index)
            .Select(row => (row.Index, Setup: row.ToSetup()))
            .SequenceEqual(Rows(devices).OrderBy(row => row.Index).Select(row => (row.Index, Setup: row.ToSetup())));

    private static ConfigurationFault Conflict(string detail) => new(StatusCodes.Status409Conflict, detail);

    private static IReadOnlyList<DeviceRow> Rows(IReadOnlyList<DeviceStatus> devices) =>
        [
            .. devices.Select(device => new DeviceRow(
                device.Index,
                device.DeviceId,
                device.Type,
                device.Pins,
                device.MaxMs,
                device.DutyPct,
                device.WindowS,
                device.Flags,
                device.Size
            )),
        ];
}

/// <summary>Why a table was not taken.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record ConfigurationFault(int Status, string Detail);
