using LiveOps.Console.Devices;
using LiveOps.Hosting.Bus;

namespace LiveOps.Console.Gateways;

/// <summary>
/// Makes the broker's users the same as the books: at start, twice a minute, and at once when a member changes
/// something. So a broker that is set up anew gets its gateways back, and a gateway that was revoked while the broker
/// was away is locked out when it is back.
/// </summary>
internal sealed class BrokerUsers(
    GatewayStore store,
    BrokerManagement broker,
    GatewayReadModel seen,
    TimeProvider clock,
    ILogger<BrokerUsers> log
) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1);
    private bool _away;

    /// <summary>Brings one gateway's user and queue in line with the books, now.</summary>
    /// <param name="gatewayId">Its name.</param>
    /// <param name="reconnect">True: what is connected is thrown out, because its password is no longer the right one.</param>
    /// <param name="cancellationToken">Gives up; the timer goes on with it.</param>
    /// <returns>False when the broker's management does not answer; it is done as soon as it does.</returns>
    public async Task<bool> TryApplyAsync(string gatewayId, bool reconnect, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (await store.FindAsync(gatewayId, cancellationToken) is not { } gateway)
                return true;
            // Enrolled when it was: it is done when it is set again.
            if (!broker.IsSet)
                return false;
            if (gateway.IsActive)
                await AdmitAsync(gateway, cancellationToken);
            else
                await ClearAsync(gateway, cancellationToken);
            if (reconnect)
                await broker.CloseConnectionsAsync(gateway.BrokerUser, cancellationToken);
            return true;
        }
        catch (Exception error) when (BrokerManagement.IsAway(error) && !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(
                "The broker's management does not do what gateway {Gateway} needs; it is tried again: {Reason}",
                gatewayId,
                error.Message
            );
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_pause, clock);
        do
        {
            try
            {
                if (broker.IsSet)
                    await ReconcileAsync(stoppingToken);
                _away = false;
            }
            catch (Exception error)
                when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Once, not twice a minute for as long as it lasts.
                if (!_away)
                    log.LogWarning("The broker's users cannot be compared with the books: {Reason}", error.Message);
                _away = true;
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var gateways = await store.ReadAllAsync(cancellationToken);
        if (gateways.Count == 0)
            return;
        var users = (await broker.ReadUsersAsync(cancellationToken)).ToDictionary(
            user => user.Name,
            StringComparer.Ordinal
        );
        var permissions = await broker.ReadPermissionsAsync(cancellationToken);
        foreach (var gateway in gateways)
        {
            var user = users.GetValueOrDefault(gateway.BrokerUser);
            var right = gateway.IsActive
                ? user?.PasswordHash == gateway.BrokerPasswordHash
                    && permissions.GetValueOrDefault(gateway.BrokerUser) == BrokerPermissions.Of(gateway.GatewayId)
                : user is null && gateway.ClearedAt is not null;
            if (!right)
                await TryApplyAsync(gateway.GatewayId, reconnect: false, cancellationToken);
            if (
                seen.Of(gateway.WorkspaceId).FirstOrDefault(one => one.Status.GatewayId == gateway.GatewayId) is
                { } heard
            )
                await store.SeenAsync(
                    gateway.WorkspaceId,
                    gateway.GatewayId,
                    heard.SeenAt,
                    heard.Status.Version,
                    cancellationToken
                );
        }
    }

    private async Task AdmitAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await broker.PutUserAsync(gateway.BrokerUser, gateway.BrokerPasswordHash, cancellationToken);
        await broker.PutPermissionsAsync(
            gateway.BrokerUser,
            BrokerPermissions.Of(gateway.GatewayId),
            cancellationToken
        );
        log.LogInformation("The broker admits gateway {Gateway}", gateway.GatewayId);
    }

    /// <summary>
    /// The user first, so that nothing comes back; then the queue, so that a command sent to it is known to have
    /// nobody, instead of waiting there for whoever has the name next.
    /// </summary>
    private async Task ClearAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await broker.DeleteUserAsync(gateway.BrokerUser, cancellationToken);
        await broker.CloseConnectionsAsync(gateway.BrokerUser, cancellationToken);
        var queue = GatewayQueue.NameOf(gateway.GatewayId);
        foreach (var name in (string[])[queue, $"{queue}_error", $"{queue}_skipped"])
        {
            await broker.DeleteQueueAsync(name, cancellationToken);
            await broker.DeleteExchangeAsync(name, cancellationToken);
        }
        await store.ClearedAsync(gateway.GatewayId, clock.GetUtcNow(), cancellationToken);
        seen.Forget(gateway.WorkspaceId, gateway.GatewayId);
        log.LogInformation("The broker admits gateway {Gateway} no longer", gateway.GatewayId);
    }
}
