using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// Decides the events of the accounts of its partition, one message after the other: decide, send the commands,
/// publish the decisions, persist, and only then acknowledge. A crash anywhere in between decides the same again,
/// with the same ids.
/// </summary>
internal sealed class LiveEventsConsumer(
    AccountCache cache,
    AccountStore store,
    CommandSender sender,
    GatewayDirectory gateways,
    RulesTelemetry telemetry,
    TimeProvider clock,
    IOptions<RulesOptions> options
) : IConsumer<LiveEvents>
{
    public async Task Consume(ConsumeContext<LiveEvents> context)
    {
        var started = clock.GetTimestamp();
        var message = context.Message;
        var deliveredBefore = context.ReceiveContext.Redelivered;
        var account = await cache.GetAsync(
            new AccountKey(message.WorkspaceId, message.AccountId),
            message.ReceivedAt,
            context.CancellationToken
        );
        while (true)
        {
            var decided =
                Pending(account, message)
                ?? Decide(account, message, mayBeSent: deliveredBefore || account.MayBeSent(message));
            if (decided is null)
            {
                account.Advance(message);
                return;
            }
            if (account.Pending is null)
            {
                if (account.MayBeBehind(message, deliveredBefore))
                {
                    await cache.ReloadStateAsync(account, message.ReceivedAt, context.CancellationToken);
                    continue;
                }
                account.Sending(message);
                await sender.SendAsync(context, decided, started);
                account.Pending = decided;
            }
            if (await store.TryPersistAsync(account, message, decided, context.CancellationToken) is { } stored)
            {
                foreach (var decision in decided.Plan.Decisions)
                    telemetry.Decided(decision.Outcome);
                account.Advance(message, stored);
                return;
            }
            telemetry.Conflicted();
            await cache.ReloadStateAsync(account, message.ReceivedAt, context.CancellationToken);
        }
    }

    /// <summary>What a failed attempt has sent for this very message; what belongs to another is forgotten.</summary>
    private static Unpersisted? Pending(CachedAccount account, LiveEvents message)
    {
        if (
            account.Pending is { } pending
            && (pending.Sequence, pending.Events) == (message.Sequence, message.Events.Count)
        )
            return pending;
        account.Pending = null;
        return null;
    }

    /// <returns>Null when no rule has anything to say.</returns>
    private Unpersisted? Decide(CachedAccount account, LiveEvents message, bool mayBeSent)
    {
        using var span = RulesTelemetry.Source.StartActivity("decide");
        var started = clock.GetTimestamp();
        var rules = account.Rules!;
        var now = clock.GetUtcNow();
        BoardRoute? found = null;
        var evaluation = RuleEvaluation.Evaluate(
            rules.Rules,
            message,
            account.LastSequence,
            account.State!.State,
            mayBeSent ? null : rule => DispatchPlan.Refuse(rule, message, Route(), now, mayBeSent)
        );
        var plan =
            evaluation.Verdicts.Count > 0
                ? DispatchPlan.Make(message, evaluation.Verdicts, Route(), now, mayBeSent)
                : null;
        telemetry.Saw(message.Events.Count, clock.GetElapsedTime(started));
        span?.SetTag("liveops.account", message.AccountId);
        span?.SetTag("liveops.decisions", plan?.Decisions.Count ?? 0);
        return plan is null ? null : new Unpersisted(message.Sequence, message.Events.Count, evaluation, plan, now);

        // Looked up once, and only for a message in which a rule wants something.
        BoardRoute Route() =>
            found ??= BoardRoute.Find(
                rules.Binding,
                gateways.Of(message.WorkspaceId),
                TimeSpan.FromSeconds(options.Value.GatewaySilentSeconds),
                now,
                mayBeSent
            );
    }
}
