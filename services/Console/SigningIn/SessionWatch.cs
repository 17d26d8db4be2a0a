using System.Collections.Concurrent;
using System.Security.Claims;
using LiveOps.Console.Live;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Which sessions have ended before their token does, and which are in use. Kept in memory and read again every few
/// seconds, so that a request (above all the emergency stop) never waits for the database; read once before the first
/// request, so that a restart brings nobody back.
/// </summary>
internal sealed class SessionWatch(
    SessionStore store,
    LiveConnections screens,
    TimeProvider clock,
    ILogger<SessionWatch> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _betweenWrites = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _ended = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _seen = new();
    private DateTimeOffset _writtenAt;

    public static Guid? IdOf(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(TokenIssuer.SessionClaim), out var id) ? id : null;

    /// <summary>True for a token whose session somebody has ended.</summary>
    public bool IsOver(ClaimsPrincipal user) => IdOf(user) is { } id && _ended.ContainsKey(id);

    /// <summary>Notes that a session is in use.</summary>
    public void Seen(ClaimsPrincipal user)
    {
        if (IdOf(user) is { } id)
            _seen[id] = clock.GetUtcNow();
    }

    /// <summary>Turns these sessions away from now on, and closes their live screens.</summary>
    public void End(IEnumerable<Guid> sessions)
    {
        foreach (var id in sessions)
            End(id, DateTimeOffset.MaxValue);
    }

    /// <summary>Nothing is served before what has ended is known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _writtenAt = clock.GetUtcNow();
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ReadAsync(stoppingToken);
                if (clock.GetUtcNow() - _writtenAt >= _betweenWrites)
                    await WriteAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning("Sessions cannot be read, ended ones may last longer: {Reason}", error.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, expiresAt) in await store.ReadEndedAsync(now, cancellationToken))
            End(id, expiresAt);
        foreach (var (id, expiresAt) in _ended)
            if (expiresAt < now)
                _ended.TryRemove(id, out _);
    }

    /// <summary>Writes what was seen since the last time: once a minute, however many requests there were.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var seen = _seen.ToArray().ToDictionary();
        await store.SeenAsync(seen, now, cancellationToken);
        foreach (var one in seen)
            _seen.TryRemove(one);
        _writtenAt = now;
    }

    private void End(Guid id, DateTimeOffset expiresAt)
    {
        var isNew = !_ended.ContainsKey(id);
        _ended[id] = expiresAt;
        if (isNew)
            screens.End(TokenIssuer.SessionClaim, id.ToString("N"));
    }
}
