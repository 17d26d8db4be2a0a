using System.Security.Claims;
using LiveOps.Hosting.Identity;
using Npgsql;

namespace LiveOps.Console.Quotas;

/// <summary>
/// The members' limits, read again every few seconds: how many requests a minute a member may make is asked for with
/// each request, which must not wait for the database.
/// </summary>
internal sealed class QuotaWatch(QuotaStore store, TimeProvider clock, ILogger<QuotaWatch> log) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _betweenForgetting = TimeSpan.FromHours(6);

    private Dictionary<(Guid, Guid, string), int> _limits = [];
    private DateTimeOffset _forgottenAt;

    /// <summary>The limit of whoever calls; null for no limit of their own, and for API keys.</summary>
    public int? LimitOf(ClaimsPrincipal user, Quota quota) =>
        !user.IsApiKey()
        && Guid.TryParse(user.FindFirstValue(LiveOpsIdentity.WorkspaceClaim), out var workspaceId)
        && Guid.TryParse(user.FindFirstValue("sub"), out var userId)
        && Volatile.Read(ref _limits).TryGetValue((workspaceId, userId, quota.Name), out var most)
            ? most
            : null;

    /// <summary>Reads them now.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken) =>
        Volatile.Write(ref _limits, await store.AllAsync(cancellationToken));

    /// <summary>Nobody is let through before the limits are known.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
                if (clock.GetUtcNow() - _forgottenAt > _betweenForgetting)
                {
                    await store.ForgetAsync(stoppingToken);
                    _forgottenAt = clock.GetUtcNow();
                }
            }
            catch (NpgsqlException error)
            {
                log.LogWarning("The quotas of members cannot be read, the last known count: {Reason}", error.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
