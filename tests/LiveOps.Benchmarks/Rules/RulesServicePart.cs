using System.Diagnostics;
using System.Text.Json;
using LiveOps.Benchmarks.Broker;
using LiveOps.Benchmarks.Reporting;
using LiveOps.Benchmarks.Running;
using LiveOps.Contracts.Ingestion;
using LiveOps.Rules.Evaluating;
using Npgsql;
using NpgsqlTypes;

namespace LiveOps.Benchmarks.Rules;

/// <summary>
/// The Rules service as it runs, on one core: 1,000 rules of one account, mixed events in messages of 20, straight into
/// its partitions; from the first publish to the decision about the last gift. Beside it, in the same run, what the
/// broker itself does with messages of that size.
/// </summary>
internal static class RulesServicePart
{
    private const int EventsPerMessage = 20;
    private const int Events = 200_000;
    private const int MatchPercent = 1;
    private const int DefaultRounds = 3;

    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellationToken)
    {
        await using var system = await MeasuredSystem.StartAsync(options, cancellationToken);
        await using var publisher = await LiveEventsPublisher.OpenAsync(system.Broker, "rules", cancellationToken);
        var rules = system.Processes["rules"];
        using (var taskset = Process.Start("taskset", ["-acp", "0", $"{rules}"]))
            await taskset.WaitForExitAsync(cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        var bytes = 0;
        for (var round = 0; round <= (options.RoundsGiven ?? DefaultRounds); round++)
        {
            var (workspace, account) = (Guid.NewGuid(), Guid.NewGuid());
            await AddRulesAsync(system.Database, workspace, account, cancellationToken);
            var bodies = Bodies(workspace, account);
            bytes = (int)bodies.Average(body => body.Length);
            var cpu = ProcessUse.CpuSeconds(rules);
            var watch = Stopwatch.StartNew();
            await publisher.PublishAsync(bodies.Select(body => (account, body)), cancellationToken);
            var published = watch.Elapsed;
            await system.UntilAsync(
                token => IsDecidedAsync(system.Database, account, token),
                "the last gift is decided",
                180,
                cancellationToken
            );
            var all = watch.Elapsed.TotalSeconds;
            cpu = ProcessUse.CpuSeconds(rules) - cpu;
            // The first round warms up.
            if (round > 0)
                rows.Add([
                    $"{round}",
                    (Events / all).Thousands(),
                    (Events / published.TotalSeconds).Thousands(),
                    (cpu / Events * 1_000_000).Thousands(),
                    await CountAsync(system.Database, account, cancellationToken),
                ]);
        }
        report.Table(["round", "events/s decided", "events/s published", "CPU us an event", "decisions"], rows);
        var broker = await BrokerRate.MeasureAsync(system.Broker, bytes, 3, TimeSpan.FromSeconds(3), cancellationToken);
        report.Line(
            $"\n{Events:N0} events in messages of {EventsPerMessage} ({bytes:N0} bytes), {MatchPercent} % of gifts and comments match, the service on one core (taskset), broker, database and publisher on both. The broker alone: {(broker.Median() * EventsPerMessage).Thousands()} events/s in messages of that size."
        );
    }

    /// <summary>For an account of its own: no other service knows it, and no board moves for it.</summary>
    private static async Task AddRulesAsync(
        NpgsqlDataSource database,
        Guid workspace,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        await using var insert = database.CreateCommand(
            """
            insert into rules.rules (rule_id, workspace_id, account_id, name, enabled, definition, updated_by)
            select gen_random_uuid(), $1, $2, 'bench', true, definition::jsonb, 'bench' from unnest($3) as definition
            """
        );
        insert.Parameters.Add(new() { Value = workspace });
        insert.Parameters.Add(new() { Value = account });
        insert.Parameters.Add(
            new()
            {
                Value = RuleLoad
                    .Rules(all: true)
                    .Select(rule => JsonSerializer.Serialize(rule.Definition, RuleJson.Options))
                    .ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            }
        );
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static byte[][] Bodies(Guid workspace, Guid account)
    {
        var events = RuleLoad.Events(Events, MatchPercent, all: true).ToArray();
        // The last one is certain to match: when it is decided, all before it are.
        events[^1] = events[^1] with
        {
            Kind = LiveEventKind.Gift,
            Like = null,
            Text = null,
            Gift = new LiveGift
            {
                GiftId = 1,
                Name = "Gift 000",
                Coins = 1,
                RepeatCount = 1,
                Credited = 1,
                GroupId = 0,
            },
        };
        return
        [
            .. events
                .Chunk(EventsPerMessage)
                .Select(
                    (chunk, n) =>
                        LiveEventsPublisher.BodyOf(
                            new LiveEvents
                            {
                                WorkspaceId = workspace,
                                AccountId = account,
                                RoomId = RuleLoad.Room,
                                Sequence = n * EventsPerMessage,
                                ReceivedAt = DateTimeOffset.UtcNow,
                                Events = chunk,
                            }
                        )
                ),
        ];
    }

    private static async Task<bool> IsDecidedAsync(
        NpgsqlDataSource database,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        await using var select = database.CreateCommand(
            "select exists (select from rules.decisions where account_id = $1 and message_id = $2)"
        );
        select.Parameters.Add(new() { Value = account });
        select.Parameters.Add(new() { Value = (long)Events });
        return (bool)(await select.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> CountAsync(
        NpgsqlDataSource database,
        Guid account,
        CancellationToken cancellationToken
    )
    {
        await using var count = database.CreateCommand("select count(*) from rules.decisions where account_id = $1");
        count.Parameters.Add(new() { Value = account });
        return ((long)(await count.ExecuteScalarAsync(cancellationToken))!).Thousands();
    }
}
