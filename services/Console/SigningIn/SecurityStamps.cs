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
    private volatile Dictionary<Guid, string> _stamps = [];

    /// <summary>False for a token that is older than its user's last change of password.</summary>
    public bool IsCurrent(ClaimsPrincipal user) => IsCurrent(user, _stamps);

    internal static bool IsCurrent(ClaimsPrincipal user, IReadOnlyDictionary<Guid, string> changed) =>
        !Guid.TryParse(user.FindFirstValue("sub"), out var id)
        || !changed.TryGetValue(id, out var stamp)
        || string.Equals(stamp, user.FindFirstValue(TokenIssuer.StampClaim), StringComparison.Ordinal);

    /// <summary>Takes over a change at once.</summary>
    public void Set(Guid userId, string stamp) => _stamps = new(_stamps) { [userId] = stamp };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var since = clock.GetUtcNow() - TimeSpan.FromHours(options.Value.SessionHours);
                _stamps = await members.ReadStampsAsync(since, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogWarning(
                    "Changed passwords cannot be read, ended sessions may last longer: {Reason}",
                    error.Message
                );
            }
            await Task.Delay(_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
