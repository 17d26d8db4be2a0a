using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Flashing;
using LiveOps.DeviceGateway.LocalPage;
using LiveOps.DeviceGateway.Reporting;
using LiveOps.DeviceGateway.Serial;
using Microsoft.Extensions.Configuration;

namespace LiveOps.DeviceGateway.Doctor;

/// <summary>The same while the gateway runs: its boards are told from what it knows of them, without disturbing them.</summary>
internal static class DoctorEndpoint
{
    public static void MapDoctor(this IEndpointRouteBuilder gateway) =>
        gateway
            .MapGet("/doctor", LookAsync)
            .WithSummary("What is wrong with ports, boards, data folder, broker and clock, and what to do")
            .For(LocalAccess.Look);

    private static async Task<IReadOnlyList<Finding>> LookAsync(
        StatusView view,
        ISerialPorts serial,
        DataFolder folder,
        IConfiguration configuration,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        var files = OperatingSystem.IsLinux() ? LinuxFiles.OfThisMachine : null;
        if (files is not null)
            findings.AddRange(UsbCheck.Look(files));
        var status = await view.TakeAsync();
        findings.AddRange(status.Boards.Select(board => Of(board, files, serial)));
        if (status.Boards.Count == 0)
            findings.Add(DoctorCommand.NoBoard);
        findings.AddRange(DataFolderCheck.Look(folder.FullName));
        await foreach (var finding in CentreChecks.LookAsync(configuration, time, cancellationToken))
            findings.Add(finding);
        return findings;
    }

    private static Finding Of(BoardStatus board, LinuxFiles? files, ISerialPorts serial) =>
        board.State switch
        {
            BoardState.Ready when IsOld(board) => Finding.Warning(
                board.Port,
                $"Board {board.BoardId} has firmware {board.Firmware}; this gateway came with {ShippedFirmware.Version()}.",
                "What the newer firmware can do, this board cannot.",
                $"Load it: POST /api/gateway/boards/{board.BoardId}/update"
            ),
            BoardState.Ready => Finding.Good(board.Port, $"Board {board.BoardId} ({board.Firmware}) is ready."),
            BoardState.Connecting => Finding.Good(board.Port, "It is just being connected."),
            BoardState.EmergencyStopped => Finding.Warning(
                board.Port,
                $"Board {board.BoardId} holds an emergency stop.",
                "It turns nothing on until the stop is reset.",
                "Release the stop button on it if it has one, then reset the emergency stop."
            ),
            BoardState.Failing when Holders(board, files, serial) is { } holders => Finding.Problem(
                board.Port,
                $"It is in use by {holders}.",
                "Two programs on one line take each other's bytes: the gateway leaves it alone.",
                "Close that program."
            ),
            _ => Finding.Problem(
                board.Port,
                board.Detail ?? "It does not answer.",
                "Commands for the board on it are not carried out.",
                $"Do what is said here; to ask the board itself, stop the gateway and run: doctor --port {board.Port}"
            ),
        };

    private static bool IsOld(BoardStatus board) =>
        Version.TryParse(board.Firmware?.Split(' ')[0], out var version) && version < ShippedFirmware.Version();

    private static string? Holders(BoardStatus board, LinuxFiles? files, ISerialPorts serial) =>
        files is not null
        && serial.Find(board.Port) is not null
        && files.HoldersOf(board.Port) is { Count: > 0 } holders
            ? string.Join(", ", holders.Select(holder => $"{holder.Name} (process {holder.Id})"))
            : null;
}
