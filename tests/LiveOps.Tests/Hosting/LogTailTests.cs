using System.Diagnostics;
using LiveOps.Contracts.Services;
using LiveOps.Hosting.Logs;
using Microsoft.Extensions.Logging;

namespace LiveOps.Tests.Hosting;

/// <summary>Lines on their way to the Console: how many, which, and never about themselves.</summary>
public sealed class LogTailTests : IDisposable
{
    private const string Ours = "LiveOps.Rules.Deciding.Decider";
    private readonly LogTail _tail = new(TimeProvider.System);

    public void Dispose() => _tail.Dispose();

    [Fact]
    public void Lines_wait_in_batches_until_they_are_published_and_those_given_up_are_counted()
    {
        _tail.Next().ShouldBeNull();
        Write(LogTail.Together + 1);
        var first = _tail.Next()!;
        (first.First, first.Dropped, first.Lines.Count).ShouldBe((1, 0, LogTail.Together));
        // Not published: it comes again, whatever is written meanwhile.
        _tail.Next()!.Lines.ShouldBe(first.Lines);
        _tail.Published(first);
        var rest = _tail.Next()!;
        (rest.First, rest.Lines.Count).ShouldBe((LogTail.Together + 1, 1));

        // The broker is away: the newest are kept, and what went is counted with the next that gets through.
        Write(LogTail.Waiting + 4);
        var late = _tail.Next()!;
        (late.First, late.Dropped).ShouldBe((LogTail.Together + 6, 5));
        var seen = late.Lines.Count;
        for (var batch = late; ; seen += batch.Lines.Count)
        {
            _tail.Published(batch);
            if (_tail.Next() is not { } next)
                break;
            next.Dropped.ShouldBe(0);
            batch = next;
        }
        seen.ShouldBe(LogTail.Waiting);

        // What is pushed out while it is being published is neither told twice nor counted as lost.
        Write(1);
        var slow = _tail.Next()!;
        Write(LogTail.Waiting);
        _tail.Published(slow);
        _tail.Next()!.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_bus_says_of_its_work_and_what_is_written_while_publishing_is_not_told()
    {
        var bus = _tail.CreateLogger("MassTransit.Messages");
        bus.LogDebug("SEND");
        bus.LogInformation("Bus started");
        _tail.Next().ShouldBeNull();
        bus.LogError("R-FAULT");
        _tail.CreateLogger("RabbitMQ.Client").LogWarning("Lost");
        _tail.Next()!.Lines.Count.ShouldBe(2);
        _tail.Published(_tail.Next()!);

        var goOn = new TaskCompletionSource();
        Task begunMeanwhile;
        using (LogTail.WhilePublishing())
        {
            await Task.Yield();
            bus.LogError("SEND-FAULT");
            _tail.CreateLogger(Ours).LogError("Not published");
            begunMeanwhile = Task.Run(async () =>
            {
                await goOn.Task;
                _tail.CreateLogger(Ours).LogWarning("Long after");
            });
        }
        _tail.Next().ShouldBeNull();
        // A connection that a publishing has brought about lives on, and what it serves is heard.
        goOn.SetResult();
        await begunMeanwhile;
        _tail.Next()!.Lines.Single().Text.ShouldBe("Long after");
    }

    [Fact]
    public void A_line_has_its_template_its_trace_and_its_exceptions_beginning_and_no_secret()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        var secrets =
            "amqp://liveops:hunter2@rabbit/ Password=hunter2; Authorization: Bearer hunter2.a-b {\"token\":\"hunter2\"}";
        _tail
            .CreateLogger(Ours)
            .LogError(
                new InvalidOperationException($"from {secrets}\nmore"),
                "Rule {Rule} failed\nwith {Reason}",
                7,
                secrets
            );
        var line = _tail.Next()!.Lines.Single();
        line.Level.ShouldBe(ServiceLogLevel.Error);
        line.Source.ShouldBe(Ours);
        line.Template.ShouldBe("Rule {Rule} failed with {Reason}");
        line.Text.ShouldBe("Rule 7 failed with amqp://rabbit/ Password=***; Authorization: *** {\"token\":\"***\"}");
        line.Exception!.ShouldStartWith("System.InvalidOperationException: from amqp://rabbit/");
        line.Exception.ShouldNotContain("hunter2");
        line.TraceId.ShouldBe(activity.TraceId.ToHexString());
        line.SpanId.ShouldBe(activity.SpanId.ToHexString());
        activity.Stop();

        _tail.CreateLogger(Ours).LogInformation("{Long}", new string('x', 5_000));
        var cut = _tail.Next()!.Lines[1];
        cut.Text.Length.ShouldBe(1_000);
        cut.Text.ShouldEndWith("…");
        cut.TraceId.ShouldBeNull();
        _tail.CreateLogger(Ours).LogTrace("Everything");
        _tail.Next()!.Lines.Count.ShouldBe(2);
    }

    private void Write(int lines)
    {
        var logger = _tail.CreateLogger(Ours);
        for (var n = 0; n < lines; n++)
            logger.LogInformation("Line {N}", n);
    }
}
