using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace LiveOps.Ingestion.Settings;

/// <summary>What counts for each workspace now, as this replica last read it.</summary>
internal sealed class CurrentSettings(IOptions<TikTokOptions> options)
{
    private readonly ConcurrentDictionary<Guid, Patience> _patience = [];

    /// <summary>As the installation is configured.</summary>
    public ConnectionSettings Defaults { get; } = ConnectionSettings.Of(options.Value);

    /// <summary>The workspace's; the same object for as long as the process lives.</summary>
    public Patience Of(Guid workspace) => _patience.GetOrAdd(workspace, _ => new Patience(Defaults));

    /// <summary>Takes over what all workspaces have set; one that is not among them has set nothing.</summary>
    public void Take(IReadOnlyDictionary<Guid, OwnSettings> all)
    {
        foreach (Guid workspace in all.Keys)
        {
            Of(workspace);
        }
        foreach ((Guid workspace, Patience patience) in _patience)
        {
            patience.Now = all.GetValueOrDefault(workspace, OwnSettings.None).Over(Defaults);
        }
    }
}

/// <summary>Settings that running connections look at each time, and pauses that follow them.</summary>
internal sealed class Patience(ConnectionSettings now)
{
    private readonly Lock _lock = new();
    private ConnectionSettings _now = now;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConnectionSettings Now
    {
        get => Volatile.Read(ref _now);
        set
        {
            lock (_lock)
            {
                if (value == _now)
                {
                    return;
                }
                Volatile.Write(ref _now, value);
                _changed.SetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public TimeSpan ConnectTimeout => TimeSpan.FromSeconds(Now.ConnectTimeoutSeconds);

    /// <summary>
    /// Waits for as long as the settings say. When they change meanwhile, what they say then counts, from the beginning
    /// of the pause: somebody who shortens it does not wait for the end of the long one.
    /// </summary>
    public async Task PauseAsync(
        Func<ConnectionSettings, TimeSpan> length,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        long begun = time.GetTimestamp();
        while (true)
        {
            Task changed = Changed(out ConnectionSettings settings);
            TimeSpan left = length(settings) - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                return;
            }
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task pause = Task.Delay(left, time, over.Token);
            Task first = await Task.WhenAny(pause, changed);
            await over.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (first == pause)
            {
                return;
            }
        }
    }

    private Task Changed(out ConnectionSettings settings)
    {
        lock (_lock)
        {
            settings = _now;
            return _changed.Task;
        }
    }
}
