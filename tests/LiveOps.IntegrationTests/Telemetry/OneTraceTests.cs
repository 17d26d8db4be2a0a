using System.Text.RegularExpressions;
using LiveOps.IntegrationTests.MainPath;
using LiveOps.IntegrationTests.Servers;

namespace LiveOps.IntegrationTests.Telemetry;

/// <summary>One trace runs from the TikTok frame to the board's answer and its entry on the books.</summary>
[Collection(Alone.Name)]
public sealed partial class OneTraceTests
{
    private const string Booking = "liveops-analytics: analytics.device-command-completed process";

    /// <summary>
    /// The way up from the booking, each step an ancestor of the one before it. What a library adds in between (its
    /// own spans of sending) is not held against it.
    /// </summary>
    private static readonly string[] _wayUp =
    [
        Booking,
        "liveops-analytics: analytics.device-command-completed receive",
        "liveops-device-gateway: device command result",
        "liveops-device-gateway: device command",
        "liveops-device-gateway: gateway.pc1 process",
        "liveops-device-gateway: gateway.pc1 receive",
        "liveops-rules: send commands",
        "liveops-rules: rules.live-events.# process",
        "liveops-rules: rules.live-events.# receive",
        "liveops-ingestion: publish live-events",
        "liveops-ingestion: webcast frame",
    ];

    private static readonly string[] _besideIt =
    [
        "liveops-rules: decide",
        "liveops-device-gateway: device command acknowledged",
        "liveops-analytics: analytics.live-events.# process",
        "liveops-analytics: analytics.rules-decided process",
    ];

    [Fact]
    public async Task A_roses_frame_its_decision_its_command_the_boards_answer_and_its_booking_are_one_trace()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var system = new RunningSystem(collector.Environment);
        await system.StartAsync();
        var room = await system.NewRoomAsync();

        await system.InRoomAsync("gifts", new { gift = "Rose" });

        var command = "";
        await RunningSystem.EventuallyAsync(
            async () => (command = await DoneCommandAsync(system, room)).Length > 0,
            "the action is on the books"
        );
        List<ExportedSpan> trace = [];
        await RunningSystem.EventuallyAsync(
            () =>
            {
                trace = TraceOf(collector, command);
                return Task.FromResult(Missing(trace).Length == 0);
            },
            "every part of the way is in the command's trace",
            seconds: 60,
            describe: () => Task.FromResult($"missing: {string.Join("; ", Missing(trace))}; trace: {Show(trace)}")
        );

        var byId = trace.ToDictionary(span => span.Id, StringComparer.Ordinal);
        var root = trace.Where(span => span.ParentId.Length == 0).ShouldHaveSingleItem(Show(trace));
        Label(root).ShouldBe(_wayUp[^1]);
        trace.Where(span => span != root).ShouldAllBe(span => byId.ContainsKey(span.ParentId));
        var way = new List<string>();
        for (var at = trace.Single(span => Label(span) == Booking); ; at = byId[at.ParentId])
        {
            way.Add(Label(at));
            if (at == root)
                break;
        }
        way.Where(_wayUp.Contains).ShouldBe(_wayUp);
    }

    /// <summary>The id of the one command of the room that is done; empty while there is none.</summary>
    private static async Task<string> DoneCommandAsync(RunningSystem system, string room)
    {
        var session = (await system.SessionAsync(room))!.Value.GetProperty("id").GetString();
        var actions = await system.GetAsync($"/api/analytics/live-sessions/{session}/actions");
        return actions
                .GetProperty("items")
                .EnumerateArray()
                .Where(action => action.GetProperty("outcome").GetString() == "Done")
                .Select(action => action.GetProperty("id").GetString())
                .SingleOrDefault()
            ?? "";
    }

    private static List<ExportedSpan> TraceOf(TraceCollector collector, string command)
    {
        var spans = collector.Spans.ToArray();
        var driven = Array.Find(spans, span => span.Tags.GetValueOrDefault("liveops.command") == command);
        return driven is null ? [] : [.. spans.Where(span => span.TraceId == driven.TraceId)];
    }

    /// <summary>What a trace still lacks: services export on their own, in any order.</summary>
    private static string[] Missing(List<ExportedSpan> trace) =>
        [
            .. _wayUp.Concat(_besideIt).Except(trace.Select(Label)),
            .. trace.Select(span => span.ParentId).Where(id => id.Length > 0).Except(trace.Select(span => span.Id)),
        ];

    /// <summary>Partitions differ by account, and none is better than another.</summary>
    private static string Label(ExportedSpan span) => $"{span.Service}: {Partition().Replace(span.Name, ".# ")}";

    private static string Show(List<ExportedSpan> trace) =>
        string.Join("; ", trace.Select(span => $"{Label(span)} ({span.Id} of {span.ParentId})"));

    [GeneratedRegex(@"\.\d+ ", RegexOptions.None, 1000)]
    private static partial Regex Partition();
}
