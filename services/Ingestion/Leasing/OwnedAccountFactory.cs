using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.FeedSource;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Recording;
using LiveOps.Ingestion.Settings;
using MassTransit;
using Microsoft.Extensions.Options;

namespace LiveOps.Ingestion.Leasing;

/// <summary>Puts together what serving an account takes.</summary>
internal sealed class OwnedAccountFactory(
    Journals journals,
    RoomStates states,
    TikTokWeb web,
    SignService sign,
    IBus bus,
    IOptions<IngestionOptions> options,
    IOptions<TikTokOptions> tiktok,
    CurrentSettings settings,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    /// <exception cref="IOException">The account's journal cannot be opened.</exception>
    public OwnedAccount Start(Account account, Lease lease)
    {
        ILogger log = loggers.CreateLogger<AccountWorker>();
        AccountJournal journal = journals.Of(account.Id);
        var pipeline = new AccountPipeline(
            account.WorkspaceId,
            account.Id,
            lease.Epoch,
            journal.Outgoing,
            tiktok.Value.MaxFrameBytes,
            options.Value.RememberedMessages,
            time,
            log
        );
        var recorder = new FrameRecorder(
            Path.Combine(options.Value.DataFolder, "recordings"),
            account.Handle,
            options.Value.MaxRecordingBytes,
            time
        );
        recorder.Set(account.Record);
        var reporter = new ConnectionReporter(account, pipeline, journal.Outgoing, recorder, bus, time);
        var life = new RoomLife(account, pipeline, journal, states);
        Patience patience = settings.Of(account.WorkspaceId);
        Func<CancellationToken, Task> watch = account.Feed is { } feed
            ? new FeedWorker(
                account,
                new Uri(feed),
                pipeline,
                life,
                reporter,
                states,
                options.Value,
                tiktok.Value.MaxFrameBytes,
                patience,
                time,
                log
            ).RunAsync
            : new AccountWorker(
                account,
                pipeline,
                life,
                recorder,
                reporter,
                web,
                sign,
                tiktok.Value,
                patience,
                time,
                log
            ).RunAsync;
        return new OwnedAccount(
            account,
            lease,
            pipeline,
            journal.Outgoing,
            recorder,
            reporter,
            watch,
            states,
            options.Value.JournalKeptBytes,
            time,
            log
        );
    }
}
