using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using MassTransit;

namespace LiveOps.Rules.Deciding;

/// <summary>Hands commands and decisions to the broker and returns when it has confirmed them all.</summary>
internal sealed class CommandSender(RulesTelemetry telemetry, TimeProvider clock)
{
    public async Task SendAsync(ConsumeContext<LiveEvents> context, Unpersisted decided, long started)
    {
        var message = context.Message;
        // Both at once: each costs a round trip to the broker, and neither waits for the other's confirm.
        var commands = SendCommandsAsync(context, decided.Plan, started);
        var decisions = context.Publish(
            new RulesDecided
            {
                WorkspaceId = message.WorkspaceId,
                AccountId = message.AccountId,
                RoomId = message.RoomId,
                DecidedAt = decided.DecidedAt,
                Decisions = decided.Plan.Decisions,
            },
            context.CancellationToken
        );
        await Task.WhenAll(commands, decisions);
    }

    private async Task SendCommandsAsync(ConsumeContext<LiveEvents> context, DispatchPlan plan, long started)
    {
        if (plan.Commands.Count == 0)
            return;
        // The exchange of the gateway's queue: to name the queue itself would declare it, and it is the gateway's.
        var gateway = await context.GetSendEndpoint(new Uri($"exchange:gateway.{plan.GatewayId}"));
        await Task.WhenAll(
            plan.Commands.Select(command =>
                gateway.Send(command, sending => sending.MessageId = command.CommandId, context.CancellationToken)
            )
        );
        telemetry.Sent(clock.GetElapsedTime(started), clock.GetUtcNow() - context.Message.ReceivedAt);
    }
}
