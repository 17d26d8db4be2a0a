using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.Rules.Deciding;

/// <summary>
/// Decides the inputs of the accounts of its partition, one after the other: decide, send the effects, publish the
/// decisions, persist, and only then acknowledge. A crash anywhere in between decides the same again, with the same
/// ids, for the broker gives back what was not acknowledged before anything younger.
/// </summary>
internal sealed class Decider(
    AccountCache cache,
    AccountStore store,
    EffectSender sender,
    GatewayDirectory gateways,
    WakeUps wakeUps,
    RulesTelemetry telemetry,
    TimeProvider clock,
    IOptions<RulesOptions> options
)
{
    public async Task TakeAsync(ConsumeContext context, AccountInput input)
    {
        var started = clock.GetTimestamp();
        var deliveredBefore = context.ReceiveContext.Redelivered;
        var account = cache.Of(input.Key);
        using var turn = await account.TakeTurnAsync(context.CancellationToken);
        await cache.LoadAsync(account, input.At, context.CancellationToken);
        await BringUpToDateAsync(account, input, deliveredBefore, context.CancellationToken);
        while (true)
        {
            var decided =
                Pending(account, input) ?? Decide(account, input, deliveredBefore || account.MayBeSent(input));
            if (decided is null)
            {
                account.Advance(input);
                wakeUps.Set(account);
                return;
            }
            if (account.Pending is null)
            {
                account.Sending(input);
                await sender.SendAsync(context, input, decided, started);
                account.Pending = decided;
            }
            if (await store.TryPersistAsync(account, input, decided, context.CancellationToken) is { } stored)
            {
                foreach (var decision in decided.Plan.Decisions)
                    telemetry.Decided(decision.Outcome);
                account.Advance(input, stored);
                wakeUps.Set(account);
                return;
            }
            telemetry.Conflicted();
            await cache.ReloadStateAsync(account, input.At, context.CancellationToken);
        }
    }

    /// <summary>
    /// A state that is behind must not decide. Events tell by their sequence whether another replica may have had the
    /// partition in between; signals have none, so the database is asked.
    /// </summary>
    private async Task BringUpToDateAsync(
        CachedAccount account,
        AccountInput input,
        bool deliveredBefore,
        CancellationToken cancellationToken
    )
    {
        if (Pending(account, input) is not null)
            return;
        var behind = input is EventsInput events
            ? account.MayBeBehind(events, deliveredBefore)
            : await store.VersionAsync(account.Key, cancellationToken) != account.State!.Version;
        if (behind)
            await cache.ReloadStateAsync(account, input.At, cancellationToken);
    }

    /// <summary>What a failed attempt has sent for this very input; what belongs to another is forgotten.</summary>
    private static Unpersisted? Pending(CachedAccount account, AccountInput input)
    {
        if (account.Pending is { } pending && pending.Input == input.Id)
            return pending;
        account.Pending = null;
        return null;
    }

    /// <returns>Null when no rule has anything to say.</returns>
    private Unpersisted? Decide(CachedAccount account, AccountInput input, bool mayBeSent)
    {
        using var span = RulesTelemetry.Source.StartActivity("decide");
        var started = clock.GetTimestamp();
        var rules = account.Rules!;
        var now = clock.GetUtcNow();
        BoardRoute? found = null;
        var engine = new RuleEngine(
            rules.Rules,
            rules.Settings,
            account.State!.State,
            mayBeSent ? null : rule => DispatchPlan.Refuse(rule, input.ReceivedAt, Route, now)
        );
        input.Apply(engine, account.LastSequence);
        var evaluation = engine.Result;
        // A tick for nothing, for example after its timer was deleted, must not come again every second.
        var nothing = evaluation.IsNothing && (input is EventsInput || engine.NextDue() == account.State.DueAt);
        var plan = nothing ? null : DispatchPlan.Make(input.Key, evaluation, Route, now);
        telemetry.Saw((input as EventsInput)?.Message.Events.Count ?? 1, clock.GetElapsedTime(started));
        span?.SetTag("liveops.account", input.Key.AccountId);
        span?.SetTag("liveops.decisions", plan?.Decisions.Count ?? 0);
        return plan is null ? null : new Unpersisted(input.Id, account.State.Version, evaluation, plan, now);

        // Looked up once, and only for an input in which a rule wants something.
        BoardRoute Route() =>
            found ??= BoardRoute.Find(
                rules.Binding,
                gateways.Of(input.Key.WorkspaceId),
                TimeSpan.FromSeconds(options.Value.GatewaySilentSeconds),
                now,
                mayBeSent
            );
    }
}
