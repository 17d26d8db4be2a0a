using System.Net.WebSockets;
using LiveOps.Contracts.Ingestion;
using LiveOps.Hosting.LocalFeed;
using LiveOps.Ingestion.Accounts;
using LiveOps.Ingestion.Connecting;
using LiveOps.Ingestion.Leasing;
using LiveOps.Ingestion.Publishing;
using LiveOps.Ingestion.Settings;
using LiveOps.Ingestion.Telemetry;

namespace LiveOps.Ingestion.FeedSource;

/// <summary>
/// Reads one account from a local event feed for as long as this replica owns it. The LIVE begins with its first text
/// and ends with a text that says so, or when the feed has been away for long: an open socket alone tells of no LIVE.
/// </summary>
internal sealed partial class FeedWorker(
    Account account,
    Uri feed,
    AccountPipeline pipeline,
    RoomLife life,
    ConnectionReporter reporter,
    RoomStates states,
    IngestionOptions options,
    int largestText,
    Patience patience,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _stableAfter = TimeSpan.FromSeconds(30);

    // What still comes after an end, for example the likes of the last moment, is no new LIVE.
    private static readonly TimeSpan _afterglow = TimeSpan.FromSeconds(10);

    private readonly FeedReader _reader = new();
    private int _failures;
    private long _endedRoom;
    private DateTimeOffset? _endedAt;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await life.ResumeAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await FollowOnceAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped, or the lease is gone.
        }
    }

    private async Task FollowOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset begun = time.GetUtcNow();
        try
        {
            if (_failures == 0)
            {
                reporter.Set(AccountConnectionState.Connecting, null, RoomOrNull());
            }
            await using RoomSocket socket = await RoomSocket.OpenLocalAsync(
                feed,
                largestText,
                patience.ConnectTimeout,
                cancellationToken
            );
            Opened();
            using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task ending = EndSilentStreaksAsync(done.Token);
            try
            {
                await ReceiveAsync(socket, cancellationToken);
            }
            finally
            {
                await done.CancelAsync();
                await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (ConnectionFailure failure)
        {
            await FailAsync(failure, begun, cancellationToken);
        }
        catch (Exception error) when (error is IOException or Npgsql.NpgsqlException)
        {
            var failure = new ConnectionFailure($"Ingestion cannot keep what comes in: {error.Message}", error);
            await FailAsync(failure, begun, cancellationToken);
        }
    }

    private void Opened()
    {
        DateTimeOffset now = time.GetUtcNow();
        _reader.Begin(now);
        life.Return(now);
        if (life.RoomId == 0)
        {
            reporter.Set(
                AccountConnectionState.Offline,
                $"{feed} is open; the LIVE begins with its first event.",
                null
            );
        }
        else
        {
            reporter.Set(AccountConnectionState.Live, null, life.RoomId);
        }
    }

    private async Task ReceiveAsync(RoomSocket socket, CancellationToken cancellationToken)
    {
        DateTimeOffset lastAt = time.GetUtcNow();
        try
        {
            while (await socket.ReceiveAsync(cancellationToken) is { } utf8)
            {
                lastAt = time.GetUtcNow();
                using FeedText? text = FeedText.Read(utf8);
                if (text is null)
                {
                    pipeline.CountUnreadableText(utf8.Length);
                }
                else if (FeedReader.IsOfRoom(text))
                {
                    await TakeAsync(text, lastAt, cancellationToken);
                }
            }
            throw new ConnectionFailure($"{feed} closed the connection.");
        }
        catch (WebSocketException error)
        {
            throw new ConnectionFailure($"The connection to {feed} broke: {error.Message}", error);
        }
        finally
        {
            if (life.RoomId != 0)
            {
                life.Lose(lastAt, $"The connection to {feed} was lost.");
            }
        }
    }

    private async Task TakeAsync(FeedText text, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (IsAfterglow(text, receivedAt))
        {
            return;
        }
        if (text.RoomId is var named && (life.RoomId == 0 || (named != 0 && named != life.RoomId)))
        {
            _endedRoom = life.RoomId != 0 ? life.RoomId : _endedRoom;
            await life.EnterAsync(
                named != 0 ? named : await NewRoomAsync(receivedAt, cancellationToken),
                cancellationToken
            );
            reporter.Set(AccountConnectionState.Live, null, life.RoomId);
        }
        if (pipeline.AcceptText(text, _reader, receivedAt))
        {
            (_endedRoom, _endedAt) = (life.RoomId, receivedAt);
            LogEnded(log, account.Handle, life.RoomId);
            await life.ForgetAsync(cancellationToken);
            reporter.Set(AccountConnectionState.Offline, $"{feed} is open; the LIVE is over.", null);
        }
    }

    // A room that was left does not come back: a feed of two rooms must not end and begin them in turns.
    private bool IsAfterglow(FeedText text, DateTimeOffset receivedAt) =>
        text.RoomId != 0 && text.RoomId == _endedRoom
        || life.RoomId == 0 && (FeedReader.IsEnd(text) || (text.RoomId == 0 && receivedAt - _endedAt < _afterglow));

    // The day's first LIVE that has not ended: a restart on the way comes back to the same room.
    private async Task<long> NewRoomAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(account.TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (int n = 0; ; n++)
        {
            long room = FeedIds.Room(account.Id, day, n);
            if (!await states.HasEndedAsync(account.Id, room, cancellationToken))
            {
                return room;
            }
        }
    }

    private async Task EndSilentStreaksAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_second, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            pipeline.EndSilentStreaks();
        }
    }

    private async Task FailAsync(ConnectionFailure failure, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        _failures = now - begun >= _stableAfter ? 0 : _failures;
        (int failures, double chance) = (_failures, Random.Shared.NextDouble());
        TimeSpan wait = Backoff.After(failure, failures, chance, patience.Now);
        _failures++;
        IngestionTelemetry.Reconnects.Add(1);
        LogFailed(log, account.Handle, failure.Message, wait.TotalSeconds);
        await EndAwayAsync(now, cancellationToken);
        reporter.Set(
            AccountConnectionState.Failing,
            $"{failure.Message} Next attempt in {wait.TotalSeconds:0.0} s.",
            RoomOrNull()
        );
        await patience.PauseAsync(
            settings => Backoff.After(failure, failures, chance, settings),
            time,
            cancellationToken
        );
    }

    private async Task EndAwayAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (life.LostAt is not { } lost || now - lost < TimeSpan.FromSeconds(options.FeedAwaySeconds))
        {
            return;
        }
        try
        {
            await life.EndAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or Npgsql.NpgsqlException)
        {
            LogNotEnded(log, account.Handle, error.Message);
        }
    }

    private long? RoomOrNull() => life.RoomId == 0 ? null : life.RoomId;

    [LoggerMessage(LogLevel.Information, "The LIVE of @{Handle} in room {RoomId} is over, says its feed")]
    private static partial void LogEnded(ILogger log, string handle, long roomId);

    [LoggerMessage(LogLevel.Warning, "@{Handle}: {Reason} Next attempt in {Seconds:0.0} s")]
    private static partial void LogFailed(ILogger log, string handle, string reason, double seconds);

    [LoggerMessage(LogLevel.Warning, "@{Handle}: the end of the LIVE cannot be kept yet: {Reason}")]
    private static partial void LogNotEnded(ILogger log, string handle, string reason);
}
