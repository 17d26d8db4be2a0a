using System.Collections.Concurrent;
using System.Diagnostics;
using LiveOps.AppHost.Local.Processes;

namespace LiveOps.Tests.AppHost;

/// <summary>Supervision of real child processes.</summary>
public sealed class SupervisedProcessTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("liveops-supervised-").FullName;
    private readonly ConcurrentQueue<string> _told = new();

    [Fact]
    public async Task A_process_that_dies_starts_again_and_its_end_is_told_with_the_code()
    {
        await using var process = Supervise("sleep 600", answers: null);
        await process.StartAsync();
        var first = process.ProcessId;

        process.Kill();
        await UntilAsync(() => process.Restarts == 1 && !_told.IsEmpty);

        process.ProcessId.ShouldNotBe(first);
        _told.ShouldHaveSingleItem().ShouldMatch("^ended with code 137; started again after 0[.,][0-9] s$");
    }

    [Fact]
    public async Task A_process_that_answered_and_hangs_is_killed_and_starts_again()
    {
        var hangs = false;
        await using var process = Supervise("sleep 600", _ => Task.FromResult(!hangs));
        await process.StartAsync();
        var first = process.ProcessId;
        await Task.Delay(process.AskEvery * 10, TestContext.Current.CancellationToken);
        process.ProcessId.ShouldBe(first, "it answers");

        hangs = true;
        await UntilAsync(() => process.Restarts == 1 && _told.Count == 2);

        _told.First().ShouldStartWith("did not answer for ");
        _told.Last().ShouldStartWith("ended with code 137; started again after ");
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_a_hang_too()
    {
        var asked = 0;
        await using var process = Supervise(
            "sleep 600",
            async stop =>
            {
                if (Interlocked.Increment(ref asked) > 1)
                    await Task.Delay(Timeout.Infinite, stop);
                return true;
            }
        );
        await process.StartAsync();
        await UntilAsync(() => process.Restarts == 1);
    }

    [Fact]
    public async Task A_process_that_has_not_answered_yet_starts_slowly_and_is_left_alone()
    {
        var asked = 0;
        await using var process = Supervise("sleep 600", _ => Task.FromResult(Interlocked.Increment(ref asked) < 0));
        await process.StartAsync();

        await UntilAsync(() => Volatile.Read(ref asked) >= 12);

        process.Restarts.ShouldBe(0);
        _told.ShouldBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SupervisedProcess Supervise(string script, Func<CancellationToken, Task<bool>>? answers) =>
        new("child", () => new ProcessStartInfo("/bin/sh", ["-c", $"exec {script}"]), _folder)
        {
            Tell = (_, text) => _told.Enqueue(text),
            Answers = answers,
            AskEvery = TimeSpan.FromMilliseconds(50),
        };

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); )
        {
            waited.Elapsed.ShouldBeLessThan(_patience);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
