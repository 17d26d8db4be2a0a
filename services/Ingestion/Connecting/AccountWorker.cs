using LiveOps.Contracts.Ingestion;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Reading;
using LiveOps.Ingestion.Recording;
using LiveOps.Ingestion.Settings;
using LiveOps.Ingestion.Telemetry;
using LiveOps.Ingestion.Webcast.Frames;

namespace LiveOps.Ingestion.Connecting;

/// <summary>
/// Watches one account for as long as this replica owns it: looks for the LIVE, connects, comes back after every
/// loss, and notices the end.
/// </summary>
internal sealed partial class AccountWorker(
    Account account,
    AccountPipeline pipeline,
    RoomLife life,
    FrameRecorder recorder,
    ConnectionReporter reporter,
    TikTokWeb web,
    SignService sign,
    TikTokOptions options,
    Patience patience,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan _stableAfter = TimeSpan.FromSeconds(30);

    private Browser _browser = new(Device.New(Random.Shared), patience);
    private int _failures;

    // The room that was left at its end. TikTok's pages can call it live for a while yet.
    private long _endedRoom;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await life.ResumeAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await WatchOnceAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped, or the lease is gone.
        }
    }

    private async Task WatchOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            RoomLookup room = await web.FindRoomAsync(account.Handle, _browser, cancellationToken);
            if (room.IsLive && room.RoomId != _endedRoom)
            {
                await FollowAsync(room, cancellationToken);
                return;
            }
            if (!room.IsLive)
            {
                _endedRoom = 0;
                await life.EndAsync(cancellationToken);
            }
            _failures = 0;
            reporter.Set(AccountConnectionState.Offline, null, null);
            await PauseAsync(settings => TimeSpan.FromSeconds(settings.ProbeSeconds), cancellationToken);
        }
        catch (ConnectionFailure failure)
        {
            await FailAsync(failure, cancellationToken);
        }
        catch (Exception error) when (error is IOException or Npgsql.NpgsqlException)
        {
            // Our own disk or database: the frame was not acknowledged; the room is entered again.
            await FailAsync(
                new ConnectionFailure($"Ingestion cannot keep what comes in: {error.Message}", error),
                cancellationToken
            );
        }
    }

    private async Task FollowAsync(RoomLookup room, CancellationToken cancellationToken)
    {
        reporter.Set(AccountConnectionState.Connecting, null, room.RoomId);
        RoomInfo info = await InfoAsync(room.RoomId, cancellationToken);
        if (info.HasEnded)
        {
            _endedRoom = room.RoomId;
            return;
        }
        SignedConnect signed = options.DirectMode
            ? new SignedConnect(options.DirectSocketUrl, _browser.Cookies)
            : await sign.ConnectAsync(room.RoomId, _browser, cancellationToken);
        long roomId = signed.RoomId ?? room.RoomId;
        await life.EnterAsync(roomId, cancellationToken);
        if (AcceptFirstFetch(roomId, signed))
        {
            await EndedAsync(roomId, cancellationToken);
            return;
        }

        Uri address = Addresses.Socket(
            signed,
            _browser.Device,
            roomId,
            Random.Shared.Next(100, 200),
            options.DirectMode
        );
        await using RoomSocket socket = await RoomSocket.OpenAsync(
            address,
            signed.Cookie,
            _browser.Device,
            options.MaxFrameBytes,
            patience.ConnectTimeout,
            cancellationToken
        );
        await StayAsync(roomId, socket, info, cancellationToken);
    }

    private async Task StayAsync(long roomId, RoomSocket socket, RoomInfo info, CancellationToken cancellationToken)
    {
        DateTimeOffset openedAt = time.GetUtcNow();
        life.Return(openedAt);
        reporter.Set(AccountConnectionState.Live, info.Warning, roomId);
        Task<IReadOnlyDictionary<long, GiftPrice>> gifts = GiftsAsync(roomId, cancellationToken);
        var session = new RoomSession(
            socket,
            roomId,
            pipeline,
            recorder,
            patience,
            TimeSpan.FromSeconds(options.HeartbeatSeconds),
            stop => web.IsAliveAsync(roomId, _browser, stop),
            time
        );
        try
        {
            SessionEnd end = await session.RunAsync(cancellationToken);
            LogEnded(log, account.Handle, roomId, end);
            await EndedAsync(roomId, cancellationToken, publish: end == SessionEnd.Probed);
        }
        catch (ConnectionFailure failure)
        {
            life.Lose(session.LastFrameAt, failure.Message);
            if (time.GetUtcNow() - openedAt >= _stableAfter)
            {
                _failures = 0;
            }
            throw;
        }
        finally
        {
            await gifts;
        }
    }

    private bool AcceptFirstFetch(long roomId, SignedConnect signed)
    {
        var batch = new FetchResult();
        if (signed.FirstFetch.IsEmpty || !batch.Read(signed.FirstFetch.Span))
        {
            return false;
        }
        recorder.Add(roomId, ClientFrames.Message(signed.FirstFetch.Span).Span);
        return pipeline.AcceptBatch(batch, time.GetUtcNow());
    }

    private async Task EndedAsync(long roomId, CancellationToken cancellationToken, bool publish = false)
    {
        _endedRoom = roomId;
        _failures = 0;
        if (publish)
        {
            await life.EndAsync(cancellationToken);
        }
        else
        {
            await life.ForgetAsync(cancellationToken);
        }
        reporter.Set(AccountConnectionState.Offline, null, null);
    }

    private async Task FailAsync(ConnectionFailure failure, CancellationToken cancellationToken)
    {
        if (failure.IsDeviceBlocked)
        {
            _browser = new Browser(Device.New(Random.Shared), patience);
        }
        (int failures, double chance) = (_failures, Random.Shared.NextDouble());
        TimeSpan wait = Backoff.After(failure, failures, chance, patience.Now);
        _failures++;
        IngestionTelemetry.Reconnects.Add(1);
        LogFailed(log, account.Handle, failure.Message, wait.TotalSeconds);
        reporter.Set(
            failure.IsStall ? AccountConnectionState.Stale : AccountConnectionState.Failing,
            $"{failure.Message} Next attempt in {wait.TotalSeconds:0.0} s.",
            life.RoomId == 0 ? null : life.RoomId
        );
        await PauseAsync(settings => Backoff.After(failure, failures, chance, settings), cancellationToken);
    }

    private async Task<RoomInfo> InfoAsync(long roomId, CancellationToken cancellationToken)
    {
        try
        {
            return await web.RoomInfoAsync(roomId, _browser, cancellationToken);
        }
        catch (ConnectionFailure failure)
        {
            return new RoomInfo(HasEnded: false, $"Room info: {failure.Message}");
        }
    }

    private async Task<IReadOnlyDictionary<long, GiftPrice>> GiftsAsync(
        long roomId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            IReadOnlyDictionary<long, GiftPrice> gifts = await web.GiftsAsync(roomId, _browser, cancellationToken);
            return pipeline.Gifts = gifts.Count > 0 ? gifts : pipeline.Gifts;
        }
        catch (Exception error) when (error is ConnectionFailure or OperationCanceledException)
        {
            // Names and prices come with each gift message too.
            return pipeline.Gifts;
        }
    }

    private Task PauseAsync(Func<ConnectionSettings, TimeSpan> length, CancellationToken cancellationToken) =>
        patience.PauseAsync(length, time, cancellationToken);

    [LoggerMessage(LogLevel.Information, "The LIVE of @{Handle} in room {RoomId} is over ({End})")]
    private static partial void LogEnded(ILogger log, string handle, long roomId, SessionEnd end);

    [LoggerMessage(LogLevel.Warning, "@{Handle}: {Reason} Next attempt in {Seconds:0.0} s")]
    private static partial void LogFailed(ILogger log, string handle, string reason, double seconds);
}
