using System.Globalization;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.Rules.Evaluating;
using LiveOps.Rules.RoutingBoards;

namespace LiveOps.Rules.Deciding;

/// <summary>What goes out for one message: commands to one gateway and the decisions for the books.</summary>
/// <param name="GatewayId">Where the commands go; empty when there are none.</param>
internal sealed record DispatchPlan(
    string GatewayId,
    IReadOnlyList<DeviceCommand> Commands,
    IReadOnlyList<RuleDecision> Decisions
)
{
    /// <summary>Turns verdicts into decisions and commands. Pure: route and clock are given.</summary>
    /// <param name="mayBeSent">
    /// The message was delivered before, so its commands may have run: they are sent again whatever their age, with
    /// the same ids; the gateway applies each once and reports the late ones as expired.
    /// </param>
    public static DispatchPlan Make(
        LiveEvents message,
        IReadOnlyList<Verdict> verdicts,
        BoardRoute route,
        DateTimeOffset now,
        bool mayBeSent
    )
    {
        var commands = new List<DeviceCommand>();
        var decisions = new List<RuleDecision>(verdicts.Count);
        foreach (var verdict in verdicts)
        {
            var refusal =
                verdict.Outcome == RuleOutcome.Fired
                    ? Refuse(verdict.Rule, message, route, now, mayBeSent)
                    : new Refusal(verdict.Outcome, verdict.Reason ?? "");
            var first = commands.Count;
            if (refusal is null)
                AddCommands(commands, message, verdict, route);
            decisions.Add(
                new RuleDecision
                {
                    DecisionId = DerivedId.Decision(message.RoomId, verdict.Event, verdict.Rule.Id),
                    RuleId = verdict.Rule.Id,
                    RuleName = verdict.Rule.Name,
                    MessageId = verdict.Event.MessageId,
                    EventKind = verdict.Event.Kind,
                    ViewerId = verdict.Event.Viewer?.UserId,
                    ViewerName = verdict.Event.Viewer?.Nickname ?? verdict.Event.Viewer?.Handle,
                    Outcome = refusal?.Outcome ?? RuleOutcome.Fired,
                    Reason = refusal?.Reason,
                    CommandIds = [.. commands.Skip(first).Select(command => command.CommandId)],
                }
            );
        }
        return new DispatchPlan(commands.Count > 0 ? route.GatewayId : "", commands, decisions);
    }

    /// <summary>What stands between a rule that wants to fire and the board; null for nothing. Pure.</summary>
    /// <inheritdoc cref="Make" path="/param"/>
    public static Refusal? Refuse(Rule rule, LiveEvents message, BoardRoute route, DateTimeOffset now, bool mayBeSent)
    {
        var age = (now - message.ReceivedAt).TotalMilliseconds;
        var expiry = rule.Definition.Policy.ExpiresAfterMs;
        if (age > expiry && !mayBeSent)
            return new Refusal(
                RuleOutcome.RefusedTooLate,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The event was {age / 1000:0.0} s old when it was decided; the rule allows {expiry / 1000.0:0.###} s."
                )
            );
        return route.Refusal is { } outcome ? new Refusal(outcome, route.Reason ?? "") : null;
    }

    private static void AddCommands(List<DeviceCommand> commands, LiveEvents message, Verdict verdict, BoardRoute route)
    {
        var rule = verdict.Rule;
        var steps = rule.Definition.Action.Steps().ToArray();
        var together = rule.Definition.Action.StartsTogether && steps.Length > 1;
        var cause = new CommandCause
        {
            RoomId = message.RoomId,
            MessageId = verdict.Event.MessageId,
            EventKind = verdict.Event.Kind,
            RuleId = rule.Id,
            ReceivedAt = message.ReceivedAt,
        };
        for (var unit = 0; unit < verdict.Times; unit++)
        {
            Guid? combo = together ? DerivedId.Combo(message.RoomId, verdict.Event, rule.Id, unit) : null;
            for (var n = 0; n < steps.Length; n++)
                commands.Add(
                    new DeviceCommand
                    {
                        CommandId = DerivedId.Command(
                            message.RoomId,
                            verdict.Event,
                            rule.Id,
                            unit * RuleAction.MaxSteps + n
                        ),
                        WorkspaceId = message.WorkspaceId,
                        AccountId = message.AccountId,
                        BoardId = route.BoardId,
                        DeviceId = steps[n].DeviceId,
                        Action = steps[n].ActionWord,
                        DurationMs = steps[n].DurationMs,
                        Params = steps[n].Params,
                        Priority = rule.Definition.Policy.Priority,
                        // From the frame, not from this attempt: a command that is sent again is the same command.
                        IssuedAt = message.ReceivedAt,
                        ExpiresAt = message.ReceivedAt.AddMilliseconds(rule.Definition.Policy.ExpiresAfterMs),
                        ComboId = combo,
                        Cause = cause,
                    }
                );
        }
    }
}
