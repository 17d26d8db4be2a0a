using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Rules;
using LiveOps.Hosting;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;
using LiveOps.Rules.Running;

namespace LiveOps.Rules.Deciding;

/// <summary>What goes out for one input: commands to one gateway, other effects, and the decisions for the books.</summary>
/// <param name="GatewayId">Where the commands go; empty when there are none.</param>
/// <param name="Commands">For that gateway.</param>
/// <param name="Undeliverable">Ends of commands that no board can be given now.</param>
/// <param name="Effects">What happens elsewhere than on a board.</param>
/// <param name="Decisions">For the books.</param>
internal sealed record DispatchPlan(
    string GatewayId,
    IReadOnlyList<DeviceCommand> Commands,
    IReadOnlyList<DeviceCommandCompleted> Undeliverable,
    IReadOnlyList<Effect> Effects,
    IReadOnlyList<RuleDecision> Decisions
)
{
    /// <summary>Turns verdicts and effects into messages. Pure: route and clock are given.</summary>
    /// <param name="key">The account.</param>
    /// <param name="evaluation">What was decided.</param>
    /// <param name="route">The way to the account's board; asked only where a device is to move.</param>
    /// <param name="now">The clock.</param>
    public static DispatchPlan Make(AccountKey key, Evaluation evaluation, Func<BoardRoute> route, DateTimeOffset now)
    {
        var devices = evaluation.Effects.OfType<DeviceEffect>().ToArray();
        var commands = new List<DeviceCommand>(devices.Length);
        var ended = new List<DeviceCommandCompleted>();
        var way = devices.Length > 0 ? route() : null;
        foreach (var together in devices.GroupBy(effect => (effect.Execution.Id, effect.At)))
        {
            DeviceEffect[] moved = [.. together];
            var combo = Combo(moved);
            foreach (var effect in moved)
            {
                var command = Command(key, effect, way!.BoardId) with
                {
                    ComboId = combo,
                    ComboSize = combo is null ? 0 : moved.Length,
                };
                if (way.Refusal is null)
                    commands.Add(command);
                else
                    ended.Add(UndeliverableCommand.End(command, way, now));
            }
        }
        return new DispatchPlan(
            commands.Count > 0 ? way!.GatewayId : "",
            commands,
            ended,
            [.. evaluation.Effects.Where(effect => effect is not DeviceEffect)],
            [.. evaluation.Verdicts.Select(verdict => Decision(verdict, devices))]
        );
    }

    /// <summary>What stands between a rule that wants to fire and the world; null for nothing. Pure.</summary>
    /// <param name="rule">Who wants to fire.</param>
    /// <param name="receivedAt">When the event was received.</param>
    /// <param name="route">The way to the account's board; asked only where the rule moves a device.</param>
    /// <param name="now">The clock.</param>
    public static Refusal? Refuse(
        IndexedRule rule,
        DateTimeOffset receivedAt,
        Func<BoardRoute> route,
        DateTimeOffset now
    )
    {
        // What only counts and keeps the books is right at any time; what is seen, heard or moved is not.
        if (!rule.IsForNow)
            return null;
        var age = (now - receivedAt).TotalMilliseconds;
        var expiry = rule.Rule.Definition.Policy.ExpiresAfterMs;
        if (age > expiry)
            return new Refusal(
                RuleOutcome.RefusedTooLate,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The event was {age / 1000:0.0} s old when it was decided; the rule allows {expiry / 1000.0:0.###} s."
                )
            );
        if (rule.Devices.Count == 0)
            return null;
        var way = route();
        return way.Refusal is { } outcome ? new Refusal(outcome, way.Reason ?? "") : null;
    }

    private static RuleDecision Decision(Verdict verdict, IReadOnlyList<DeviceEffect> devices) =>
        new()
        {
            DecisionId = verdict.DecisionId,
            RuleId = verdict.Rule.Id,
            RuleName = verdict.Rule.Name,
            MessageId = verdict.Event.MessageId,
            EventKind = verdict.Event.Kind,
            ViewerId = verdict.Event.Viewer?.UserId,
            ViewerName = verdict.Event.Viewer?.Nickname ?? verdict.Event.Viewer?.Handle,
            Outcome = verdict.Outcome,
            Reason = verdict.Reason,
            CommandIds =
            [
                .. devices
                    .Where(effect => effect.Execution.DecisionId == verdict.DecisionId)
                    .Select(effect => effect.Id),
            ],
        };

    /// <summary>What is due at one moment on several devices starts together; twice the same device takes turns.</summary>
    private static Guid? Combo(IReadOnlyList<DeviceEffect> together) =>
        together.Count > 1 && together.DistinctBy(effect => effect.DeviceId).Count() == together.Count
            ? DerivedId.Combo(together[0].Id)
            : null;

    private static DeviceCommand Command(AccountKey key, DeviceEffect effect, string boardId)
    {
        var cause = effect.Execution.Cause;
        var policy = effect.Execution.Rule.Definition.Policy;
        return new DeviceCommand
        {
            CommandId = effect.Id,
            WorkspaceId = key.WorkspaceId,
            AccountId = key.AccountId,
            BoardId = boardId,
            DeviceId = effect.DeviceId,
            Action = effect.ActionWord,
            DurationMs = effect.DurationMs,
            Params = effect.Params,
            Priority = policy.Priority,
            // From when it is due, not from this attempt: a command that is sent again is the same command.
            IssuedAt = effect.At,
            ExpiresAt = effect.At.AddMilliseconds(policy.ExpiresAfterMs),
            Cause = new CommandCause
            {
                RoomId = cause.RoomId,
                MessageId = cause.Event.MessageId,
                EventKind = cause.Event.Kind,
                RuleId = effect.Execution.Rule.Id,
                // Start of the path that is measured: for a later step, the moment when it was due.
                ReceivedAt = effect.At,
            },
        };
    }
}
