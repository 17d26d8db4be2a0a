using System.Globalization;
using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Console.Machines;

/// <summary>Why something cannot be ordered of a gateway, and what to do.</summary>
internal static class MachineAnswers
{
    public static IResult NoGateway() =>
        Results.Problem(
            "No gateway of this name has spoken for this workspace.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such machine"
        );

    public static IResult NoBoard() =>
        Results.Problem(
            "This machine has no board with this id. Check that it is plugged in.",
            statusCode: StatusCodes.Status404NotFound,
            title: "No such board"
        );

    public static IResult Silent() =>
        Conflict("The machine is silent", "Check that the PC is on, has network and runs the gateway.");

    public static IResult TooOld(string gatewayId) =>
        Conflict(
            "The gateway is too old for this",
            $"Install the newer gateway on {gatewayId}, or do it on the gateway's own page there."
        );

    public static IResult NotConnected(string gatewayId) =>
        Conflict(
            "The gateway is not connected",
            $"Gateway {gatewayId} takes no orders just now. Nothing was changed; try again when it is back."
        );

    public static IResult NoBroker(TimeSpan life) =>
        Results.Problem(
            string.Create(
                CultureInfo.InvariantCulture,
                $"It may still reach the gateway within {life.TotalSeconds:0} seconds, and never later. Look at the board before you do it again."
            ),
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "The message broker does not answer"
        );

    /// <summary>Null when the board can be changed as far as is known here; the gateway and the board check again.</summary>
    public static IResult? NotNow(BoardStatus board, bool stopped)
    {
        if (stopped || board.State == BoardState.EmergencyStopped)
            return Conflict(
                "The emergency stop is latched",
                "Reset it first: a board is changed only when it is free."
            );
        if (board.State != BoardState.Ready)
            return Conflict(
                "The board is not ready",
                board.Detail ?? $"It is {board.State}. Wait, or plug it in again."
            );
        if (board.Devices.FirstOrDefault(device => device.Active || device.Waiting > 0) is { } busy)
            return Conflict(
                "Something is on",
                $"{busy.DeviceId} is on, or a command waits for it: stop it, wait and try again."
            );
        return null;
    }

    private static IResult Conflict(string title, string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: title);
}
