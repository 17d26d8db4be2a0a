using LiveOps.Analytics.Actions;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.Contracts.Ingestion;
using LiveOps.Contracts.Rules;
using LiveOps.IntegrationTests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace LiveOps.IntegrationTests.Analytics;

/// <summary>What rules and devices did because of an event, in the review of its live session.</summary>
public sealed class TriggeredActionsTests(SharedServers servers)
{
    [Fact]
    public async Task An_event_shows_what_it_has_triggered_and_the_summary_how_it_went()
    {
        await using var host = await AnalyticsHost.StartAsync(servers);
        var live = new SyntheticLive(38, viewers: 40);
        var message = live.Next();
        await SessionReviewTests.StoreAsync(host, [message]);
        var log = host.Services.GetRequiredService<ActionLog>();
        var trigger = message.Events.First(one => one.Kind == LiveEventKind.Gift);
        var commands = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        await log.DecidedAsync(Decided(live, trigger, commands), default);
        for (var n = 0; n < 20; n++)
            await log.CompletedAsync(
                Completed(
                    live,
                    message,
                    trigger,
                    commands[n],
                    n < 17 ? DeviceCommandOutcome.Done : DeviceCommandOutcome.Expired,
                    n + 1
                ),
                default
            );
        using var me = host.Client(live.WorkspaceId);
        var id = await SessionReviewTests.IdAsync(host, live);

        var events = await SessionReviewTests.GetAsync(me, $"live-sessions/{id}/events");
        var actions = (await SessionReviewTests.GetAsync(me, $"live-sessions/{id}/summary")).GetProperty("actions");

        foreach (var one in events.GetProperty("items").EnumerateArray())
        {
            var triggered = one.GetProperty("actions");
            if (one.GetProperty("messageId").GetString() != $"{trigger.MessageId}")
                triggered.GetArrayLength().ShouldBe(0);
            else
            {
                triggered.GetArrayLength().ShouldBe(21);
                var done = triggered
                    .EnumerateArray()
                    .First(action => action.GetProperty("id").GetGuid() == commands[0]);
                done.GetProperty("ruleName").GetString().ShouldBe("Rose");
                done.GetProperty("outcome").GetString().ShouldBe("Done");
                done.GetProperty("deviceId").GetString().ShouldBe("SOL1");
            }
        }
        actions.GetProperty("completed").GetInt64().ShouldBe(20);
        actions.GetProperty("done").GetInt64().ShouldBe(17);
        actions.GetProperty("successRate").GetDouble().ShouldBe(0.85);
        actions.GetProperty("byOutcome").GetProperty("Expired").GetInt64().ShouldBe(3);
        actions.GetProperty("refused").GetProperty("RefusedByCooldown").GetInt64().ShouldBe(1);
        // Of 1 to 20 ms: half are at most 10, 95 % at most 19.
        var board = actions.GetProperty("boardMs");
        (
            board.GetProperty("count").GetInt64(),
            board.GetProperty("p50").GetDouble(),
            board.GetProperty("p95").GetDouble()
        ).ShouldBe((20, 10, 19));
        var path = actions.GetProperty("pathMs");
        (path.GetProperty("p50").GetDouble(), path.GetProperty("p95").GetDouble()).ShouldBe((100, 190));
    }

    private static RulesDecided Decided(SyntheticLive live, LiveEvent trigger, IReadOnlyList<Guid> commands) =>
        new()
        {
            WorkspaceId = live.WorkspaceId,
            AccountId = live.AccountId,
            RoomId = live.RoomId,
            DecidedAt = live.Now,
            Decisions =
            [
                Decision(trigger, "Rose", RuleOutcome.Fired, commands),
                Decision(trigger, "Lion", RuleOutcome.RefusedByCooldown, []),
            ],
        };

    private static RuleDecision Decision(
        LiveEvent trigger,
        string rule,
        RuleOutcome outcome,
        IReadOnlyList<Guid> commands
    ) =>
        new()
        {
            DecisionId = Guid.CreateVersion7(),
            RuleId = Guid.CreateVersion7(),
            RuleName = rule,
            MessageId = trigger.MessageId,
            EventKind = trigger.Kind,
            Outcome = outcome,
            CommandIds = commands,
        };

    private static DeviceCommandCompleted Completed(
        SyntheticLive live,
        LiveEvents message,
        LiveEvent trigger,
        Guid command,
        DeviceCommandOutcome outcome,
        int ms
    ) =>
        new()
        {
            CommandId = command,
            WorkspaceId = live.WorkspaceId,
            AccountId = live.AccountId,
            GatewayId = "pc1",
            BoardId = "0000A1B2",
            DeviceId = "SOL1",
            Action = "PUSH",
            DurationMs = 50,
            Outcome = outcome,
            CompletedAt = live.Now,
            BoardMs = ms,
            PathMs = ms * 10,
            Cause = new()
            {
                RoomId = live.RoomId,
                MessageId = trigger.MessageId,
                EventKind = trigger.Kind,
                RuleId = Guid.CreateVersion7(),
                ReceivedAt = message.ReceivedAt,
            },
        };
}
