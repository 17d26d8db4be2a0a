using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Lanes;
using LiveOps.DeviceGateway.Protocol;

namespace LiveOps.DeviceGateway.Boards;

/// <summary>The ends of commands and their words for the operator.</summary>
internal static class Ends
{
    public static readonly CommandEnd Expired = new(
        DeviceCommandOutcome.Expired,
        "Its time ran out before the device was free: it was not fired."
    );
    public static readonly CommandEnd ExpiredAway = new(
        DeviceCommandOutcome.Expired,
        "Its time ran out before the board was ready: it was not fired."
    );
    public static readonly CommandEnd Stopped = new(
        DeviceCommandOutcome.EmergencyStopped,
        "The emergency stop is on: reset it to go on."
    );
    public static readonly CommandEnd BoardStopped = new(
        DeviceCommandOutcome.EmergencyStopped,
        "The emergency stop of this board is on: reset it to go on."
    );
    public static readonly CommandEnd AccountStopped = new(
        DeviceCommandOutcome.EmergencyStopped,
        "The emergency stop of this account is on: reset it to go on."
    );
    public static readonly CommandEnd CutByStop = new(
        DeviceCommandOutcome.EmergencyStopped,
        "Cut by the emergency stop."
    );
    public static readonly CommandEnd BoardRestarted = new(
        DeviceCommandOutcome.Unknown,
        "The board restarted before its answer: it may have run. It is not sent again."
    );
    public static readonly CommandEnd NoAnswer = new(
        DeviceCommandOutcome.Unknown,
        "The board did not answer in time and was switched off: it may have run. It is not sent again."
    );
    public static readonly CommandEnd NotConfirmed = new(
        DeviceCommandOutcome.Unknown,
        "The board did not confirm it in time: it may have run. It is not sent again."
    );
    public static readonly CommandEnd GatewayRestarted = new(
        DeviceCommandOutcome.Unknown,
        "The gateway restarted before the board's answer: it may have run. It is not sent again."
    );
    public static readonly CommandEnd GatewayEnding = new(
        DeviceCommandOutcome.Stopped,
        "The gateway was stopped and switched the board off."
    );
    public static readonly CommandEnd DoneLost = new(
        DeviceCommandOutcome.Done,
        "The board's end report was lost on the line; the board's own timer has switched it off."
    );

    public static readonly CommandEnd NeverStarted = new(
        DeviceCommandOutcome.Expired,
        "The others of its combo were not ready in time: it was not fired."
    );

    public static CommandEnd MustRest(int waitMs) =>
        new(DeviceCommandOutcome.Refused, $"The device must rest: this much is allowed again in {waitMs} ms.");

    public static CommandEnd LinkLost(string reason) =>
        new(
            DeviceCommandOutcome.Unknown,
            $"The connection to the board was lost ({reason}) before its answer: it may have run. It is not sent again."
        );

    public static CommandEnd LaneFull(string device, int length) =>
        new(DeviceCommandOutcome.Refused, $"{length} commands wait for {device} already: this one is too many.");

    public static CommandEnd Done(DoneReason reason, int ranMs) =>
        reason switch
        {
            DoneReason.Ok => new CommandEnd(DeviceCommandOutcome.Done, null, ranMs),
            DoneReason.Stopped => new CommandEnd(DeviceCommandOutcome.Stopped, "Switched off early.", ranMs),
            DoneReason.Replaced => new CommandEnd(
                DeviceCommandOutcome.Replaced,
                "A newer command took the device over.",
                ranMs
            ),
            DoneReason.EmergencyStop => CutByStop with { RanMs = ranMs },
            DoneReason.NeverStarted => NeverStarted,
            DoneReason.HostLost => new CommandEnd(
                DeviceCommandOutcome.HostLost,
                "The board heard nothing from the gateway and switched off.",
                ranMs
            ),
        };

    /// <summary>The board's ERR in words.</summary>
    public static CommandEnd Refused(string code, long number) =>
        code == "STOP"
            ? Stopped
            : new CommandEnd(
                DeviceCommandOutcome.Refused,
                code switch
                {
                    "DEV" => "The board has no such device.",
                    "ACT" => "The device has no such action.",
                    "DUR" => "The board refused the duration.",
                    "PAR" => "The parameters do not fit the action.",
                    "LIM" => $"The duration is over the device's limit of {number} ms.",
                    "DUTY" => MustRest((int)Math.Min(number, int.MaxValue)).Detail,
                    "BUSY" => "The board is storing its settings: try again in two seconds.",
                    _ => $"The board refused it ({code}).",
                }
            );
}
