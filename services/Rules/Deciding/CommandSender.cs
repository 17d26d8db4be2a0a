using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using MassTransit;

namespace LiveOps.Rules.Deciding;

/// <summary>Hands commands and decisions to the broker and returns when it has confirmed them all.</summary>
internal sealed class CommandSender(IBus bus, RulesTelemetry telemetry, TimeProvider clock, ILogger<CommandSender> log)
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
        using var span = RulesTelemetry.Source.StartActivity("send commands");
        span?.SetTag("liveops.gateway", plan.GatewayId);
        span?.SetTag("liveops.commands", plan.Commands.Count);
        var taken = await Task.WhenAll(
            plan.Commands.Select(command => bus.TrySendAsync(plan.GatewayId, command, context.CancellationToken))
        );
        telemetry.Sent(clock.GetElapsedTime(started), clock.GetUtcNow() - context.Message.ReceivedAt);
        var returned = plan.Commands.Where((_, n) => !taken[n]).ToArray();
        if (returned.Length > 0)
            await EndAsync(context, plan.GatewayId, returned);
    }

    /// <summary>
    /// Puts commands that no gateway will ever see on the books in the gateway's place. A message that is delivered
    /// again ends them again, under the same ids: the books take each once.
    /// </summary>
    private async Task EndAsync(ConsumeContext<LiveEvents> context, string gatewayId, DeviceCommand[] returned)
    {
        telemetry.Returned(returned.Length);
        log.LogError(
            "Gateway {GatewayId} has no queue on this bus: {Count} commands went nowhere and are on the books as BoardOffline",
            gatewayId,
            returned.Length
        );
        var now = clock.GetUtcNow();
        await Task.WhenAll(
            returned.Select(command =>
                context.Publish(UndeliverableCommand.End(command, gatewayId, now), context.CancellationToken)
            )
        );
    }
}
