using System.ComponentModel.DataAnnotations;
using LiveOps.Console;
using LiveOps.Console.Logs;
using LiveOps.Contracts.Services;

namespace LiveOps.Tests.Console;

/// <summary>What the Console keeps of services' logs, and what it makes of it.</summary>
public sealed class LogsTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly LogFilter _all = new(null, null, null, null, null);
    private readonly ServiceLogs _logs = new(TimeProvider.System);

    [Fact]
    public void What_is_grave_is_not_pushed_out_by_what_is_much()
    {
        _logs.Take(Logged("rules", 1, Line("The database is away", ServiceLogLevel.Error)));
        for (var n = 0; n < 30; n++)
            _logs.Take(Logged("rules", 2 + n * 100, [.. Enumerable.Range(0, 100).Select(line => Line($"{n}.{line}"))]));
        var (lines, last) = _logs.Read(_all, 0, 5_000);
        lines.Count.ShouldBe(ServiceLogs.KeptOther + 1);
        lines[0].Text.ShouldBe("The database is away");
        lines[^1].Text.ShouldBe("29.99");
        lines.Select(line => line.Number).ShouldBeInOrder(SortDirection.Ascending);
        last.ShouldBe(lines[^1].Number);
        _logs.Read(_all, last, 5_000).ShouldBe(([], last), Comparer);
        _logs.Read(_all, 0, 3).Lines.Select(line => line.Text).ShouldBe(["29.97", "29.98", "29.99"]);
    }

    [Fact]
    public void What_comes_again_is_told_once_and_what_is_missing_is_said()
    {
        _logs.Take(Logged("rules", 1, Line("one"), Line("two")));
        _logs.Take(Logged("rules", 1, Line("one"), Line("two"), Line("three")));
        // A batch that was late, and after it the one that came in its place, once more.
        _logs.Take(Logged("rules", 1, Line("one"), Line("two")));
        _logs.Take(Logged("rules", 1, Line("one"), Line("two"), Line("three")));
        // The process was started again under the same name: it counts from one.
        _logs.Take(Logged("rules", 1, Line("anew")) with { StartedAt = _now.AddMinutes(1) });
        for (var n = 0; n < 2; n++)
            _logs.Take(Logged("rules", 11, Line("eleven")) with { Dropped = 7 });
        var texts = _logs.Read(_all, 0, 100).Lines.Select(line => line.Text).ToList();
        texts.Count.ShouldBe(6, string.Join(", ", texts));
        texts[..4].ShouldBe(["one", "two", "three", "anew"]);
        texts[4].ShouldStartWith("7 lines are missing");
        texts[5].ShouldBe("eleven");
    }

    [Fact]
    public void Lines_are_found_by_each_filter()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        _logs.Take(
            Logged(
                "rules",
                1,
                Line("Decided") with
                {
                    TraceId = trace,
                },
                Line("Refused", ServiceLogLevel.Warning, "LiveOps.Rules.Webhooks.Caller") with
                {
                    Exception = "System.TimeoutException: too late",
                }
            )
        );
        _logs.Take(Logged("analytics", 1, Line("Stored") with { TraceId = trace }));
        Texts(_all with { Service = "rules" }).ShouldBe(["Decided", "Refused"]);
        Texts(_all with { Level = ServiceLogLevel.Warning }).ShouldBe(["Refused"]);
        Texts(_all with { Source = "webhooks" }).ShouldBe(["Refused"]);
        Texts(_all with { Text = "TOO LATE" }).ShouldBe(["Refused"]);
        Texts(_all with { Trace = trace.ToUpperInvariant() }).ShouldBe(["Decided", "Stored"]);
        Texts(_all with { Trace = trace, Service = "analytics" }).ShouldBe(["Stored"]);
    }

    [Fact]
    public void Counts_are_spread_over_the_time_and_what_was_never_seen_before_the_start_is_new()
    {
        var from = _now.AddHours(-1);
        AnalyseLogs
            .Spread(
                [
                    new(Guid.Empty, from, 3),
                    new(Guid.Empty, from.AddMinutes(55), 4),
                    new(Guid.Empty, from.AddMinutes(70), 1),
                ],
                from,
                TimeSpan.FromMinutes(5),
                12
            )
            .ShouldBe([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]);

        var started = new Dictionary<string, DateTimeOffset> { ["rules"] = _now };
        var known = new Dictionary<string, DateTimeOffset> { ["rules"] = _now.AddDays(-3) };
        AnalyseLogs.IsNew(Template(_now.AddMinutes(1)), started, known).ShouldBeTrue();
        AnalyseLogs.IsNew(Template(_now.AddMinutes(-1)), started, known).ShouldBeFalse();
        // Everything is new in the first run: nothing stands out.
        AnalyseLogs
            .IsNew(Template(_now.AddMinutes(1)), started, new Dictionary<string, DateTimeOffset> { ["rules"] = _now })
            .ShouldBeFalse();
    }

    [Fact]
    public void A_process_agrees_when_it_has_just_what_was_set_and_has_not_ended()
    {
        ChangedLevel[] levels =
        [
            new("rules", "LiveOps.Rules", ServiceLogLevel.Debug, _now.AddMinutes(5), "admin", _now),
            new("analytics", null, ServiceLogLevel.Error, null, "admin", _now),
        ];
        var debug = new LogLevelSetting
        {
            Service = "rules",
            Source = "LiveOps.Rules",
            Level = ServiceLogLevel.Debug,
            Until = _now.AddMinutes(5),
        };
        LevelKeeper.Agrees(Reported([debug]), levels, _now).ShouldBeTrue();
        LevelKeeper.Agrees(Reported([]), levels, _now).ShouldBeFalse("it was started since");
        LevelKeeper
            .Agrees(Reported([debug with { Until = null }]), levels, _now)
            .ShouldBeFalse("it was set for ever before");
        LevelKeeper
            .Agrees(Reported([debug, debug with { Source = null, Until = _now.AddSeconds(-1) }]), levels, _now)
            .ShouldBeTrue("what is over is over by itself");
        LevelKeeper.Agrees(Reported(null), levels, _now).ShouldBeTrue("it takes none");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://jaeger.example.com/trace/{traceId}", true)]
    [InlineData("https://jaeger.example.com/trace/", false)]
    [InlineData("javascript:alert({traceId})", false)]
    public void An_address_of_traces_is_a_web_address_with_their_place(string? address, bool isGood) =>
        new ConsoleOptions { TraceAddress = address }
            .Validate(new ValidationContext(this))
            .Any()
            .ShouldBe(!isGood);

    private static IEqualityComparer<(IReadOnlyList<LogLine> Lines, long Last)> Comparer { get; } =
        EqualityComparer<(IReadOnlyList<LogLine> Lines, long Last)>.Create(
            (one, other) => one.Last == other.Last && one.Lines.SequenceEqual(other.Lines)
        );

    private List<string> Texts(LogFilter filter) => [.. _logs.Read(filter, 0, 100).Lines.Select(line => line.Text)];

    private static LogTemplate Template(DateTimeOffset firstSeen) =>
        new(Guid.Empty, "rules", ServiceLogLevel.Warning, "LiveOps.Rules", "t", "t", "1", firstSeen, firstSeen);

    private static ServiceReported Reported(IReadOnlyList<LogLevelSetting>? changed) =>
        new()
        {
            Service = "rules",
            Instance = "pc:1",
            Version = "1",
            StartedAt = _now,
            From = _now,
            Until = _now,
            MemoryBytes = 1,
            HeapBytes = 1,
            CpuMs = 1,
            Log = new LogReport { Level = ServiceLogLevel.Information, Changed = changed },
        };

    private static ServiceLogged Logged(string service, long first, params ServiceLogLine[] lines) =>
        new()
        {
            Service = service,
            Instance = "pc:1",
            Version = "1",
            StartedAt = _now,
            First = first,
            Lines = lines,
        };

    private static ServiceLogLine Line(
        string text,
        ServiceLogLevel level = ServiceLogLevel.Information,
        string source = "LiveOps.Rules.Deciding.Decider"
    ) =>
        new()
        {
            At = _now,
            Level = level,
            Source = source,
            Text = text,
            Template = text,
        };
}
