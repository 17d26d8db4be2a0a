using System.Diagnostics;
using System.Net.WebSockets;
using LiveOps.Contracts.DeviceGateway;
using LiveOps.DeviceGateway.Boards;
using LiveOps.DeviceGateway.Commands;
using LiveOps.DeviceGateway.Reporting;
using LiveOps.Hosting.LocalFeed;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LiveOps.DeviceGateway.Fallback;

/// <summary>What the fallback does now, for the page of this PC.</summary>
/// <param name="IsFiring">True while gifts of the feed move devices.</param>
/// <param name="Detail">In words.</param>
internal sealed record FallbackState(bool IsFiring, string Detail);

/// <summary>
/// While the broker is away, listens to the local event feed and follows the gift rules that were given to this
/// gateway. Ends when the broker is back.
/// </summary>
internal sealed class FallbackRun(
    FallbackRulesStore store,
    BrokerWatch broker,
    GatewayLoop loop,
    CommandArrival arrival,
    ResultQueue results,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<FallbackRun> logger
) : BackgroundService
{
    private const int LongestText = 256 * 1024;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);
    private readonly FallbackOptions _options = options.Value.Fallback;
    private readonly GiftRules _rules = new();
    private volatile FallbackState _state = new(false, "fallback rests: this PC is not enrolled");
    private bool _isFullSaid;

    /// <summary>Null while it is switched off.</summary>
    public FallbackState? State => _options.Enabled ? _state : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
            return;
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!IsDue())
            {
                failures = 0;
                Say(false, "fallback waits: the broker is there");
                await Task.Delay(_look, time, stoppingToken);
                continue;
            }
            try
            {
                await FollowAsync(stoppingToken);
                failures = 0;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (failures++ == 0)
                    logger.LogWarning(
                        "The broker is away, and the local feed {Feed} cannot be followed ({Reason}): start TikFinity, or set Gateway:Fallback:Feed",
                        _options.Feed,
                        error.Message
                    );
                Say(false, $"fallback: no feed at {_options.Feed}");
                var pause = TimeSpan.FromMilliseconds(500 * Math.Min(failures, 20));
                await Task.Delay(pause < _longestPause ? pause : _longestPause, time, stoppingToken);
            }
        }
    }

    private bool IsDue() =>
        broker.AwaySince is { } since && time.GetUtcNow() - since >= TimeSpan.FromSeconds(_options.AfterSeconds);

    /// <summary>Listens until the broker is back.</summary>
    /// <exception cref="WebSocketException">The feed is not there, or broke off.</exception>
    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        using var away = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var socket = new ClientWebSocket();
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(away.Token))
        {
            patience.CancelAfter(_patience);
            await socket.ConnectAsync(new Uri(_options.Feed), patience.Token);
        }
        _rules.Join(time.GetUtcNow());
        logger.LogWarning(
            "The broker is away: gifts of the local feed {Feed} are followed until it is back",
            _options.Feed
        );
        var watch = EndWhenBackAsync(away);
        try
        {
            await ReceiveAsync(socket, away.Token);
            throw new WebSocketException("the feed closed the connection");
        }
        catch (OperationCanceledException) when (!IsDue() && !stoppingToken.IsCancellationRequested)
        {
            logger.LogInformation("The broker is back: the local feed is left");
        }
        finally
        {
            await away.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EndWhenBackAsync(CancellationTokenSource away)
    {
        while (IsDue())
            await Task.Delay(_look, time, away.Token);
        await away.CancelAsync();
    }

    private async Task ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestText];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
                throw new WebSocketException($"a text of the feed is longer than {LongestText} bytes");
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            length += part.Count;
            if (!part.EndOfMessage)
                continue;
            Take(buffer.AsMemory(0, length));
            length = 0;
        }
    }

    private void Take(ReadOnlyMemory<byte> utf8)
    {
        var (rules, missing) = store.Chosen();
        if (rules is null)
        {
            Say(false, $"fallback: {missing}");
            return;
        }
        Say(true, $"fallback: follows {rules.Rules.Count} gift rules by {_options.Feed}");
        using var text = FeedText.Read(utf8);
        if (text is null || FeedGift.Of(text) is not { } gift)
            return;
        foreach (var command in _rules.Take(gift, rules, time.GetUtcNow()))
            Fire(command);
    }

    private void Fire(DeviceCommand command)
    {
        if (results.Count >= options.Value.UnreportedLimit)
        {
            if (!_isFullSaid)
                logger.LogError(
                    "{Count} results wait for the broker: the fallback fires nothing more until it is back",
                    results.Count
                );
            _isFullSaid = true;
            return;
        }
        _isFullSaid = false;
        var journaled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Post(now => arrival.Arrive(command, null, Stopwatch.GetTimestamp(), journaled, now));
    }

    private void Say(bool isFiring, string detail)
    {
        if (_state.Detail != detail)
            _state = new FallbackState(isFiring, detail);
    }
}
