using System.Security.Claims;
using Microsoft.Extensions.Options;

namespace LiveOps.Console.SigningIn;

/// <summary>
/// Which users changed their password within the life of a token. Kept in memory and read again every few seconds, so
/// that a request (above all the emergency stop) never waits for the database.
/// </summary>
internal sealed class SecurityStamps(
    MemberStore members,
    IOptions<ConsoleOptions> options,
    TimeProvider clock,
    ILogger<SecurityStamps> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private volatile Dictionary<Guid, string> _stamps = [];
    private int _changes;

    /// <summary>False for a token that is older than its user's last change of password.</summary>
    public bool IsCurrent(ClaimsPrincipal user) => IsCurrent(user, _stamps);

    internal static bool IsCurrent(ClaimsPrincipal user, IReadOnlyDictionary<Guid, string> changed) =>
        !Guid.TryParse(user.FindFirstValue("sub"), out var id)
        || !changed.TryGetValue(id, out var stamp)
        || string.Equals(stamp, user.FindFirstValue(TokenIssuer.StampClaim), StringComparison.Ordinal);

    /// <summary>Takes over a change at once.</summary>
    public void Set(Guid userId, string stamp)
    {
        lock (_gate)
        {
            _changes++;
            _stamps = new(_stamps) { [userId] = stamp };
        }
    }

    /// <summary>Nothing is served before it is known which tokens have ended.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
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
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(
                    "Changed passwords cannot be read, ended sessions may last longer: {Reason}",
                    error.Message
                );
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var changes = Volatile.Read(ref _changes);
        var since = clock.GetUtcNow() - TimeSpan.FromHours(options.Value.SessionHours);
        var stamps = await members.ReadStampsAsync(since, cancellationToken);
        lock (_gate)
        {
            // What was changed while this was read is newer than it.
            if (changes == _changes)
                _stamps = stamps;
        }
    }
}
