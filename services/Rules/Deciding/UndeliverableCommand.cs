using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.RoutingBoards;

namespace LiveOps.Rules.Deciding;

/// <summary>The end of a command that is given to nobody, so that nobody else can report it.</summary>
internal static class UndeliverableCommand
{
    /// <summary>The gateway has no queue.</summary>
    /// <param name="command">What the broker gave back.</param>
    /// <param name="gatewayId">The gateway that it was for.</param>
    /// <param name="now">When it came back.</param>
    public static DeviceCommandCompleted End(DeviceCommand command, string gatewayId, DateTimeOffset now) =>
        End(
            command,
            gatewayId,
            DeviceCommandOutcome.BoardOffline,
            $"Gateway {gatewayId} has never been on the bus of this installation, or its queue is gone: start the gateway. Nothing was fired.",
            now
        );

    /// <summary>There was no way to a board when a step of a running script was due.</summary>
    public static DeviceCommandCompleted End(DeviceCommand command, BoardRoute route, DateTimeOffset now) =>
        End(
            command,
            route.GatewayId,
            route.Refusal == RuleOutcome.RefusedEmergencyStop
                ? DeviceCommandOutcome.EmergencyStopped
                : DeviceCommandOutcome.BoardOffline,
            $"{route.Reason} Nothing was fired.",
            now
        );

    private static DeviceCommandCompleted End(
        DeviceCommand command,
        string gatewayId,
        DeviceCommandOutcome outcome,
        string detail,
        DateTimeOffset now
    ) =>
        new()
        {
            CommandId = command.CommandId,
            WorkspaceId = command.WorkspaceId,
            AccountId = command.AccountId,
            GatewayId = gatewayId,
            BoardId = command.BoardId,
            DeviceId = command.DeviceId,
            Action = command.Action,
            DurationMs = command.DurationMs,
            Outcome = outcome,
            Detail = detail,
            CompletedAt = now,
            Cause = command.Cause,
        };
}
