using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.GiftSender;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting.Bus;
using LiveOps.Rules.Running;
using MassTransit;

namespace LiveOps.Rules.Deciding;

/// <summary>Hands effects and decisions to the broker and returns when it has confirmed them all.</summary>
internal sealed class EffectSender(IBus bus, RulesTelemetry telemetry, TimeProvider clock, ILogger<EffectSender> log)
{
    public async Task SendAsync(ConsumeContext context, AccountInput input, Unpersisted decided, long started)
    {
        var plan = decided.Plan;
        // All at once: each costs a round trip to the broker, and none waits for another's confirm.
        var sends = new List<Task> { SendCommandsAsync(context, input, plan, started) };
        sends.AddRange(plan.Undeliverable.Select(end => context.Publish(end, context.CancellationToken)));
        sends.AddRange(
            plan.Effects.Select(effect =>
                effect is GiftSendEffect gift
                    ? RequestGiftAsync(context, input.Key, gift)
                    : PublishAsync(context, input.Key, effect)
            )
        );
        if (plan.Decisions.Count > 0)
            sends.Add(
                context.Publish(
                    new RulesDecided
                    {
                        WorkspaceId = input.Key.WorkspaceId,
                        AccountId = input.Key.AccountId,
                        RoomId = input.RoomId,
                        DecidedAt = decided.DecidedAt,
                        Decisions = plan.Decisions,
                    },
                    context.CancellationToken
                )
            );
        await Task.WhenAll(sends);
    }

    private static Task PublishAsync(ConsumeContext context, AccountKey key, Effect effect)
    {
        var rule = effect.Execution.Rule.Id;
        object? message = effect switch
        {
            CueEffect cue => new OverlayCue
            {
                CueId = cue.Id,
                WorkspaceId = key.WorkspaceId,
                AccountId = key.AccountId,
                RuleId = rule,
                Text = cue.Text,
                ShownMs = cue.ShownMs,
                Sound = cue.Sound,
                Volume = cue.Volume,
                At = cue.At,
            },
            PointsEffect points => new PointsGranted
            {
                GrantId = points.Id,
                WorkspaceId = key.WorkspaceId,
                AccountId = key.AccountId,
                RuleId = rule,
                UserId = points.Execution.Cause.Event.Viewer!.UserId,
                Points = points.Points,
                Reason = points.Reason,
                At = points.At,
            },
            FeedEffect feed => new FeedEventEmitted
            {
                EmitId = feed.Id,
                WorkspaceId = key.WorkspaceId,
                AccountId = key.AccountId,
                EventName = feed.Name,
                Data = feed.Data,
                At = feed.At,
            },
            // Webhook calls go out with the decision, by the database.
            _ => null,
        };
        return message is null
            ? Task.CompletedTask
            : context.Publish(message, sending => sending.MessageId = effect.Id, context.CancellationToken);
    }

    /// <summary>Never kept for later: a gift that is paid for months after nobody wants it any more.</summary>
    private async Task RequestGiftAsync(ConsumeContext context, AccountKey key, GiftSendEffect gift)
    {
        var request = new RequestGiftSend
        {
            RequestId = gift.Id,
            WorkspaceId = key.WorkspaceId,
            AccountId = key.AccountId,
            RuleId = gift.Execution.Rule.Id,
            GiftId = gift.GiftId,
            Count = gift.Count,
            ToHandle = gift.ToHandle,
            At = gift.At,
        };
        if (await bus.TrySendAsync("gift-sender", request.RequestId, request, context.CancellationToken))
            return;
        telemetry.GiftNotAsked();
        log.LogError(
            "Rule {RuleId} asks for {Count} x gift {GiftId}, but this installation has no gift sender: nothing is sent",
            request.RuleId,
            request.Count,
            request.GiftId
        );
    }

    private async Task SendCommandsAsync(ConsumeContext context, AccountInput input, DispatchPlan plan, long started)
    {
        if (plan.Commands.Count == 0)
            return;
        using var span = RulesTelemetry.Source.StartActivity("send commands");
        span?.SetTag("liveops.gateway", plan.GatewayId);
        span?.SetTag("liveops.commands", plan.Commands.Count);
        var taken = await Task.WhenAll(
            plan.Commands.Select(command => bus.TrySendAsync(plan.GatewayId, command, context.CancellationToken))
        );
        telemetry.Sent(clock.GetElapsedTime(started), clock.GetUtcNow() - input.ReceivedAt);
        var returned = plan.Commands.Where((_, n) => !taken[n]).ToArray();
        if (returned.Length > 0)
            await EndAsync(context, plan.GatewayId, returned);
    }

    /// <summary>
    /// Puts commands that no gateway will ever see on the books in the gateway's place. A message that is delivered
    /// again ends them again, under the same ids: the books take each once.
    /// </summary>
    private async Task EndAsync(ConsumeContext context, string gatewayId, DeviceCommand[] returned)
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
