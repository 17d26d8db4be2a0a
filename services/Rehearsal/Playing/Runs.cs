using System.Collections.Concurrent;

namespace LiveOps.Rehearsal.Playing;

/// <summary>Something that plays in the background: a scenario, a replay, a load or a paced action.</summary>
internal sealed class Run(string id, string room, string what, DateTimeOffset startedAt)
{
    private long _done;

    public string Id { get; } = id;
    public string Room { get; } = room;
    public string What { get; } = what;
    public DateTimeOffset StartedAt { get; } = startedAt;
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Steps or messages in all; 0 while unknown.</summary>
    public long Total { get; set; }
    public long Done => Interlocked.Read(ref _done);
    public string State { get; set; } = "running";
    public string? Error { get; set; }
    public CancellationTokenSource Cancel { get; } = new();

    public void Report(long done) => Interlocked.Exchange(ref _done, done);
}

/// <summary>All runs of the process; the last hundred that ended are kept to look at.</summary>
internal sealed class Runs(TimeProvider time, IHostApplicationLifetime host, ILogger<Runs> log)
{
    private const int MostEnded = 100;
    private readonly ConcurrentDictionary<string, Run> _runs = new();

    public IEnumerable<Run> Of(string room) =>
        _runs
            .Values.Where(run => run.Room.Equals(room, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(run => run.StartedAt);

    public Run? Find(string id) => _runs.GetValueOrDefault(id);

    public Run Start(string room, string what, long total, Func<Run, CancellationToken, Task> play)
    {
        var run = new Run(Guid.NewGuid().ToString("N")[..12], room, what, time.GetUtcNow()) { Total = total };
        _runs[run.Id] = run;
        foreach (
            var old in _runs
                .Values.Where(known => known.EndedAt is not null)
                .OrderByDescending(known => known.EndedAt)
                .Skip(MostEnded)
        )
        {
            _runs.TryRemove(old.Id, out _);
        }
        _ = Task.Run(() => PlayAsync(run, play), CancellationToken.None);
        return run;
    }

    private async Task PlayAsync(Run run, Func<Run, CancellationToken, Task> play)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel.Token, host.ApplicationStopping);
        try
        {
            await play(run, stop.Token);
            run.State = "done";
        }
        catch (OperationCanceledException)
        {
            run.State = "cancelled";
        }
        catch (Exception e)
        {
            // The run shows the failure to whoever asks for it; there is no caller left to throw to.
            log.LogError(e, "Run {RunId} ({What}) in room {Room} failed", run.Id, run.What, run.Room);
            run.State = "failed";
            run.Error = e.Message;
        }
        run.EndedAt = time.GetUtcNow();
    }
}
