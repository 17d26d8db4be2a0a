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
    private readonly ConcurrentDictionary<Guid, (SessionEnd Why, DateTimeOffset ExpiresAt)> _ended = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _seen = new();
    private DateTimeOffset _writtenAt;

    public static Guid? IdOf(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(TokenIssuer.SessionClaim), out var id) ? id : null;

    /// <summary>Why a token's session was ended; null while it was not.</summary>
    public SessionEnd? WhyOver(ClaimsPrincipal user) =>
        IdOf(user) is { } id && _ended.TryGetValue(id, out var end) ? end.Why : null;

    /// <summary>Notes that a session is in use.</summary>
    public void Seen(ClaimsPrincipal user)
    {
        if (IdOf(user) is { } id)
            _seen[id] = clock.GetUtcNow();
    }

    /// <summary>Turns these sessions away from now on, and closes their live screens.</summary>
    public void End(IEnumerable<EndedSession> sessions)
    {
        foreach (var session in sessions)
            End(session, DateTimeOffset.MaxValue);
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
        foreach (var (session, expiresAt) in await store.ReadEndedAsync(now, cancellationToken))
            End(session, expiresAt);
        foreach (var (id, end) in _ended)
            if (end.ExpiresAt < now)
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

    private void End(EndedSession session, DateTimeOffset expiresAt)
    {
        var isNew = !_ended.ContainsKey(session.SessionId);
        _ended[session.SessionId] = (session.Why, expiresAt);
        if (isNew)
            screens.End(TokenIssuer.SessionClaim, session.SessionId.ToString("N"));
    }
}
