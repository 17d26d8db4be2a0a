using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.Counting;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Recording;
using Npgsql;

namespace LiveOps.Ingestion.Leasing;

/// <summary>An account that this replica serves: its connection, and its counting state on the way to the database.</summary>
internal sealed partial class OwnedAccount : IAsyncDisposable
{
    private static readonly TimeSpan _saveEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _lastSavePatience = TimeSpan.FromSeconds(2);

    private readonly AccountPipeline _pipeline;
    private readonly Outgoing _outgoing;
    private readonly RoomStates _states;
    private readonly long _journalKept;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _saving;
    private readonly Task _watching;

    public OwnedAccount(
        Account account,
        Lease lease,
        AccountPipeline pipeline,
        Outgoing outgoing,
        FrameRecorder recorder,
        ConnectionReporter reporter,
        Func<CancellationToken, Task> watch,
        RoomStates states,
        long journalKept,
        TimeProvider time,
        ILogger log
    )
    {
        (Account, Lease, Recorder, Reporter) = (account, lease, recorder, reporter);
        (_pipeline, _outgoing, _states, _journalKept, _time, _log) = (
            pipeline,
            outgoing,
            states,
            journalKept,
            time,
            log
        );
        _watching = Task.Run(() => watch(_stop.Token), CancellationToken.None);
        _saving = Task.Run(SaveAsync, CancellationToken.None);
    }

    public Account Account { get; private set; }

    public Lease Lease { get; }

    public FrameRecorder Recorder { get; }

    public ConnectionReporter Reporter { get; }

    /// <summary>The worker ended by itself: it should not have.</summary>
    public bool HasFailed => _watching.IsFaulted;

    public Exception? Failure => _watching.Exception?.GetBaseException();

    /// <summary>Takes over what a person changed. False when the account has to be connected anew.</summary>
    public bool TryUpdate(Account now)
    {
        Recorder.Set(now.Record);
        bool same = now.Handle == Account.Handle && now.WorkspaceId == Account.WorkspaceId && now.Feed == Account.Feed;
        Account = same ? now : Account;
        return same;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ContinueWith(
            static _ => { },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        await _saving;
        Reporter.Set(AccountConnectionState.Stopped, null, null);
        Recorder.Dispose();
        _stop.Dispose();
    }

    private async Task SaveAsync()
    {
        using var timer = new PeriodicTimer(_saveEvery, _time);
        bool stopping = false;
        while (!stopping)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                await _watching.ContinueWith(static _ => { }, TaskScheduler.Default);
                stopping = true;
            }
            SavedRoom? unsaved = _pipeline.TakeUnsaved(out long journalEnd);
            if (unsaved is null || await SavePatientlyAsync(unsaved, stopping))
            {
                _outgoing.Trim(journalEnd, _journalKept);
            }
        }
    }

    // The same state is tried again until the database takes it; newer changes wait behind it.
    private async Task<bool> SavePatientlyAsync(SavedRoom unsaved, bool last)
    {
        bool told = false;
        using var patience = new CancellationTokenSource();
        if (last)
        {
            patience.CancelAfter(_lastSavePatience);
        }
        while (true)
        {
            try
            {
                await _states.SaveAsync(Account.Id, unsaved, patience.Token);
                return true;
            }
            catch (NpgsqlException error) when (!last && !_stop.IsCancellationRequested)
            {
                if (!told)
                {
                    LogSaveFailed(_log, Account.Handle, error.Message);
                    told = true;
                }
                await Task.Delay(TimeSpan.FromSeconds(1), _time, CancellationToken.None);
            }
            catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
            {
                // The journal still holds it, and it stays uncut.
                return false;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "@{Handle}: the counting state cannot be saved ({Reason}); trying again")]
    private static partial void LogSaveFailed(ILogger log, string handle, string reason);
}
