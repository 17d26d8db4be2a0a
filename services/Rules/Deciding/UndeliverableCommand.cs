using LiveOps.Contracts.DeviceGateway;

namespace LiveOps.Rules.Deciding;

/// <summary>The end of a command whose gateway has no queue: it was given to nobody, so nobody else can report it.</summary>
internal static class UndeliverableCommand
{
    /// <param name="command">What the broker gave back.</param>
    /// <param name="gatewayId">The gateway that it was for.</param>
    /// <param name="now">When it came back.</param>
    public static DeviceCommandCompleted End(DeviceCommand command, string gatewayId, DateTimeOffset now) =>
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
            Outcome = DeviceCommandOutcome.BoardOffline,
            Detail =
                $"Gateway {gatewayId} has never been on the bus of this installation, or its queue is gone: start the gateway. Nothing was fired.",
            CompletedAt = now,
            Cause = command.Cause,
        };
}
